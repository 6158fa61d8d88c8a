//! The folder and the file: made for their user alone, checked, and opened.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::failure;
use crate::storage::{OpenStorageError, StorageError};

const NAME: &str = "store.sqlite3";

/// How long a connection waits for another one's write.
const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(5);

/// Whether the file is there.
pub(super) fn is_in(folder: &Path) -> io::Result<bool> {
    path_in(folder).try_exists()
}

/// Where the file is, in its folder.
pub(super) fn path_in(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

/// Makes what is missing of the folder and the file, and gives the file's path.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf, OpenStorageError> {
    let failed = |source| OpenStorageError::Folder {
        path: folder.to_owned(),
        source,
    };
    make_folder(folder).map_err(failed)?;
    let path = path_in(folder);
    // SQLite gives the files it puts beside this one the same mode.
    match make_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(failed(error)),
        _ => Ok(path),
    }
}

/// Makes a folder that only this user may read.
pub(super) fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes an empty file that only this user may read.
pub(super) fn make_file(path: &Path) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// The connection for all writing.
pub(super) fn open_writer(path: &Path) -> Result<Connection, OpenStorageError> {
    // A key that was taken in or deleted stays so, even if the power fails the next moment: hence `FULL`.
    let connection = open(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE,
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
    )?;
    turn_log_on(&connection).map_err(|error| refused(path, &error))?;
    Ok(connection)
}

/// Waits for its turn by itself: two connections that do this to a new file at the same moment would wait for each other,
/// and `SQLite` refuses one of them at once instead.
fn turn_log_on(connection: &Connection) -> rusqlite::Result<()> {
    let begun = Instant::now();
    loop {
        match connection.execute_batch("PRAGMA journal_mode = WAL;") {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            result => return result,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(failure::from_sqlite(error), StorageError::Busy)
}

/// A connection that can't write.
pub(super) fn open_reader(path: &Path) -> Result<Connection, OpenStorageError> {
    open(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY,
        "PRAGMA temp_store = MEMORY;",
    )
}

fn open(path: &Path, mode: OpenFlags, settings: &str) -> Result<Connection, OpenStorageError> {
    let connect = || {
        let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(settings)?;
        // Plans don't look at the values that are bound. Else many a kept statement is planned anew at each use.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(connection)
    };
    connect().map_err(|error| refused(path, &error))
}

/// Why a file could not be opened or brought up to date.
pub(super) fn refused(path: &Path, error: &rusqlite::Error) -> OpenStorageError {
    let path = path.to_owned();
    match failure::from_sqlite(error) {
        StorageError::Damaged => OpenStorageError::Damaged { path },
        source => OpenStorageError::Storage { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn only_the_user_may_read() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("a/store");
        let path = prepare(&folder).unwrap();
        let connection = open_writer(&path).unwrap();
        connection.execute_batch("CREATE TABLE t (x)").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(&folder.join("store.sqlite3-wal")), 0o600);
    }

    #[test]
    fn something_else_is_refused_untouched() {
        let place = tempfile::tempdir().unwrap();
        let text = "This is a letter, not a database. ".repeat(50);
        fs::write(place.path().join(NAME), &text).unwrap();
        let error = open_writer(&prepare(place.path()).unwrap()).unwrap_err();
        assert!(matches!(error, OpenStorageError::Damaged { .. }), "{error}");
        assert_eq!(fs::read_to_string(place.path().join(NAME)).unwrap(), text);
    }

    #[test]
    fn a_folder_that_is_a_file_is_told() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("taken");
        fs::write(&file, "").unwrap();
        let error = prepare(&file).unwrap_err();
        assert!(matches!(error, OpenStorageError::Folder { .. }), "{error}");
    }
}
