//! Giving a key another secret: its id, name, scopes and end stay. The secret that it had lives on for a while, so that
//! programs can be told the new one in peace; never longer than the key.

use jiff::{SignedDuration, Timestamp};
use keys::{KeyDigest, KeyHint, KeyKind, PlainKey};

use super::CreatedKey;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{ApiKey, Rotated, Rotation};
use crate::store::Store;
use crate::text;

/// The longest time for which both secrets are good (30 days).
const LONGEST_OVERLAP_MINUTES: i32 = 30 * 24 * 60;

/// A new secret that a device made, as it was sent.
pub(crate) struct RotateKey {
    pub(crate) id: String,
    pub(crate) digest: String,
    pub(crate) hint: String,
    pub(crate) overlap_minutes: i32,
}

impl Store {
    /// Takes in a new secret that a device made. Sending it again gives the key as it is now.
    pub(crate) async fn rotate_key(&self, user_id: &str, request: RotateKey) -> Result<ApiKey, StoreError> {
        let id = text::known_id(&request.id, "API key")?;
        let digest: KeyDigest = request.digest.parse().map_err(|_| {
            StoreError::invalid(
                "The digest of a key is its SHA-256, as 64 hexadecimal digits. Send it without the key itself.",
            )
        })?;
        let hint = KeyHint::parse(&request.hint)
            .filter(|hint| hint.as_str().starts_with(KeyKind::Api.prefix()))
            .ok_or_else(|| StoreError::invalid("The hint of a key looks like tsk_AbCd…wxYZ."))?;
        let now = moment::now();
        let rotation = Rotation {
            key_id: id,
            user_id: user_id.to_owned(),
            digest,
            hint: hint.as_str().to_owned(),
            now,
            overlap_ends: overlap_ends(now, request.overlap_minutes)?,
        };
        self.rotate(rotation).await
    }

    /// Makes a new secret for a key. The one that it had ends at once: whoever lets the store make it wants that.
    pub(crate) async fn regenerate_key(&self, user_id: &str, id: &str) -> Result<CreatedKey, StoreError> {
        let id = text::known_id(id, "API key")?;
        let secret = PlainKey::generate(KeyKind::Api)?;
        let now = moment::now();
        let rotation = Rotation {
            key_id: id,
            user_id: user_id.to_owned(),
            digest: secret.digest(),
            hint: secret.hint().as_str().to_owned(),
            now,
            overlap_ends: now,
        };
        let key = self.rotate(rotation).await?;
        Ok(CreatedKey { key, secret })
    }

    async fn rotate(&self, rotation: Rotation) -> Result<ApiKey, StoreError> {
        let mut key = match self.storage().rotate_key(rotation).await? {
            Rotated::New(key) => {
                tracing::info!(key = key.id, user = key.user_id, "an API key got a new secret");
                key
            }
            Rotated::Known(key) => key,
            Rotated::Taken => {
                let reason = "Another API key has this digest. Make a new secret.";
                return Err(StoreError::Conflict(reason.into()));
            }
            Rotated::Ended => {
                let reason = "This API key has ended, so it gets no new secret. Make a new key.";
                return Err(StoreError::Conflict(reason.into()));
            }
            Rotated::Missing => return Err(StoreError::NotFound("API key")),
        };
        self.key_uses().complete(&mut key);
        Ok(key)
    }
}

fn overlap_ends(now: Timestamp, minutes: i32) -> Result<Timestamp, StoreError> {
    if !(0..=LONGEST_OVERLAP_MINUTES).contains(&minutes) {
        return Err(StoreError::invalid(
            "The old secret lives on for 0 to 43200 minutes (30 days). Choose a time within these.",
        ));
    }
    Ok(now + SignedDuration::from_mins(minutes.into()))
}
