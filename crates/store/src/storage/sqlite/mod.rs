//! The `SQLite` backend: one file, one connection that writes, a few that read.
//!
//! Several processes may have the file open at once (a server and an administrator's commands).

mod api_keys;
mod backend;
mod branches;
mod changes;
mod content;
mod failure;
mod file;
mod migration;
mod organizations;
mod projects;
mod sessions;
mod themes;
mod users;
mod values;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::Semaphore;

use super::{OpenStorageError, StorageError};

/// How many reads may happen at once; more of them wait.
const READERS: usize = 4;

/// The file's connections.
#[derive(Clone)]
pub(crate) struct Sqlite {
    writer: Arc<Mutex<Connection>>,
    idle_readers: Arc<Mutex<Vec<Connection>>>,
    reader_permits: Arc<Semaphore>,
}

impl Sqlite {
    /// Opens or makes `store.sqlite3` in a folder, and brings an older file up to date.
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenStorageError> {
        let path = file::prepare(folder)?;
        let mut writer = file::open_writer(&path)?;
        migration::migrate(&mut writer, &path, migration::STEPS)?;
        let readers: Result<Vec<Connection>, _> = (0..READERS).map(|_| file::open_reader(&path)).collect();
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            idle_readers: Arc::new(Mutex::new(readers?)),
            reader_permits: Arc::new(Semaphore::new(READERS)),
        })
    }

    /// Does work in one write transaction, kept only when it succeeds.
    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let writer = Arc::clone(&self.writer);
        blocking(move || {
            let mut connection = held(&writer);
            // Taking the write lock at once: upgrading a read transaction later could not wait for its turn.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Ok(result)
        })
        .await
    }

    /// Asks one state of the file.
    async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StorageError> {
        let permit = Arc::clone(&self.reader_permits).acquire_owned().await;
        let idle = Arc::clone(&self.idle_readers);
        blocking(move || {
            let _permit = permit;
            let mut reader = Reader::take(idle);
            let Some(connection) = &mut reader.connection else {
                return Err(rusqlite::Error::InvalidQuery);
            };
            let transaction = connection.transaction()?;
            work(&transaction)
        })
        .await
    }
}

/// A connection that reads, put back among the idle ones however its work ends.
struct Reader {
    connection: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Reader {
    fn take(idle: Arc<Mutex<Vec<Connection>>>) -> Self {
        let connection = held(&idle).pop();
        Self { connection, idle }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        held(&self.idle).extend(self.connection.take());
    }
}

/// A panic inside a transaction rolled it back, so the connection behind a poisoned lock is sound.
fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> rusqlite::Result<T> + Send + 'static,
) -> Result<T, StorageError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| failure::from_sqlite(&error)),
        Err(error) => Err(StorageError::Other(error.to_string())),
    }
}

/// The next value of the revision counter.
fn next_revision(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    transaction.query_row(
        "UPDATE revision_counter SET value = value + 1 RETURNING value",
        [],
        |row| row.get(0),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_takes_no_connection_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Sqlite::open(folder.path()).unwrap();
        for _ in 0..=READERS {
            let ended = sqlite.read(|_| -> rusqlite::Result<()> { panic!("in a read") });
            assert!(ended.await.is_err());
        }
        assert_eq!(held(&sqlite.idle_readers).len(), READERS);
        let ended = sqlite.write(|_| -> rusqlite::Result<()> { panic!("in a write") });
        assert!(ended.await.is_err());
        let one = |transaction: &Transaction<'_>| transaction.query_row("SELECT 1", [], |row| row.get(0));
        let read: i64 = sqlite.read(one).await.unwrap();
        let written: i64 = sqlite.write(one).await.unwrap();
        assert_eq!((read, written), (1, 1));
    }
}
