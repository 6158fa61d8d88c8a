//! When keys were last used: collected in memory, since a write for every request would be one too many.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::storage::{ApiKey, Storage, StorageError};

/// The newest moment of each key that is not written yet, by key id.
#[derive(Default)]
pub(crate) struct LastUsed {
    moments: Mutex<HashMap<String, Timestamp>>,
    noted: Notify,
}

impl LastUsed {
    /// Notes that a key opened something.
    pub(crate) fn note(&self, key_id: &str, now: Timestamp) {
        let mut moments = self.moments();
        match moments.get_mut(key_id) {
            Some(known) => *known = now.max(*known),
            None => drop(moments.insert(key_id.to_owned(), now)),
        }
        self.noted.notify_one();
    }

    /// Comes when something was noted since it last came.
    pub(crate) async fn noted(&self) {
        self.noted.notified().await;
    }

    /// Brings what is not written yet into a key that was read.
    pub(crate) fn complete(&self, key: &mut ApiKey) {
        key.last_used = key.last_used.max(self.moments().get(&key.id).copied());
    }

    /// Writes all that was collected; after a failure it stays collected.
    pub(crate) async fn flush(&self, storage: &dyn Storage) -> Result<(), StorageError> {
        let collected = self.moments().clone();
        if collected.is_empty() {
            return Ok(());
        }
        let written = collected
            .iter()
            .map(|(id, moment)| (id.clone(), *moment))
            .collect();
        storage.record_last_used(written).await?;
        self.moments()
            .retain(|id, moment| collected.get(id) != Some(moment));
        Ok(())
    }

    fn moments(&self) -> MutexGuard<'_, HashMap<String, Timestamp>> {
        self.moments.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
