//! The data folder, its lock and the database file: made for their user alone, checked before they are written to.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::OpenDeviceError;

/// How long a connection waits for another one's write.
const PATIENCE: Duration = Duration::from_secs(5);

/// Makes the folder, readable by its user alone. A folder that is there keeps its mode: a person may have chosen it.
pub(super) fn make_folder(folder: &Path) -> Result<(), OpenDeviceError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| OpenDeviceError::from_io(folder, error))
}

/// Takes the folder for this process alone.
pub(super) fn lock(folder: &Path) -> Result<File, OpenDeviceError> {
    let path = folder.join("app.lock");
    let file = private_file()
        .truncate(false)
        .create(true)
        .open(&path)
        .map_err(|error| OpenDeviceError::from_io(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenDeviceError::AlreadyRunning(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(OpenDeviceError::from_io(&path, error)),
    }
}

/// Makes an empty file, readable by its user alone; the files that the database puts beside it get the same mode.
/// Whether it was made, and not there already.
pub(super) fn make_file(file: &Path) -> Result<bool, OpenDeviceError> {
    match private_file().create_new(true).open(file) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(OpenDeviceError::from_io(file, error)),
    }
}

/// Looks through a file that is there, by a connection that can't change it.
pub(super) fn check(file: &Path) -> Result<(), OpenDeviceError> {
    let failed = |error| OpenDeviceError::from_sqlite(file, error);
    let connection = open_reader(file)?;
    let verdict: String = connection
        .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
        .map_err(failed)?;
    if verdict == "ok" {
        Ok(())
    } else {
        tracing::error!(file = %file.display(), verdict, "the local database is damaged");
        Err(OpenDeviceError::Damaged(file.to_owned()))
    }
}

/// The connection for all writing.
pub(super) fn open_writer(file: &Path) -> Result<Connection, OpenDeviceError> {
    let failed = |error| OpenDeviceError::from_sqlite(file, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
    // Waiting comes first, so that turning the log on can wait too.
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    // FULL, since a key whose secret was shown must outlive a power cut, and writes are few.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;",
        )
        .map_err(failed)?;
    Ok(connection)
}

/// A connection that can't write.
pub(super) fn open_reader(file: &Path) -> Result<Connection, OpenDeviceError> {
    let failed = |error| OpenDeviceError::from_sqlite(file, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    connection
        .execute_batch("PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 33554432;")
        .map_err(failed)?;
    Ok(connection)
}

fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
