//! Whether a secret that somebody sent is good now.

use std::sync::Arc;

use jiff::Timestamp;
use keys::PlainKey;

use crate::storage::{KnownSecret, StorageError};
use crate::store::Store;

/// Why a secret opens nothing. Its holder may know.
#[derive(Debug)]
pub(crate) enum NotGood {
    /// Nobody was ever given it, as far as is known here.
    Unknown,
    /// Somebody ended its key.
    Deleted(Timestamp),
    /// Its key came to its end.
    Expired(Timestamp),
    /// Its key got another secret.
    Replaced(Timestamp),
    /// The actor token came to its end.
    TokenExpired,
    /// It could not be looked up.
    Storage(StorageError),
}

impl From<StorageError> for NotGood {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl Store {
    /// What a key or an actor token opens, when it is good.
    pub(crate) async fn verify(
        &self,
        secret: &PlainKey,
        now: Timestamp,
    ) -> Result<Arc<KnownSecret>, NotGood> {
        let known = self.known_secrets().find(self.storage(), secret.digest()).await?;
        let known = known.ok_or(NotGood::Unknown)?;
        check(&known, now)?;
        Ok(known)
    }
}

fn check(secret: &KnownSecret, now: Timestamp) -> Result<(), NotGood> {
    let passed = |end: Option<Timestamp>| end.filter(|end| *end <= now);
    let token_expires = secret.actor_token.as_ref().map(|facts| facts.expires);
    if let Some(deleted) = secret.key_deleted {
        return Err(NotGood::Deleted(deleted));
    }
    if let Some(end) = passed(secret.key_expires) {
        return Err(NotGood::Expired(end));
    }
    if let Some(end) = passed(secret.replaced) {
        return Err(NotGood::Replaced(end));
    }
    passed(token_expires).map_or(Ok(()), |_| Err(NotGood::TokenExpired))
}
