//! How keys are used: collected in memory, since a write for every request would be one too many.
//!
//! What is kept of it for good belongs to `storage`, who may read it to `graphql`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use keys::{KeyDigest, Scope};
use tokio::sync::Notify;

use crate::storage::{ApiKey, KeyUse, Place, SecretOfKey, Storage, StorageError};

/// What is not written yet, by key id.
#[derive(Debug, Default)]
pub(crate) struct KeyUses {
    collected: Mutex<Collected>,
    noted: Notify,
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Collected {
    new: HashMap<String, KeyUse>,
    /// What is just being written, and is still to be told to those who ask.
    in_writing: HashMap<String, KeyUse>,
}

/// One use of a key.
pub(crate) struct OneUse<'key> {
    pub(crate) key_id: &'key str,
    /// The secret with which it was used, unless by an actor token.
    pub(crate) digest: Option<KeyDigest>,
    pub(crate) place: Option<Place>,
    pub(crate) now: Timestamp,
}

impl KeyUses {
    /// Notes that a key opened something.
    pub(crate) fn note(&self, one: OneUse<'_>) {
        let mut collected = self.collected();
        let key_use = collected.new.entry(one.key_id.to_owned()).or_default();
        key_use.add(one.digest, one.place, one.now);
        self.noted.notify_one();
    }

    /// Notes what a key opened.
    pub(crate) fn exercised(&self, key_id: &str, scope: Scope) {
        let mut collected = self.collected();
        let in_writing = collected.in_writing.get(key_id);
        if in_writing.is_some_and(|key_use| key_use.scopes.contains(&scope)) {
            return;
        }
        let key_use = collected.new.entry(key_id.to_owned()).or_default();
        if key_use.scopes.insert(scope) {
            self.noted.notify_one();
        }
    }

    /// Comes when something was noted since it last came.
    pub(crate) async fn noted(&self) {
        self.noted.notified().await;
    }

    /// Brings what is not written yet into a key that was read.
    pub(crate) fn complete(&self, key: &mut ApiKey) {
        let collected = self.collected();
        let unwritten = collected.of(&key.id).filter_map(|key_use| key_use.last).max();
        key.last_used = key.last_used.max(unwritten);
    }

    /// Brings what is not written yet into the secrets of a key.
    pub(crate) fn complete_secrets(&self, key_id: &str, secrets: &mut [SecretOfKey]) {
        let collected = self.collected();
        for secret in secrets {
            let of_secret = |key_use: &KeyUse| key_use.secrets.get(secret.digest.as_bytes()).copied();
            let unwritten = collected.of(key_id).filter_map(of_secret).max();
            secret.last_used = secret.last_used.max(unwritten);
        }
    }

    /// Writes all that was collected; after a failure it stays collected. Goes on when nobody waits for it any more, since
    /// what was written without being noted as written would be counted twice.
    pub(crate) async fn flush(self: &Arc<Self>, storage: &Arc<dyn Storage>) -> Result<(), StorageError> {
        let (uses, storage) = (Arc::clone(self), Arc::clone(storage));
        let written = tokio::spawn(async move { uses.write(storage.as_ref()).await }).await;
        written.unwrap_or_else(|error| Err(StorageError::Other(error.to_string())))
    }

    async fn write(&self, storage: &dyn Storage) -> Result<(), StorageError> {
        let _turn = self.writing.lock().await;
        let uses: Vec<(String, KeyUse)> = {
            let mut collected = self.collected();
            // What is there from before was begun and never ended, by a panic.
            let left = std::mem::take(&mut collected.in_writing);
            collected.take_back(left);
            collected.in_writing = std::mem::take(&mut collected.new);
            let uses = collected.in_writing.iter();
            uses.map(|(id, key_use)| (id.clone(), key_use.clone())).collect()
        };
        if uses.is_empty() {
            return Ok(());
        }
        let written = storage.record_uses(uses).await;
        let mut collected = self.collected();
        let done = std::mem::take(&mut collected.in_writing);
        if written.is_err() {
            collected.take_back(done);
        }
        written
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collected {
    fn of(&self, key_id: &str) -> impl Iterator<Item = &KeyUse> {
        [&self.new, &self.in_writing]
            .into_iter()
            .filter_map(move |uses| uses.get(key_id))
    }

    fn take_back(&mut self, uses: HashMap<String, KeyUse>) {
        for (id, key_use) in uses {
            self.new.entry(id).or_default().merge(key_use);
        }
    }
}
