//! The secrets of a session that is renewed: one to use it with for an hour, one to renew it with once.

use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};
use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{AccessSecret, NewSession, PasswordHash, Session, User};
use crate::store::Store;

/// How long a session is used with one secret.
const ACCESS_HOURS: i64 = 1;

/// How long a session that nobody renews lives.
const IDLE_HOURS: i64 = 30 * 24;

/// A session with its secrets, which nobody can give again.
pub(crate) struct Opened {
    pub(crate) session: Session,
    pub(crate) user: User,
    pub(crate) access: PlainKey,
    pub(crate) refresh: PlainKey,
    /// When `access` ends.
    pub(crate) until: Timestamp,
}

/// New secrets, before they are anybody's.
pub(super) struct Secrets {
    pub(super) access: PlainKey,
    pub(super) refresh: PlainKey,
    /// When `access` ends.
    pub(super) until: Timestamp,
    /// When the session ends unless it is renewed.
    pub(super) expires: Timestamp,
}

impl Secrets {
    pub(super) fn new(now: Timestamp) -> Result<Self, StoreError> {
        let after = |hours| {
            now.checked_add(SignedDuration::from_hours(hours))
                .map_err(StoreError::invalid)
        };
        Ok(Self {
            access: PlainKey::generate(KeyKind::Session)?,
            refresh: PlainKey::generate(KeyKind::Refresh)?,
            until: after(ACCESS_HOURS)?,
            expires: after(IDLE_HOURS)?,
        })
    }

    /// What is kept of the one that the session is used with.
    pub(super) fn access(&self) -> AccessSecret {
        AccessSecret {
            digest: self.access.digest(),
            expires: self.until,
        }
    }

    pub(super) fn opened(self, session: Session, user: User) -> Opened {
        Opened {
            session,
            user,
            access: self.access,
            refresh: self.refresh,
            until: self.until,
        }
    }
}

impl Store {
    /// Opens a session for somebody who has shown who it is; none when that was by a password that is another one by now,
    /// since with it all sessions have ended.
    pub(crate) async fn open_session(
        &self,
        user: User,
        device_name: String,
        password: Option<PasswordHash>,
    ) -> Result<Option<Opened>, StoreError> {
        let now = moment::now();
        let secrets = Secrets::new(now)?;
        let session = Session {
            id: Uuid::now_v7().to_string(),
            user_id: user.id.clone(),
            device_name,
            created: now,
            last_used: now,
            expires: secrets.expires,
        };
        let new = NewSession {
            session: session.clone(),
            access: secrets.access(),
            refresh: Some(secrets.refresh.digest()),
            password,
        };
        if !self.storage().start_session(new).await? {
            return Ok(None);
        }
        tracing::info!(session = session.id, user = user.id, "somebody signed in");
        Ok(Some(secrets.opened(session, user)))
    }
}
