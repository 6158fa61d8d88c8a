//! The file `device.sqlite3`: how it is opened, and one file for each of its tables.
//!
//! What a change means (which rows go together) belongs to the use-cases.

pub(crate) mod account;
pub(crate) mod api_keys;
mod files;
pub(crate) mod key_filter;
pub(crate) mod keys_made_here;
mod migration;
pub(crate) mod notices;
pub(crate) mod organizations;
pub(crate) mod outbox;
pub(crate) mod projects;
pub(crate) mod remote_keys;
pub(crate) mod settings;

use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{DeviceError, OpenDeviceError};

/// One connection that writes and one that reads, so that a window never waits for a write.
pub(crate) struct Database {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    /// Held for as long as the database is open; the system lets go of it however the process ends.
    _lock: File,
}

impl Database {
    /// Opens or makes the database in the folder, alone among all processes.
    pub(crate) fn open(folder: &Path) -> Result<Self, OpenDeviceError> {
        files::make_folder(folder)?;
        let lock = files::lock(folder)?;
        let file = folder.join("device.sqlite3");
        let is_new = files::make_file(&file)?;
        if !is_new {
            files::check(&file)?;
        }
        let mut writer = files::open_writer(&file)?;
        migration::migrate(&mut writer, &file, migration::STEPS)?;
        let reader = files::open_reader(&file)?;
        Ok(Self {
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            _lock: lock,
        })
    }

    /// Does some work in one transaction: all of it is kept, or after an error none.
    pub(crate) fn write<T, E: From<DeviceError>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut writer = held(&self.writer);
        let transaction = writer
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(DeviceError::from)?;
        let result = work(&transaction)?;
        transaction.commit().map_err(DeviceError::from)?;
        Ok(result)
    }

    /// Reads one state of the database, however many questions the work asks.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, DeviceError>,
    ) -> Result<T, DeviceError> {
        let mut reader = held(&self.reader);
        let transaction = reader.transaction()?;
        work(&transaction)
    }
}

/// A panic elsewhere rolled its transaction back, so the connection behind a poisoned lock is sound.
fn held(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(folder: &Path) -> Database {
        Database::open(folder).unwrap()
    }

    fn note(database: &Database, name: &str, length: usize) -> Result<(), DeviceError> {
        database.write(|transaction| Ok(settings::set(transaction, name, &"x".repeat(length))?))
    }

    fn read(database: &Database, name: &str) -> Option<usize> {
        let value = database
            .read(|connection| Ok(settings::get(connection, name)?))
            .unwrap();
        value.map(|text| text.len())
    }

    #[test]
    fn a_full_disk_is_said_so_and_loses_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let database = opened(folder.path());
        note(&database, "before", 10).unwrap();
        let limit = |pages: i64| {
            let writer = held(&database.writer);
            writer
                .query_row("PRAGMA max_page_count = 1", [], |_| Ok(()))
                .unwrap();
            let sql = format!("PRAGMA max_page_count = {pages}");
            writer.query_row(&sql, [], |_| Ok(())).unwrap();
        };
        limit(1);
        let error = note(&database, "too much", 1_000_000).unwrap_err();
        assert!(matches!(error, DeviceError::DiskFull), "{error}");
        assert_eq!(
            (read(&database, "before"), read(&database, "too much")),
            (Some(10), None)
        );
        limit(1_000_000);
        note(&database, "after", 1_000_000).unwrap();
        drop(database);
        assert_eq!(read(&opened(folder.path()), "after"), Some(1_000_000));
    }

    #[test]
    fn a_file_that_can_not_be_written_is_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let database = opened(folder.path());
        held(&database.writer)
            .pragma_update(None, "query_only", true)
            .unwrap();
        let error = note(&database, "nothing", 1).unwrap_err();
        assert!(matches!(error, DeviceError::ReadOnly), "{error}");
        assert!(
            error.to_string().contains("nothing saved before is lost"),
            "{error}"
        );
    }

    #[test]
    fn what_failed_halfway_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let database = opened(folder.path());
        let result = database.write(|transaction| -> Result<(), DeviceError> {
            settings::set(transaction, "half", "done")?;
            Err(DeviceError::NotStarted)
        });
        assert!(result.is_err());
        assert_eq!(read(&database, "half"), None);
    }

    #[test]
    fn the_writer_is_set_for_safety() {
        let folder = tempfile::tempdir().unwrap();
        let database = opened(folder.path());
        let writer = held(&database.writer);
        let setting = |name: &str| -> String {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            writer.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        assert_eq!(setting("journal_mode"), "wal");
        assert_eq!(setting("synchronous"), "2", "full");
        assert_eq!(setting("foreign_keys"), "1");
        assert_eq!(setting("secure_delete"), "1");
        assert_eq!(setting("temp_store"), "2", "memory");
    }
}
