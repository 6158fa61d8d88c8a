//! Signing in.

use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};

use crate::error::StoreError;
use crate::moment;
use crate::storage::Session;
use crate::store::Store;
use crate::text;

/// How long a session lives, in hours.
const SESSION_HOURS: i64 = 24;

impl Store {
    /// Signs a user in: gives the session's secret (`tss_…`), of which the store keeps only the digest, and the moment at which it ends.
    pub async fn start_session(&self, user_id: &str) -> Result<(PlainKey, Timestamp), StoreError> {
        let user_id = text::known_id(user_id, "user")?;
        if self.storage().user(&user_id).await?.is_none() {
            return Err(StoreError::NotFound("user"));
        }
        let now = moment::now();
        let secret = PlainKey::generate(KeyKind::Session)?;
        let expires = now
            .checked_add(SignedDuration::from_hours(SESSION_HOURS))
            .map_err(StoreError::invalid)?;
        let session = Session {
            digest: secret.digest(),
            user_id,
            created: now,
            expires,
        };
        self.storage().start_session(session).await?;
        Ok((secret, expires))
    }
}
