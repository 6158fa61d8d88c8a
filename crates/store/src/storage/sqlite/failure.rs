//! `SQLite`'s errors in the words of the storage.

use rusqlite::{ErrorCode, ffi};

use crate::storage::StorageError;

pub(super) fn from_sqlite(error: &rusqlite::Error) -> StorageError {
    let Some(failure) = error.sqlite_error() else {
        return StorageError::Other(error.to_string());
    };
    match failure.code {
        ErrorCode::DiskFull => StorageError::Full,
        // The shared-memory file beside the database could not be made longer: no room is left for it.
        _ if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => StorageError::Full,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => StorageError::ReadOnly,
        ErrorCode::CannotOpen => StorageError::CannotOpen,
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => StorageError::Damaged,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StorageError::Busy,
        _ => StorageError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    fn failure(connection: &Connection, statement: &str) -> StorageError {
        from_sqlite(&connection.execute_batch(statement).unwrap_err())
    }

    #[test]
    fn a_full_disk_is_told() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch("PRAGMA page_size = 512; PRAGMA max_page_count = 3; CREATE TABLE t (x)")
            .unwrap();
        let error = failure(&connection, "INSERT INTO t VALUES (zeroblob(100000))");
        assert!(matches!(error, StorageError::Full), "{error}");
    }

    #[test]
    fn a_disk_without_room_for_shared_memory_is_full() {
        let code = |code| from_sqlite(&rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
        assert!(matches!(code(ffi::SQLITE_IOERR_SHMSIZE), StorageError::Full));
        assert!(matches!(code(ffi::SQLITE_FULL), StorageError::Full));
        assert!(matches!(code(ffi::SQLITE_IOERR_READ), StorageError::Other(_)));
    }

    #[test]
    fn read_only_data_is_told() {
        let connection = Connection::open_in_memory().unwrap();
        let error = failure(&connection, "PRAGMA query_only = ON; CREATE TABLE t (x)");
        assert!(matches!(error, StorageError::ReadOnly), "{error}");
    }

    #[test]
    fn a_missing_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let error = Connection::open(folder.path().join("none/store.sqlite3")).unwrap_err();
        assert!(matches!(from_sqlite(&error), StorageError::CannotOpen));
    }
}
