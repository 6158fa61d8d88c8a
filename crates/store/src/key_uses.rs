//! How keys are used: collected in memory, since a write for every request would be one too many.
//!
//! What is kept of it for good belongs to `storage`, who may read it to `graphql`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use keys::{KeyDigest, Scope};
use tokio::sync::Notify;

use crate::storage::{ApiKey, KeyUse, Place, SecretOfKey, Storage, StorageError};

/// Of how many keys the uses are written at once: in between, others who write get their turn.
const AT_ONCE: usize = 1_000;

/// Above so many keys, nothing is waited for before their uses are written.
const MANY: usize = 150_000;

/// What is not written yet, by key id.
#[derive(Debug, Default)]
pub(crate) struct KeyUses {
    collected: Mutex<Collected>,
    noted: Notify,
    many: Notify,
    writing: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Collected {
    new: Uses,
    /// What is just being written, and is still to be told to those who ask.
    in_writing: Uses,
}

type Uses = HashMap<String, Arc<KeyUse>>;

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
        collected.change(one.key_id, |key_use| key_use.add(one.digest, one.place, one.now));
        let are_many = collected.new.len() >= MANY;
        drop(collected);
        self.noted.notify_one();
        if are_many {
            self.many.notify_one();
        }
    }

    /// Notes what a key opened.
    pub(crate) fn exercised(&self, key_id: &str, scope: Scope) {
        let mut collected = self.collected();
        let in_writing = collected.in_writing.get(key_id);
        if in_writing.is_some_and(|key_use| key_use.scopes.contains(&scope)) {
            return;
        }
        if collected.change(key_id, |key_use| key_use.exercised(scope)) {
            self.noted.notify_one();
        }
    }

    /// Comes when something was noted since it last came.
    pub(crate) async fn noted(&self) {
        self.noted.notified().await;
    }

    /// Comes when so many keys were used that they take much memory.
    pub(crate) async fn many(&self) {
        self.many.notified().await;
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
            let of_secret = |key_use: &KeyUse| key_use.last_with(&secret.digest);
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
        self.collected().begin_to_write();
        loop {
            let uses = self.collected().next_to_write();
            if uses.is_empty() {
                self.collected().in_writing = HashMap::new();
                return Ok(());
            }
            let ids: Vec<String> = uses.iter().map(|(id, _)| id.clone()).collect();
            // Copied out of the lock, for which everybody waits who is let in.
            let uses = uses
                .into_iter()
                .map(|(id, key_use)| (id, KeyUse::clone(&key_use)));
            let written = storage.record_uses(uses.collect()).await;
            let mut collected = self.collected();
            if written.is_err() {
                collected.give_up();
                return written;
            }
            for id in ids {
                collected.in_writing.remove(&id);
            }
        }
    }

    fn collected(&self) -> MutexGuard<'_, Collected> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Collected {
    fn of(&self, key_id: &str) -> impl Iterator<Item = &KeyUse> {
        [&self.new, &self.in_writing]
            .into_iter()
            .filter_map(move |uses| uses.get(key_id).map(Arc::as_ref))
    }

    /// Changes what is new of a key.
    fn change<T>(&mut self, key_id: &str, change: impl FnOnce(&mut KeyUse) -> T) -> T {
        // Most are there, and need no copy of their id.
        if let Some(known) = self.new.get_mut(key_id) {
            return change(Arc::make_mut(known));
        }
        change(Arc::make_mut(self.new.entry(key_id.to_owned()).or_default()))
    }

    fn begin_to_write(&mut self) {
        // What is there from before was begun and never ended, by a panic.
        self.give_up();
        self.in_writing = std::mem::take(&mut self.new);
    }

    fn next_to_write(&self) -> Vec<(String, Arc<KeyUse>)> {
        let uses = self.in_writing.iter().take(AT_ONCE);
        uses.map(|(id, key_use)| (id.clone(), Arc::clone(key_use)))
            .collect()
    }

    fn give_up(&mut self) {
        let left = std::mem::take(&mut self.in_writing);
        self.take_back(left);
    }

    fn take_back(&mut self, uses: Uses) {
        for (id, key_use) in uses {
            let known = Arc::make_mut(self.new.entry(id).or_default());
            known.merge(Arc::unwrap_or_clone(key_use));
        }
    }
}
