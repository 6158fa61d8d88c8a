//! The store, opened. Its use-cases are in the folders beside, one file each.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::{broadcast, watch};

use crate::heavy_work::HeavyWork;
use crate::key_uses::KeyUses;
use crate::projects::{Created, RecentDocuments};
use crate::sessions::Attempts;
use crate::storage::sqlite::Sqlite;
use crate::storage::{OpenStorageError, Storage, StorageError};
use crate::verification::KnownSecrets;

/// Projects that may be made while somebody who follows them is busy.
const MOST_UNTOLD: usize = 1_024;

/// An open store. Clones share it.
#[derive(Clone)]
pub struct Store {
    storage: Arc<dyn Storage>,
    key_uses: Arc<KeyUses>,
    heavy_work: HeavyWork,
    created_projects: broadcast::Sender<Created>,
    hashing: HeavyWork,
    attempts: Arc<Attempts>,
    known_secrets: Arc<KnownSecrets>,
    recent_documents: Arc<RecentDocuments>,
}

impl Store {
    /// Opens or makes the store in a folder: `store.sqlite3`, readable by its user alone. Brings an older file up to date
    /// and keeps a copy of it; refuses one of a newer version.
    pub async fn open(folder: &Path) -> Result<Self, OpenStorageError> {
        let path = folder.to_owned();
        let opened = tokio::task::spawn_blocking(move || Sqlite::open(&path)).await;
        let storage = opened.map_err(|error| OpenStorageError::Storage {
            path: folder.to_owned(),
            source: StorageError::Other(error.to_string()),
        })??;
        Ok(Self {
            storage: Arc::new(storage),
            key_uses: Arc::default(),
            heavy_work: HeavyWork::default(),
            created_projects: broadcast::Sender::new(MOST_UNTOLD),
            hashing: HeavyWork::default(),
            attempts: Arc::default(),
            known_secrets: Arc::default(),
            recent_documents: Arc::default(),
        })
    }

    /// Whether a folder holds a store, be it one that can't be opened.
    pub(crate) fn is_in(folder: &Path) -> io::Result<bool> {
        Sqlite::is_in(folder)
    }

    pub(crate) fn storage(&self) -> &dyn Storage {
        self.storage.as_ref()
    }

    pub(crate) fn key_uses(&self) -> &Arc<KeyUses> {
        &self.key_uses
    }

    pub(crate) fn known_secrets(&self) -> &KnownSecrets {
        &self.known_secrets
    }

    pub(crate) fn recent_documents(&self) -> &RecentDocuments {
        &self.recent_documents
    }

    pub(crate) fn heavy_work(&self) -> &HeavyWork {
        &self.heavy_work
    }

    /// Tells of every project that is made through this store from now on.
    pub(crate) fn created_projects(&self) -> broadcast::Receiver<Created> {
        self.created_projects.subscribe()
    }

    pub(crate) fn tell_of_project(&self, created: Created) {
        // Without anybody who follows, there is nobody to tell.
        let _ = self.created_projects.send(created);
    }

    /// The places for hashing passwords, which takes memory and time on purpose.
    pub(crate) fn hashing(&self) -> &HeavyWork {
        &self.hashing
    }

    /// What failed lately at signing in.
    pub(crate) fn attempts(&self) -> &Attempts {
        &self.attempts
    }

    /// Changes with every write that was done through this store, signing in aside: somebody who shows what is in it may
    /// ask again.
    pub fn writes(&self) -> watch::Receiver<()> {
        self.storage.writes()
    }

    /// Comes when a key was used since it last came.
    pub(crate) async fn keys_used(&self) {
        self.key_uses.noted().await;
    }

    /// Comes when so many were used that it should be written down at once.
    pub(crate) async fn many_keys_used(&self) {
        self.key_uses.many().await;
    }

    /// Writes down what was collected about how keys were used. A running server does it by itself.
    pub async fn flush_last_used(&self) -> Result<(), StorageError> {
        self.key_uses.flush(&self.storage).await
    }
}
