//! Why a storage failed, in words that every backend shares.

use std::path::PathBuf;

/// Why a storage did not do what it was asked. Backends translate their own errors into these.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The file or its folder can't be written.
    #[error(
        "the store's data can't be written: it is read-only. Give this user the right to write it, then try again."
    )]
    ReadOnly,
    /// No space is left.
    #[error(
        "the disk that holds the store's data is full. Make room on it, then try again; nothing was changed."
    )]
    Full,
    /// The file or its folder can't be opened.
    #[error(
        "the store's data can't be opened. Check that the folder is there and that this user may read and write it."
    )]
    CannotOpen,
    /// What the file holds is not, or no longer, a store's data.
    #[error(
        "the store's data is damaged. Stop the store, remove store.sqlite3-wal and store.sqlite3-shm from its folder, then put a copy from your backup in the place of store.sqlite3."
    )]
    Damaged,
    /// Another process kept the data locked for too long.
    #[error("another program keeps the store's data locked. Try again in a moment.")]
    Busy,
    /// Anything else; the text is for the log.
    #[error("the store's data could not be read or written: {0}. Try again; if it stays so, check the disk.")]
    Other(String),
}

/// Why a storage could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenStorageError {
    /// The folder can't be made or used.
    #[error("the folder {} can't be used: {source}. Choose another one, or give this user the right to write it.", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A copy can't be given this name.
    #[error("no copy can be made at {}: its path is not text in UTF-8. Choose another one; nothing was changed.", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// A later version of the product wrote the data.
    #[error("{} was written by a newer version (format {found}, this version knows up to {known}). Install that version; the file was not touched.", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The file is damaged or something else entirely.
    #[error("{0} is damaged, or not a store's data. It was not touched. Stop the store, remove {0}-wal and {0}-shm, then put a copy from your backup in its place.", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Anything that can also happen later.
    #[error("{}: {source}", path.display())]
    Storage {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: StorageError,
    },
}

/// Why a backup was not put back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RestoreError {
    /// The file or the folder can't be used.
    #[error(transparent)]
    Open(#[from] OpenStorageError),
    /// The file is no backup, or not a whole one.
    #[error("{} is no whole backup of a store. Choose another one; nothing was changed.", .0.display())]
    NoCopy(PathBuf),
    /// It is the file that it would replace.
    #[error("{} is the store itself. Choose a backup of it; nothing was changed.", .0.display())]
    Itself(PathBuf),
    /// There is a store already.
    #[error("there is a store in {} already. Choose an empty folder, or say --replace to put the backup in its place; nothing was changed.", .0.display())]
    StoreIsThere(PathBuf),
    /// The store that is there is in use.
    #[error("{} is in use. Stop the store, then try again; nothing was changed.", .0.display())]
    InUse(PathBuf),
}
