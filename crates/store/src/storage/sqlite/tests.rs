//! The file's connections: what is noticed, and who waits for whom.

use std::time::Duration;

use super::*;
use others::SAME_MOMENT;

async fn a_moment_later() {
    tokio::time::sleep(SAME_MOMENT).await;
}

#[test]
fn writes_that_wait_leave_threads_to_reads() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(2)
        .build()
        .unwrap();
    runtime.block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let sqlite = Sqlite::open(folder.path()).unwrap();
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let first = sqlite.clone();
        let first = tokio::spawn(async move {
            let long = first.write(move |_| {
                begun.send(()).unwrap();
                let _ = ended.recv();
                Ok(())
            });
            long.await
        });
        has_begun.await.unwrap();
        let others: Vec<_> = (0..10)
            .map(|_| {
                let sqlite = sqlite.clone();
                tokio::spawn(async move { sqlite.write(|_| Ok(())).await })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let read = sqlite.read(|transaction| transaction.query_row("SELECT 1", [], |row| row.get(0)));
        let read: i64 = tokio::time::timeout(std::time::Duration::from_secs(15), read)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(read, 1);
        end.send(()).unwrap();
        first.await.unwrap().unwrap();
        for other in others {
            other.await.unwrap().unwrap();
        }
    });
}

#[tokio::test]
async fn a_panic_takes_no_connection_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(folder.path()).unwrap();
    for _ in 0..=READERS {
        let ended = sqlite.read(|_| -> rusqlite::Result<()> { panic!("in a read") });
        assert!(ended.await.is_err());
    }
    assert_eq!(held(&sqlite.idle_readers).len(), READERS);
    let ended = sqlite.write(|_| -> rusqlite::Result<()> { panic!("in a write") });
    assert!(ended.await.is_err());
    let one = |transaction: &Transaction<'_>| transaction.query_row("SELECT 1", [], |row| row.get(0));
    let read: i64 = sqlite.read(one).await.unwrap();
    let written: i64 = sqlite.write(one).await.unwrap();
    assert_eq!((read, written), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_others_write_outdates_everything() {
    use crate::storage::Storage;
    const LONG: Duration = Duration::from_secs(3_600);
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (
        Sqlite::open(folder.path()).unwrap(),
        Sqlite::open(folder.path()).unwrap(),
    );
    let nothing = |transaction: &Transaction<'_>| next_revision(transaction).map(drop);
    let before = ours.freshness().mark();
    ours.write(nothing).await.unwrap();
    ours.notice_others(LONG).await.unwrap();
    assert!(ours.freshness().holds(before, "a"));
    theirs.write(nothing).await.unwrap();
    a_moment_later().await;
    ours.notice_others(LONG).await.unwrap();
    assert!(!ours.freshness().holds(before, "a"));

    // While this process writes, it may be left out, but not for longer than is said.
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let writing = ours.clone();
    let writing = tokio::spawn(async move {
        let long = writing.write(move |_| {
            begun.send(()).unwrap();
            let _ = ended.recv();
            Ok(())
        });
        long.await
    });
    has_begun.await.unwrap();
    ours.notice_others(LONG).await.unwrap();
    a_moment_later().await;
    let mut noticing = Box::pin(ours.notice_others(Duration::ZERO));
    let early = tokio::time::timeout(Duration::from_millis(50), &mut noticing).await;
    assert!(early.is_err());
    end.send(()).unwrap();
    noticing.await.unwrap();
    writing.await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_begins_by_noticing_what_others_wrote() {
    use crate::storage::Storage;
    const LONG: Duration = Duration::from_secs(3_600);
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (
        Sqlite::open(folder.path()).unwrap(),
        Sqlite::open(folder.path()).unwrap(),
    );
    let revoke = |transaction: &Transaction<'_>| next_revision(transaction).map(drop);
    let writing = |work: Box<dyn FnOnce() + Send>| {
        let ours = ours.clone();
        tokio::spawn(async move {
            let work = |_: &Transaction<'_>| {
                work();
                Ok(())
            };
            ours.write_unseen(work).await
        })
    };
    // They wrote before it began.
    let before = ours.freshness().mark();
    theirs.write(revoke).await.unwrap();
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let long = writing(Box::new(move || {
        begun.send(()).unwrap();
        let _ = ended.recv();
    }));
    has_begun.await.unwrap();
    ours.notice_others(LONG).await.unwrap();
    assert!(!ours.freshness().holds(before, "a"));
    end.send(()).unwrap();
    long.await.unwrap().unwrap();

    // They write one after the other, and it waits for the second.
    a_moment_later().await;
    ours.notice_others(LONG).await.unwrap();
    let before = ours.freshness().mark();
    theirs.write(revoke).await.unwrap();
    let second = file::open_writer(&file::path_in(folder.path())).unwrap();
    second.execute_batch("BEGIN IMMEDIATE").unwrap();
    let queued = writing(Box::new(|| ()));
    tokio::time::sleep(Duration::from_millis(50)).await;
    ours.notice_others(LONG).await.unwrap();
    assert!(!ours.freshness().holds(before, "a"));

    // What the second writes is noticed as well.
    let before = ours.freshness().mark();
    second
        .execute_batch("UPDATE revision_counter SET value = 9; COMMIT")
        .unwrap();
    queued.await.unwrap().unwrap();
    assert!(!ours.freshness().holds(before, "a"));
}

#[tokio::test]
async fn lists_are_remembered_until_anybody_writes() {
    use crate::storage::{Page, Storage};
    let folder = tempfile::tempdir().unwrap();
    let (ours, theirs) = (
        Sqlite::open(folder.path()).unwrap(),
        Sqlite::open(folder.path()).unwrap(),
    );
    let page = Page { number: 1, limit: 10 };
    let add = "INSERT INTO users (id, name, created_at) VALUES ('u', 'Mia', 0);
        INSERT INTO organizations (id, name, created_at, revision) VALUES ('o', 'First', 0, 0);
        INSERT INTO memberships VALUES ('o', 'u', 'owner');";
    let rename = |name: &str| format!("UPDATE organizations SET name = '{name}'");
    for (writer, statements, expected) in [
        (&ours, add.to_owned(), "First"),
        (&ours, rename("Second"), "Second"),
        (&theirs, rename("Third"), "Third"),
    ] {
        let write = writer.write(move |transaction| transaction.execute_batch(&statements));
        write.await.unwrap();
        a_moment_later().await;
        for _ in 0..2 {
            let listed = ours.organizations("u", page).await.unwrap();
            assert_eq!(listed.rows[0].name, expected);
        }
    }
}

#[tokio::test]
async fn what_changes_about_people_outdates_everything() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = Sqlite::open(folder.path()).unwrap();
    let insert = "INSERT INTO users (id, name, created_at) VALUES ('u', 'Mia', 0)";
    let statements = [
        (insert, true),
        ("UPDATE users SET name = 'Sam'", false),
        ("DELETE FROM users WHERE 1", false),
    ];
    for (statement, holds) in statements {
        let before = sqlite.freshness.mark();
        sqlite
            .write(move |transaction| transaction.execute(statement, []))
            .await
            .unwrap();
        assert_eq!(sqlite.freshness.holds(before, "a"), holds, "{statement}");
    }
}
