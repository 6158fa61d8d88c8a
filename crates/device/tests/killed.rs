//! Ending the process at any moment: what was made is there, once, and the database is sound.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use device::view::CreateKeyRequest;
use device::{BeginRequest, Device};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, Scope};

const FOLDER: &str = "STUDIO_KEYS_TEST_FOLDER";
const ROUNDS: u32 = 50;

/// Not a test of its own: the process that the test below starts and kills. Makes keys, tells of each once it is
/// saved, and deletes every fifth, until it is ended.
#[test]
#[ignore = "is run and killed by the other test of this file"]
fn makes_keys_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let device = Device::open(Path::new(&folder)).unwrap();
    let mut output = std::io::stdout();
    for number in 0.. {
        let request = CreateKeyRequest {
            name: format!("key {number}"),
            expiry: ExpiryChoice::Days { days: 90 },
            scopes: vec![Scope::ProjectsRead],
        };
        let (key, _) = device
            .create_key(&request, Timestamp::now(), &TimeZone::UTC)
            .unwrap();
        writeln!(output, "made {}", key.id).unwrap();
        if number % 5 == 4 {
            device
                .delete_keys(std::slice::from_ref(&key.id), Timestamp::now())
                .unwrap();
            writeln!(output, "deleted {}", key.id).unwrap();
        }
    }
}

/// What the process told before it was ended after so many lines.
fn killed_after(folder: &Path, lines: usize, wait: Duration) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "makes_keys_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = child.stdout.take().unwrap();
    let (sender, receiver) = mpsc::channel();
    let reader = thread::spawn(move || {
        let told = BufReader::new(output).lines().map_while(Result::ok);
        // The line that the test runner begins ends with our first word.
        told.filter_map(|line| {
            line.find("made ")
                .or(line.find("deleted "))
                .map(|at| line[at..].to_owned())
        })
        .inspect(|_| sender.send(()).unwrap_or_default())
        .collect::<Vec<String>>()
    });
    for _ in 0..lines {
        receiver.recv_timeout(Duration::from_secs(30)).unwrap();
    }
    thread::sleep(wait);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

fn column(connection: &rusqlite::Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect()
}

#[test]
fn nothing_made_is_missing_and_nothing_is_doubled() {
    let folder = tempfile::tempdir().unwrap();
    let begin = BeginRequest {
        user_id: "user".into(),
        user_name: "Mira".into(),
        organization_id: "northwind".into(),
        organization_name: "Northwind".into(),
        store_url: "http://127.0.0.1:9".into(),
    };
    Device::open(folder.path())
        .unwrap()
        .begin_on_this_computer(begin)
        .unwrap();
    let (mut made, mut deleted) = (HashSet::new(), HashSet::new());
    for round in 0..ROUNDS {
        let wait = Duration::from_micros(u64::from(rand::random_range(0..20_000_u32)));
        for line in killed_after(folder.path(), 1 + round as usize % 8, wait) {
            match line.split_once(' ') {
                Some(("made", id)) => assert!(made.insert(id.to_owned()), "{id} twice"),
                Some((_, id)) => assert!(deleted.insert(id.to_owned()), "{id} twice"),
                None => panic!("{line}"),
            }
        }
        drop(Device::open(folder.path()).unwrap());
        check(folder.path(), &made, &deleted);
    }
    assert!(made.len() > ROUNDS as usize, "{}", made.len());
}

fn check(folder: &Path, made: &HashSet<String>, deleted: &HashSet<String>) {
    let connection = rusqlite::Connection::open(folder.join("device.sqlite3")).unwrap();
    assert_eq!(column(&connection, "PRAGMA integrity_check"), ["ok"]);
    assert!(column(&connection, "SELECT \"table\" FROM pragma_foreign_key_check").is_empty());
    let live: HashSet<String> = column(&connection, "SELECT id FROM api_keys WHERE deleted_at IS NULL")
        .into_iter()
        .collect();
    let gone: HashSet<String> = column(
        &connection,
        "SELECT id FROM api_keys WHERE deleted_at IS NOT NULL",
    )
    .into_iter()
    .collect();
    // Of each moment it may have done one thing more than it could tell.
    assert!(
        made.difference(deleted)
            .all(|id| live.contains(id) || gone.contains(id)),
        "a key is missing"
    );
    assert!(deleted.is_subset(&gone), "a deleted key is back");
    let waiting = column(&connection, "SELECT key_id FROM outbox");
    let distinct: HashSet<String> = waiting.iter().cloned().collect();
    assert_eq!(distinct.len(), waiting.len(), "an entry is doubled");
    assert_eq!(distinct, live, "each live key waits once, and no other");
}
