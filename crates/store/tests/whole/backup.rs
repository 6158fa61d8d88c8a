//! Backups of a store in use, and putting them back.

use std::ops::Range;
use std::path::Path;

use crate::common::binary::{Desk, Serving, start_in};
use reqwest::Client;
use serde_json::json;

const MIA: &str = "mia@example.com";

async fn opens(url: &str, key: &str) -> bool {
    let request = Client::new().post(format!("{url}/graphql")).bearer_auth(key);
    let answer = request.json(&json!({ "query": "{ self { id } }" })).send().await;
    answer.unwrap().status() == 200
}

#[tokio::test]
async fn what_was_there_at_that_moment_is_there_again() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let before = desk.add_key(MIA, "me:read", "never");
    let mut serving = Serving::start(&desk.data());
    let file = desk.folder.path().join("backup.sqlite3");
    let file = file.to_str().unwrap();
    assert_eq!(desk.printed(&["backup", file]), file);
    let after = desk.add_key(MIA, "me:read", "never");
    assert!(opens(&serving.url, &before).await && opens(&serving.url, &after).await);
    let refused = desk.refused(&["restore", "--replace", file]);
    assert!(refused.contains("is in use. Stop the store"), "{refused}");
    assert!(opens(&serving.url, &after).await, "nothing was changed");
    serving.terminate();

    let refused = desk.refused(&["restore", file]);
    assert!(refused.contains("say --replace"), "{refused}");
    let kept = desk.printed(&["restore", "--replace", file]);
    assert!(kept.ends_with("store.sqlite3.replaced-1"), "{kept}");
    desk.printed(&["audit", "verify"]);
    let serving = Serving::start(&desk.data());
    assert!(opens(&serving.url, &before).await);
    assert!(!opens(&serving.url, &after).await);
}

#[test]
fn only_whole_backups_are_put_back_and_none_is_overwritten() {
    let desk = Desk::new();
    let letter = desk.file("letter", "This is a letter. ".repeat(100));
    let refused = desk.refused(&["restore", &letter]);
    assert!(refused.contains("is damaged, or not a store's data"), "{refused}");
    let nothing = desk.file("nothing", "");
    let refused = desk.refused(&["restore", &nothing]);
    assert!(refused.contains("is no whole backup"), "{refused}");
    let other = desk.folder.path().join("other");
    let database = rusqlite::Connection::open(&other).unwrap();
    let statements = "CREATE TABLE albums (name TEXT); PRAGMA user_version = 3";
    database.execute_batch(statements).unwrap();
    let refused = desk.refused(&["restore", other.to_str().unwrap()]);
    assert!(refused.contains("is no whole backup"), "{refused}");
    let missing = desk.folder.path().join("missing");
    desk.refused(&["restore", missing.to_str().unwrap()]);
    assert!(!desk.data().join("store.sqlite3").exists());

    desk.refused(&["backup", missing.to_str().unwrap()]);
    desk.add_user(MIA, "Mia");
    let refused = desk.refused(&["backup", &letter]);
    assert!(refused.contains("exists"), "{refused}");
    assert!(
        std::fs::read_to_string(&letter)
            .unwrap()
            .starts_with("This is a letter")
    );
}

#[test]
fn a_backup_goes_into_an_empty_folder() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let file = desk.folder.path().join("backup.sqlite3");
    desk.printed(&["backup", file.to_str().unwrap()]);
    let other = Desk::new();
    assert_eq!(other.printed(&["restore", file.to_str().unwrap()]), "");
    // Who is in it already can't be added again.
    assert!(
        !other
            .try_to_add_user(MIA, "Mia", "correct horse\n")
            .status
            .success()
    );
}

fn backup(desk: &Desk) -> String {
    let file = desk.folder.path().join("backup.sqlite3");
    desk.printed(&["backup", file.to_str().unwrap()])
}

/// Damages some of a file's pages.
fn damage(path: &Path, pages: impl FnOnce(usize) -> Range<usize>) {
    const PAGE: usize = 4_096;
    let mut text = std::fs::read(path).unwrap();
    let pages = pages(text.len() / PAGE);
    text[pages.start * PAGE..pages.end * PAGE].fill(0xff);
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_damaged_store_is_named_and_not_the_backup() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let store = desk.data().join("store.sqlite3");
    damage(&store, |count| 1..count);
    let file = desk.folder.path().join("backup.sqlite3");
    let refused = desk.refused(&["backup", file.to_str().unwrap()]);
    assert!(refused.starts_with(store.to_str().unwrap()), "{refused}");
    // Nothing is left of it.
    assert_eq!(std::fs::read_dir(desk.folder.path()).unwrap().count(), 1);
}

#[test]
fn a_damaged_store_is_replaced_and_kept_with_its_log() {
    for pages in [0..1, 1..2] {
        let desk = Desk::new();
        desk.add_user(MIA, "Mia");
        let file = backup(&desk);
        let store = desk.data().join("store.sqlite3");
        damage(&store, |_| pages);
        let damaged = std::fs::read(&store).unwrap();
        let log = desk.data().join("store.sqlite3-wal");
        std::fs::write(&log, "Once a log").unwrap();
        let said = desk.printed(&["restore", "--replace", &file]);
        let kept = desk.data().join("store.sqlite3.replaced-1");
        // Where it can be read, its header says afterwards that nothing stands beside it.
        let kept = std::fs::read(&kept).unwrap();
        assert!(kept[100..] == damaged[100..], "{said}");
        desk.printed(&["key", "list", "--user", MIA]);
    }
}

/// Whether a store is there with Mia in it and nothing half-done beside it.
fn is_as_it_was(desk: &Desk) -> bool {
    let beside = std::fs::read_dir(desk.data()).unwrap();
    let mut names = beside.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.all(|name| !name.contains(".replaced") && !name.contains(".unfinished"))
        && desk.run(&["key", "list", "--user", MIA]).status.success()
}

#[test]
fn a_store_stays_when_nothing_can_be_put_in_its_place() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let file = backup(&desk);
    let damaged = desk.folder.path().join("damaged");
    std::fs::copy(&file, &damaged).unwrap();
    damage(&damaged, |count| count / 2..count / 2 + 1);
    let damaged = damaged.to_str().unwrap();
    let refused = desk.refused(&["restore", "--replace", damaged]);
    assert!(refused.starts_with(damaged), "{refused}");
    assert!(is_as_it_was(&desk));

    let itself = desk.data().join("../data/store.sqlite3");
    let refused = desk.refused(&["restore", "--replace", itself.to_str().unwrap()]);
    assert!(refused.contains("is the store itself"), "{refused}");
    assert!(is_as_it_was(&desk));

    // As a full disk would, this keeps the copy from being made.
    let in_the_way = desk.data().join("store.sqlite3.unfinished");
    std::fs::create_dir(&in_the_way).unwrap();
    desk.refused(&["restore", "--replace", &file]);
    std::fs::remove_dir(in_the_way).unwrap();
    assert!(is_as_it_was(&desk));
    desk.printed(&["restore", "--replace", &file]);
}

#[test]
fn a_store_is_there_whenever_restoring_ends() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let file = backup(&desk);
    for round in 0..20 {
        let mut restoring = start_in(&desk.data(), &["restore", "--replace", &file]);
        std::thread::sleep(std::time::Duration::from_millis(2 * round));
        restoring.kill().unwrap();
        restoring.wait().unwrap();
        assert!(desk.data().join("store.sqlite3").exists(), "after {round}");
        desk.printed(&["key", "list", "--user", MIA]);
    }
    let kept = desk.printed(&["restore", "--replace", &file]);
    assert!(Path::new(&kept).exists());
}
