use std::path::Path;
use std::sync::Arc;

use rusqlite::{Connection, Transaction};
use tokio::sync::{Notify, broadcast};

use crate::database::Database;
use crate::error::{DeviceError, OpenDeviceError};
use crate::sync::SyncStatus;
use crate::vault::Vault;

/// What this computer keeps. Cheap to clone; usable from any thread.
///
/// Its calls block for as long as the disk takes, so async code makes them where blocking is allowed.
#[derive(Clone)]
pub struct Device {
    inner: Arc<Inner>,
}

struct Inner {
    database: Database,
    vault: Vault,
    changed: broadcast::Sender<Changed>,
    nudge: Notify,
    sync: SyncStatus,
}

/// What was just changed, so that windows know what to read again. A receiver that lagged reads everything again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Changed {
    /// Keys, or how far they have come on their way to the store.
    Keys,
    /// Projects.
    Projects,
    /// The account or its organizations.
    Account,
    /// How it stands with the store.
    Sync,
    /// The vault: locked, unlocked, or another set of sealed copies.
    Vault,
    /// What somebody chose in the settings.
    Settings,
    /// A panic: asked for, taken back, gone through with or forgotten.
    Panic,
}

impl Device {
    /// Opens the data folder for this process alone, making it and `device.sqlite3` where they are missing.
    pub fn open(data_dir: &Path) -> Result<Self, OpenDeviceError> {
        let database = Database::open(data_dir)?;
        let (changed, _) = broadcast::channel(256);
        let inner = Inner {
            database,
            vault: Vault::new(data_dir),
            changed,
            nudge: Notify::new(),
            sync: SyncStatus::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Hears of every change from now on, after it is saved.
    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.inner.changed.subscribe()
    }

    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        self.inner.database.read(work)
    }

    pub(crate) fn write<T, E: From<DeviceError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.inner.database.write(work)
    }

    /// Tells the windows. Having no listener is no failure.
    pub(crate) fn announce(&self, changed: Changed) {
        let _ = self.inner.changed.send(changed);
    }

    /// Has the sync loop try at once; one that is busy does so right after.
    pub(crate) fn nudge(&self) {
        self.inner.nudge.notify_one();
    }

    pub(crate) async fn nudged(&self) {
        self.inner.nudge.notified().await;
    }

    pub(crate) fn vault(&self) -> &Vault {
        &self.inner.vault
    }

    pub(crate) fn sync_status(&self) -> &SyncStatus {
        &self.inner.sync
    }
}
