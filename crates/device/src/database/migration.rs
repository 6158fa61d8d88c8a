//! The file's format, step by step: `user_version` counts the steps that a file has taken.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::files;
use crate::error::OpenDeviceError;

/// Every step there is. A step that was ever released never changes; new ones are put at the end.
pub(super) const STEPS: &[&str] = &[
    include_str!("migrations/0001_begin.sql"),
    include_str!("migrations/0002_notices.sql"),
];

/// Takes the steps that the file has not taken yet, each in one transaction.
///
/// Before the first of them a file with content is copied to `….before-vN`, N being the format that it is about to get.
pub(super) fn migrate(
    connection: &mut Connection,
    file: &Path,
    steps: &[&str],
) -> Result<(), OpenDeviceError> {
    let failed = |error| OpenDeviceError::from_sqlite(file, error);
    let found = version(connection).map_err(failed)?;
    let taken = found as usize;
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if taken > steps.len() {
        return Err(OpenDeviceError::Newer {
            file: file.to_owned(),
            found,
            known,
        });
    }
    if taken > 0 && taken < steps.len() {
        keep_copy(connection, file, known)?;
    }
    for (step, next) in steps[taken..].iter().zip(found + 1..) {
        take(connection, step, next).map_err(failed)?;
        tracing::info!(format = next, "the local database took a step");
    }
    Ok(())
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn take(connection: &mut Connection, step: &str, version: u32) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "user_version", version)?;
    transaction.commit()
}

/// The copy takes its name only when it is whole.
fn keep_copy(connection: &Connection, file: &Path, next: u32) -> Result<(), OpenDeviceError> {
    let copy = beside(file, &format!(".before-v{next}"));
    let unfinished = beside(file, &format!(".before-v{next}.unfinished"));
    let failed = |error| OpenDeviceError::from_io(&copy, error);
    match std::fs::remove_file(&unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    files::make_file(&unfinished)?;
    connection
        .execute("VACUUM INTO ?1", [unfinished.to_string_lossy()])
        .map_err(|error| OpenDeviceError::from_sqlite(&copy, error))?;
    // SQLite leaves it to us to have the copy on the disk before anything is changed.
    sync(&unfinished).map_err(failed)?;
    std::fs::rename(&unfinished, &copy).map_err(failed)?;
    sync_folder_of(&copy).map_err(failed)
}

fn sync(file: &Path) -> std::io::Result<()> {
    std::fs::File::options().write(true).open(file)?.sync_all()
}

/// On Windows a folder can't be opened to be synced; renaming is on the disk by itself there.
fn sync_folder_of(file: &Path) -> std::io::Result<()> {
    match file.parent() {
        Some(folder) if cfg!(unix) => std::fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE notes (text TEXT NOT NULL) STRICT;";
    const SECOND: &str =
        "ALTER TABLE notes ADD COLUMN length INTEGER; UPDATE notes SET length = length(text);";
    const BROKEN: &str = "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);";

    fn opened(folder: &Path) -> (PathBuf, Connection) {
        let file = folder.join("device.sqlite3");
        files::make_file(&file).unwrap();
        let connection = files::open_writer(&file).unwrap();
        (file, connection)
    }

    fn with_a_note(folder: &Path) -> PathBuf {
        let (file, mut connection) = opened(folder);
        migrate(&mut connection, &file, &[FIRST]).unwrap();
        connection
            .execute("INSERT INTO notes VALUES ('four')", [])
            .unwrap();
        file
    }

    #[test]
    fn an_older_file_is_copied_and_then_taken_further() {
        let folder = tempfile::tempdir().unwrap();
        with_a_note(folder.path());
        let (file, mut connection) = opened(folder.path());
        migrate(&mut connection, &file, &[FIRST, SECOND]).unwrap();
        let length: i64 = connection
            .query_row("SELECT length FROM notes", [], |row| row.get(0))
            .unwrap();
        assert_eq!((length, version(&connection).unwrap()), (4, 2));

        let copy = files::open_reader(&folder.path().join("device.sqlite3.before-v2")).unwrap();
        let text: String = copy
            .query_row("SELECT * FROM notes", [], |row| row.get(0))
            .unwrap();
        assert_eq!((text.as_str(), version(&copy).unwrap()), ("four", 1));
        assert!(!folder.path().join("device.sqlite3.before-v2.unfinished").exists());
    }

    #[test]
    fn a_new_file_and_a_current_one_are_not_copied() {
        let folder = tempfile::tempdir().unwrap();
        with_a_note(folder.path());
        let (file, mut connection) = opened(folder.path());
        migrate(&mut connection, &file, &[FIRST]).unwrap();
        let names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        assert!(!names.iter().any(|name| name.contains("before")), "{names:?}");
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        with_a_note(folder.path());
        let (file, mut connection) = opened(folder.path());
        assert!(migrate(&mut connection, &file, &[FIRST, BROKEN]).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        let half: i64 = connection
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'half'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(half, 0);
        // The next start finds the leftovers of a copy and goes on.
        std::fs::write(beside(&file, ".before-v2.unfinished"), "half a copy").unwrap();
        migrate(&mut connection, &file, &[FIRST, SECOND]).unwrap();
        assert_eq!(version(&connection).unwrap(), 2);
    }

    #[test]
    fn a_newer_file_is_refused_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let (file, mut connection) = opened(folder.path());
        migrate(&mut connection, &file, &[FIRST, SECOND]).unwrap();
        drop(connection);
        let before = std::fs::read(&file).unwrap();
        let (file, mut connection) = opened(folder.path());
        let error = migrate(&mut connection, &file, &[FIRST]).unwrap_err();
        assert!(
            matches!(
                error,
                OpenDeviceError::Newer {
                    found: 2,
                    known: 1,
                    ..
                }
            ),
            "{error}"
        );
        drop(connection);
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
}
