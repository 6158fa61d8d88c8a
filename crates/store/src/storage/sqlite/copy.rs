//! Whole copies of the file, made while it is in use, and putting one in its place.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rusqlite::Connection;

use super::migration::{STEPS, refuse_newer, version};
use super::{failure, file};
use crate::storage::{OpenStorageError, RestoreError, StorageError};

/// What may stand beside a file and belong to it.
const LOGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Copies what a file holds at this moment to another one, which takes its name only when it is whole. Fails when there is
/// one of that name.
pub(super) fn make(path: &Path, copy: &Path) -> Result<(), OpenStorageError> {
    if copy.try_exists().map_err(unusable(copy))? {
        return Err(unusable(copy)(io::ErrorKind::AlreadyExists.into()));
    }
    write(path, copy)
}

/// The same, in the place of one that may be there.
pub(super) fn write(path: &Path, copy: &Path) -> Result<(), OpenStorageError> {
    let unfinished = Unfinished::copy(path, copy)?;
    unfinished.take_name(copy).map_err(unusable(copy))
}

/// Puts a copy into a folder. What is there already must be in nobody's use, and is kept beside it under another name,
/// which is given back.
pub(super) fn put_back(copy: &Path, folder: &Path, replace: bool) -> Result<Option<PathBuf>, RestoreError> {
    check(copy)?;
    let path = file::path_in(folder);
    let is_there = file::is_in(folder).map_err(unusable(folder))?;
    if is_there && !replace {
        return Err(RestoreError::StoreIsThere(folder.to_owned()));
    }
    if is_there && is_same(copy, &path).map_err(unusable(copy))? {
        return Err(RestoreError::Itself(copy.to_owned()));
    }
    file::make_folder(folder).map_err(unusable(folder))?;
    let unfinished = Unfinished::copy(copy, &path)?;
    if is_there {
        close(&path)?;
        let kept = unfinished.replace(&path).map_err(unusable(&path))?;
        return Ok(Some(kept));
    }
    forget_log(&path)?;
    unfinished.take_name(&path).map_err(unusable(&path))?;
    Ok(None)
}

/// What is not possible with a file or a folder.
fn unusable(path: &Path) -> impl Fn(io::Error) -> OpenStorageError {
    move |source| OpenStorageError::Folder {
        path: path.to_owned(),
        source,
    }
}

fn is_same(one: &Path, other: &Path) -> io::Result<bool> {
    Ok(fs::canonicalize(one)? == fs::canonicalize(other)?)
}

/// What a store that is gone may have left behind would be taken for a part of the copy.
fn forget_log(path: &Path) -> Result<(), OpenStorageError> {
    for ending in LOGS {
        let left = beside(path, ending);
        match fs::remove_file(&left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(&left)(error)),
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
    let is_ours = connection
        .prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'revision_counter'")
        .and_then(|mut table| table.exists([]))
        .map_err(refused)?;
    let state: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(refused)?;
    if found < 1 || !is_ours || state != "ok" {
        return Err(RestoreError::NoCopy(copy.to_owned()));
    }
    Ok(())
}

/// Makes sure that nothing stands beside the file that belongs to it. This is refused while others have it open; of a
/// damaged one neither can be known.
fn close(path: &Path) -> Result<(), RestoreError> {
    let left = file::open_writer(path).map(|connection| leave_log(&connection));
    match left {
        Ok(Ok(())) | Err(OpenStorageError::Damaged { .. }) => Ok(()),
        Err(error) => Err(error.into()),
        Ok(Err(error)) => match failure::from_sqlite(&error) {
            StorageError::Damaged => Ok(()),
            StorageError::Busy => Err(RestoreError::InUse(path.to_owned())),
            _ => Err(file::refused(path, &error).into()),
        },
    }
}

fn leave_log(connection: &Connection) -> rusqlite::Result<()> {
    // Waiting would not help: a server keeps the file open for as long as it runs.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
}

/// A copy that has not got its name yet. The text is on the disk before the name is, and both before what comes next: the
/// power may fail at any moment. One that never gets it is deleted.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Nothing is there any more under this name once it has got the other one.
        let _ = fs::remove_file(&self.0);
    }
}

impl Unfinished {
    /// Copies what the file at `path` holds to a file that can get the name `copy`.
    fn copy(path: &Path, copy: &Path) -> Result<Self, OpenStorageError> {
        let unfinished = Self::make(copy)?;
        // SQLite is told the name as text.
        let name = unfinished.0.to_str().ok_or_else(|| OpenStorageError::Name {
            path: copy.to_owned(),
        })?;
        file::open_reader(path)?
            .execute("VACUUM INTO ?1", [name])
            .map_err(|error| match failure::from_sqlite(&error) {
                // The copy is new.
                StorageError::Damaged => file::refused(path, &error),
                _ => file::refused(copy, &error),
            })?;
        sync(&unfinished.0).map_err(unusable(copy))?;
        Ok(unfinished)
    }

    fn make(copy: &Path) -> Result<Self, OpenStorageError> {
        let unfinished = beside(copy, ".unfinished");
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unusable(copy)(error)),
            _ => file::make_file(&unfinished).map_err(unusable(copy))?,
        }
        Ok(Self(unfinished))
    }

    fn take_name(self, copy: &Path) -> io::Result<()> {
        fs::rename(&self.0, copy)?;
        sync_folder(copy)
    }

    /// Takes the name of a file that keeps another one, which is given back.
    fn replace(self, path: &Path) -> io::Result<PathBuf> {
        let kept = (1..=9_999)
            .map(|number| beside(path, &format!(".replaced-{number}")))
            .find(|kept| !kept.exists())
            .unwrap_or_else(|| beside(path, ".replaced"));
        // With two names for a while, so that a store is there at every moment. Not all file systems have that.
        let has_two = fs::hard_link(path, &kept).is_ok();
        if !has_two {
            fs::rename(path, &kept)?;
        }
        take_along(path, &kept)?;
        if let Err(error) = fs::rename(&self.0, path) {
            let _ = if has_two {
                fs::remove_file(&kept)
            } else {
                fs::rename(&kept, path)
            };
            return Err(error);
        }
        sync_folder(path)?;
        Ok(kept)
    }
}

/// What stands beside a damaged file would be taken for a part of the copy.
fn take_along(path: &Path, kept: &Path) -> io::Result<()> {
    for ending in LOGS {
        match fs::rename(beside(path, ending), beside(kept, ending)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn sync(path: &Path) -> io::Result<()> {
    fs::File::options().write(true).open(path)?.sync_all()
}

/// Puts the names in a file's folder on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    // Other systems keep no folders open.
    #[cfg(unix)]
    fs::File::open(folder_of(path))?.sync_all()?;
    Ok(())
}

/// A name alone is one in the folder that one is in.
#[cfg(unix)]
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// The file's name with something behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn each_file_is_in_a_folder() {
        for (path, folder) in [("file", "."), ("a/file", "a"), ("/file", "/")] {
            assert_eq!(folder_of(Path::new(path)), Path::new(folder));
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_name_that_is_no_text_is_refused() {
        use std::os::unix::ffi::OsStringExt;
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join(std::ffi::OsString::from_vec(b"b\xff".into()));
        let store = file::prepare(folder.path()).unwrap();
        let refused = make(&store, &copy);
        assert!(
            matches!(refused, Err(OpenStorageError::Name { .. })),
            "{refused:?}"
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
