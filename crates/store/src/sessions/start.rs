//! Signing somebody in without a password: the store inside the app does so for its own user.

use jiff::{SignedDuration, Timestamp};
use keys::{KeyKind, PlainKey};
use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{AccessSecret, NewSession, Session};
use crate::store::Store;
use crate::text;

/// How long such a session lives, in hours.
const SESSION_HOURS: i64 = 24;

/// What such a session is called in the list of sessions.
const DEVICE_NAME: &str = "Studio Keys on this computer";

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
            id: Uuid::now_v7().to_string(),
            user_id,
            device_name: DEVICE_NAME.to_owned(),
            created: now,
            last_used: now,
            expires,
        };
        let access = AccessSecret {
            digest: secret.digest(),
            expires,
        };
        let new = NewSession {
            session,
            access,
            refresh: None,
            password: None,
        };
        self.storage().start_session(new).await?;
        Ok((secret, expires))
    }
}
