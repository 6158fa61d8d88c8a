//! Renewing a session: its refresh secret is taken once, and a second use ends the session, since one of the two who
//! sent it has stolen it.

use jiff::SignedDuration;
use keys::{KeyKind, PlainKey};

use super::open::{Opened, Secrets};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{Renewal, Renewed};
use crate::store::Store;

/// How long the last one is taken again: its answer may have been lost on the way.
const LOST_ANSWER: SignedDuration = SignedDuration::from_secs(30);

impl Store {
    /// Gives a session new secrets for its refresh secret.
    pub(crate) async fn renew_session(&self, refresh: &str) -> Result<Opened, StoreError> {
        let presented = PlainKey::parse(refresh.as_bytes())
            .ok()
            .filter(|secret| secret.kind() == KeyKind::Refresh)
            .ok_or_else(ended)?;
        let now = moment::now();
        let secrets = Secrets::new(now)?;
        let renewal = Renewal {
            presented: presented.digest(),
            lost_since: now.checked_sub(LOST_ANSWER).map_err(StoreError::invalid)?,
            access: secrets.access(),
            next: secrets.refresh.digest(),
            now,
            expires: secrets.expires,
        };
        match self.storage().renew_session(renewal).await? {
            Renewed::Yes(session, user) => Ok(secrets.opened(session, user)),
            Renewed::Reused(session) => {
                tracing::warn!(
                    session = session.id,
                    user = session.user_id,
                    "a refresh token was used twice, so its session was ended"
                );
                Err(StoreError::Unauthenticated(
                    "This refresh token was used before, so its session was ended: somebody else may have it. Sign in again."
                        .into(),
                ))
            }
            Renewed::Unknown => Err(ended()),
        }
    }
}

fn ended() -> StoreError {
    StoreError::Unauthenticated("This session has ended. Sign in again.".into())
}
