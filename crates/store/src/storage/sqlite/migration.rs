//! The file's format, step by step: `user_version` counts the steps that a file has taken.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::{copy, file};
use crate::storage::OpenStorageError;

/// Every step there is. A step that was ever released never changes; new ones are put at the end.
pub(super) const STEPS: &[&str] = &[
    include_str!("migrations/0001_begin.sql"),
    include_str!("migrations/0002_history.sql"),
    include_str!("migrations/0003_accounts.sql"),
    include_str!("migrations/0004_verification.sql"),
    include_str!("migrations/0005_audit.sql"),
    include_str!("migrations/0006_content.sql"),
];

/// Takes the steps that the file has not taken yet, all in one transaction. Before that, a file with content is copied to
/// `….before-vN`, N being the format that it is about to get.
///
/// Other processes may want the same at the same moment: the write lock lets in one of them, and what they find when
/// their turn comes is either the file as it was, or the file brought up to date.
pub(super) fn migrate(
    connection: &mut Connection,
    path: &Path,
    steps: &[&str],
) -> Result<(), OpenStorageError> {
    let failed = |error: rusqlite::Error| file::refused(path, &error);
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    // A current file is not locked: its readers and writers need not wait for whoever opens it.
    if refuse_newer(version(connection).map_err(failed)?, known, path)? == known {
        return Ok(());
    }
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    let found = refuse_newer(version(&transaction).map_err(failed)?, known, path)?;
    if 0 < found && found < known {
        keep_copy(path, known)?;
    }
    for step in steps.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction
        .pragma_update(None, "user_version", known)
        .and_then(|()| transaction.commit())
        .map_err(failed)
}

pub(super) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

pub(super) fn refuse_newer(found: i64, known: i64, path: &Path) -> Result<i64, OpenStorageError> {
    if found <= known {
        return Ok(found);
    }
    let path = path.to_owned();
    Err(OpenStorageError::Newer { path, found, known })
}

/// By a connection of its own: the one that holds the write lock is in a transaction, in which nothing can be copied.
fn keep_copy(path: &Path, next: i64) -> Result<(), OpenStorageError> {
    copy::write(path, &copy::beside(path, &format!(".before-v{next}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE notes (text TEXT NOT NULL) STRICT; INSERT INTO notes VALUES ('four');";
    const SECOND: &str =
        "ALTER TABLE notes ADD COLUMN length INTEGER; UPDATE notes SET length = length(text);";
    const THIRD: &str = "INSERT INTO notes VALUES ('five', 4);";
    const BROKEN: &str = "CREATE TABLE half (id INTEGER) STRICT; INSERT INTO nowhere VALUES (1);";

    fn migrated(folder: &Path, steps: &[&str]) -> Result<Connection, OpenStorageError> {
        let path = file::prepare(folder)?;
        let mut connection = file::open_writer(&path)?;
        migrate(&mut connection, &path, steps)?;
        Ok(connection)
    }

    #[test]
    fn an_older_file_is_copied_and_then_taken_further() {
        let folder = tempfile::tempdir().unwrap();
        drop(migrated(folder.path(), &[FIRST]).unwrap());
        let connection = migrated(folder.path(), &[FIRST, SECOND]).unwrap();
        let length: i64 = connection
            .query_row("SELECT length FROM notes", [], |row| row.get(0))
            .unwrap();
        assert_eq!((length, version(&connection).unwrap()), (4, 2));
        let copy = file::open_reader(&folder.path().join("store.sqlite3.before-v2")).unwrap();
        let text: String = copy
            .query_row("SELECT * FROM notes", [], |row| row.get(0))
            .unwrap();
        assert_eq!((text.as_str(), version(&copy).unwrap()), ("four", 1));
    }

    /// Nobody is signed out by an update.
    #[test]
    fn sessions_from_before_they_were_renewed_stay() {
        let folder = tempfile::tempdir().unwrap();
        let before = migrated(folder.path(), &STEPS[..1]).unwrap();
        let begun = "INSERT INTO users (id, name, created_at) VALUES ('mia', 'Mia', 1);
             INSERT INTO sessions VALUES (zeroblob(32), 'mia', 5, 90), (randomblob(32), 'mia', 6, 91)";
        before.execute_batch(begun).unwrap();
        drop(before);
        let connection = migrated(folder.path(), STEPS).unwrap();
        let query = "SELECT s.id, s.user_id || s.created_at || s.last_used_at || s.expires_at || a.expires_at
             FROM access_secrets a JOIN sessions s ON s.id = a.session_id WHERE a.digest = zeroblob(32)";
        let (id, kept): (String, String) = connection
            .query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(uuid::Uuid::parse_str(&id).unwrap().to_string(), id);
        assert_eq!(kept, "mia559090");
        let count = "SELECT count(DISTINCT id) FROM sessions";
        let count: i64 = connection.query_row(count, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 2);
    }

    #[test]
    fn many_at_once_take_each_step_once_and_keep_one_copy() {
        let folder = tempfile::tempdir().unwrap();
        drop(migrated(folder.path(), &[FIRST]).unwrap());
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| drop(migrated(folder.path(), &[FIRST, SECOND, THIRD]).unwrap()));
            }
        });
        let connection = migrated(folder.path(), &[FIRST, SECOND, THIRD]).unwrap();
        let notes: i64 = connection
            .query_row("SELECT count(*) FROM notes", [], |row| row.get(0))
            .unwrap();
        assert_eq!((notes, version(&connection).unwrap()), (2, 3));
        let copy = file::open_reader(&folder.path().join("store.sqlite3.before-v3")).unwrap();
        assert_eq!(version(&copy).unwrap(), 1);
    }

    #[test]
    fn many_at_once_make_a_new_file() {
        for _ in 0..8 {
            let folder = tempfile::tempdir().unwrap();
            std::thread::scope(|scope| {
                for _ in 0..16 {
                    scope.spawn(|| drop(migrated(folder.path(), &[FIRST, SECOND, THIRD]).unwrap()));
                }
            });
            let connection = migrated(folder.path(), &[FIRST, SECOND, THIRD]).unwrap();
            let notes: i64 = connection
                .query_row("SELECT count(*) FROM notes", [], |row| row.get(0))
                .unwrap();
            assert_eq!(notes, 2);
        }
    }

    #[test]
    fn a_new_file_and_a_current_one_are_not_copied() {
        let folder = tempfile::tempdir().unwrap();
        drop(migrated(folder.path(), &[FIRST, SECOND]).unwrap());
        drop(migrated(folder.path(), &[FIRST, SECOND]).unwrap());
        let copies = std::fs::read_dir(folder.path()).unwrap().filter(|entry| {
            entry
                .as_ref()
                .unwrap()
                .file_name()
                .to_string_lossy()
                .contains("before")
        });
        assert_eq!(copies.count(), 0);
    }

    #[test]
    fn a_step_that_fails_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        drop(migrated(folder.path(), &[FIRST]).unwrap());
        assert!(migrated(folder.path(), &[FIRST, BROKEN]).is_err());
        let connection = migrated(folder.path(), &[FIRST]).unwrap();
        let half = "SELECT count(*) FROM sqlite_schema WHERE name = 'half'";
        let count: i64 = connection.query_row(half, [], |row| row.get(0)).unwrap();
        assert_eq!(count, 0);
        drop(migrated(folder.path(), &[FIRST, SECOND]).unwrap());
    }

    #[test]
    fn a_newer_file_is_refused_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        drop(migrated(folder.path(), &[FIRST, SECOND]).unwrap());
        let before = std::fs::read(folder.path().join("store.sqlite3")).unwrap();
        let error = migrated(folder.path(), &[FIRST]).unwrap_err();
        assert!(
            matches!(
                error,
                OpenStorageError::Newer {
                    found: 2,
                    known: 1,
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(
            std::fs::read(folder.path().join("store.sqlite3")).unwrap(),
            before
        );
    }
}
