use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Error as SqliteError, ErrorCode, ffi};

/// Why the local database can't be used at all. The file is left as it was found.
#[derive(Debug, thiserror::Error)]
pub enum OpenDeviceError {
    /// Another process has this data folder.
    #[error(
        "Studio Keys is already running with the folder {0}. Use the window that is open, or quit it first."
    )]
    AlreadyRunning(PathBuf),
    /// A later version has written the file.
    #[error(
        "{file} was written by a newer Studio Keys (format {found}; this one knows up to {known}). Update Studio Keys. Nothing in the file was changed."
    )]
    Newer {
        /// The database file.
        file: PathBuf,
        /// The file's format.
        found: u32,
        /// The newest format that this version reads.
        known: u32,
    },
    /// It is no database, or its content does not hold together.
    #[error(
        "{0} is damaged and can’t be read. It was left as it is. Put a backup in its place, or move it to another folder to begin anew; keys that the store knows come back from there."
    )]
    Damaged(PathBuf),
    /// Nothing can be written there.
    #[error("{0} can’t be written to. Allow writing there, or choose another folder; nothing saved is lost.")]
    ReadOnly(PathBuf),
    /// No room is left.
    #[error("The disk with {0} is full. Make some room and start again; nothing saved is lost.")]
    DiskFull(PathBuf),
    /// The folder or a file in it can't be made or opened.
    #[error("{path} can’t be opened: {source}. Check that the folder is there and yours.")]
    File {
        /// What was to be opened.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Anything else that the database says.
    #[error("The local database {file} can’t be opened: {source}. Nothing saved is lost; try again.")]
    Database {
        /// The database file.
        file: PathBuf,
        /// What the database said.
        source: SqliteError,
    },
}

/// Why something could not be read from or written to the local database. Whatever fails, fails as a whole.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// There is no account on this computer yet.
    #[error("There is no account on this computer yet. Start on this computer first.")]
    NotStarted,
    /// No key has this id.
    #[error(
        "There is no API key with the id {0} on this computer. It may have been removed; look at the list again."
    )]
    UnknownKey(String),
    /// No project has this id.
    #[error(
        "There is no project with the id {0} on this computer. It may have been removed; choose another."
    )]
    UnknownProject(String),
    /// No room is left.
    #[error(
        "The disk is full, so this was not saved. Make some room and try again; nothing saved before is lost."
    )]
    DiskFull,
    /// The file or its folder lets nobody write.
    #[error(
        "The data folder can’t be written to, so this was not saved. Allow writing there and try again; nothing saved before is lost."
    )]
    ReadOnly,
    /// The file does not hold together any more.
    #[error(
        "The local database is damaged, so this could not be done. Quit Studio Keys, put a backup in its place, and start again."
    )]
    Damaged,
    /// Anything else that the database says.
    #[error("The local database could not do this: {0}. Nothing saved is lost; try again.")]
    Database(#[source] SqliteError),
}

impl OpenDeviceError {
    pub(crate) fn from_sqlite(file: &Path, error: SqliteError) -> Self {
        match Trouble::of(&error) {
            Trouble::DiskFull => Self::DiskFull(file.to_owned()),
            Trouble::ReadOnly => Self::ReadOnly(file.to_owned()),
            Trouble::Damaged => Self::Damaged(file.to_owned()),
            Trouble::Other => Self::Database {
                file: file.to_owned(),
                source: error,
            },
        }
    }

    pub(crate) fn from_io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(path.to_owned()),
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                Self::ReadOnly(path.to_owned())
            }
            _ => Self::File {
                path: path.to_owned(),
                source,
            },
        }
    }
}

impl From<SqliteError> for DeviceError {
    fn from(error: SqliteError) -> Self {
        match Trouble::of(&error) {
            Trouble::DiskFull => Self::DiskFull,
            Trouble::ReadOnly => Self::ReadOnly,
            Trouble::Damaged => Self::Damaged,
            Trouble::Other => Self::Database(error),
        }
    }
}

/// The kinds of failure that a person can do something about.
enum Trouble {
    DiskFull,
    ReadOnly,
    Damaged,
    Other,
}

impl Trouble {
    fn of(error: &SqliteError) -> Self {
        let Some(failure) = error.sqlite_error() else {
            return Self::Other;
        };
        match failure.code {
            ErrorCode::DiskFull => Self::DiskFull,
            // The shared-memory file beside the database could not be made longer: no room is left for it.
            _ if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE => Self::DiskFull,
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Self::ReadOnly,
            ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => Self::Damaged,
            _ => Self::Other,
        }
    }
}
