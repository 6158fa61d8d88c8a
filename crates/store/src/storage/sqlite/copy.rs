//! Whole copies of the file, made while it is in use, and putting one in its place.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rusqlite::Connection;

use super::migration::{STEPS, refuse_newer, version};
use super::{failure, file};
use crate::storage::{OpenStorageError, RestoreError, StorageError};

/// Copies what a file holds at this moment to another one, which takes its name only when it is whole. Fails when there is
/// one of that name.
pub(super) fn make(path: &Path, copy: &Path) -> Result<(), OpenStorageError> {
    let failed = |source| OpenStorageError::Folder {
        path: copy.to_owned(),
        source,
    };
    if copy.try_exists().map_err(failed)? {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    write(path, copy)
}

/// The same, in the place of one that may be there.
pub(super) fn write(path: &Path, copy: &Path) -> Result<(), OpenStorageError> {
    let unfinished = beside(copy, ".unfinished");
    let failed = |source| OpenStorageError::Folder {
        path: copy.to_owned(),
        source,
    };
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
        _ => file::make_file(&unfinished).map_err(failed)?,
    }
    file::open_reader(path)?
        .execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])
        .map_err(|error| file::refused(copy, &error))?;
    take_name(&unfinished, copy).map_err(failed)
}

/// Puts a copy into a folder. What is there already must be in nobody's use, and is kept beside it under another name,
/// which is given back.
pub(super) fn put_back(copy: &Path, folder: &Path, replace: bool) -> Result<Option<PathBuf>, RestoreError> {
    check(copy)?;
    let is_there = file::is_in(folder).map_err(|source| OpenStorageError::Folder {
        path: folder.to_owned(),
        source,
    })?;
    if is_there && !replace {
        return Err(RestoreError::StoreIsThere(folder.to_owned()));
    }
    file::make_folder(folder).map_err(|source| OpenStorageError::Folder {
        path: folder.to_owned(),
        source,
    })?;
    let path = file::path_in(folder);
    let kept = is_there.then(|| set_aside(&path)).transpose()?;
    forget_log(&path)?;
    write(copy, &path)?;
    Ok(kept)
}

/// What a store that is gone may have left behind would be taken for a part of the copy.
fn forget_log(path: &Path) -> Result<(), OpenStorageError> {
    for ending in ["-wal", "-shm"] {
        let left = beside(path, ending);
        match fs::remove_file(&left) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                return Err(OpenStorageError::Folder { path: left, source });
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether a file is a whole copy that this version can read.
fn check(copy: &Path) -> Result<(), RestoreError> {
    let refused = |error: rusqlite::Error| file::refused(copy, &error);
    let connection = file::open_reader(copy)?;
    let found = version(&connection).map_err(refused)?;
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    refuse_newer(found, known, copy)?;
    let state: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(refused)?;
    if found == 0 || state != "ok" {
        return Err(RestoreError::NoCopy(copy.to_owned()));
    }
    Ok(())
}

/// Gives the file another name. Leaving the log behind, as this does, is refused while others have the file open.
fn set_aside(path: &Path) -> Result<PathBuf, RestoreError> {
    let connection = file::open_writer(path)?;
    leave_log(&connection).map_err(|error| match failure::from_sqlite(&error) {
        StorageError::Busy => RestoreError::InUse(path.to_owned()),
        _ => file::refused(path, &error).into(),
    })?;
    drop(connection);
    let kept = (1..=9_999)
        .map(|number| beside(path, &format!(".replaced-{number}")))
        .find(|kept| !kept.exists())
        .unwrap_or_else(|| beside(path, ".replaced"));
    fs::rename(path, &kept).map_err(|source| OpenStorageError::Folder {
        path: path.to_owned(),
        source,
    })?;
    Ok(kept)
}

fn leave_log(connection: &Connection) -> rusqlite::Result<()> {
    // Waiting would not help: a server keeps the file open for as long as it runs.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
}

/// The text is on the disk before the name is, and both before what comes next: the power may fail at any moment.
fn take_name(unfinished: &Path, copy: &Path) -> io::Result<()> {
    fs::File::options().write(true).open(unfinished)?.sync_all()?;
    fs::rename(unfinished, copy)?;
    // Other systems keep no folders open.
    #[cfg(unix)]
    if let Some(folder) = copy.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The file's name with something behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
