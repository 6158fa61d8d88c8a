//! The audit log: what is in it, and that nobody changes it unnoticed.

use crate::common::binary::Desk;
use rusqlite::Connection;
use serde_json::Value;

const MIA: &str = "mia@example.com";

/// A store in which some things have happened.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
    for _ in 0..2 {
        desk.printed(&[
            "key",
            "create",
            "--user",
            MIA,
            "--name",
            "CI",
            "--scopes",
            "me:read",
            "--expires",
            "never",
        ]);
    }
    let listed = desk.printed(&["key", "list", "--user", MIA, "--json"]);
    let listed: Value = serde_json::from_str(&listed).unwrap();
    desk.printed(&["key", "revoke", listed[0]["id"].as_str().unwrap()]);
    desk
}

fn database(desk: &Desk) -> Connection {
    Connection::open(desk.data().join("store.sqlite3")).unwrap()
}

fn change(desk: &Desk, statement: &str) {
    assert!(database(desk).execute(statement, []).unwrap() > 0, "{statement}");
}

#[test]
fn everything_is_written_down_without_secrets() {
    let desk = desk();
    let exported = desk.printed(&["audit", "export"]);
    let lines: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let events: Vec<&str> = lines
        .iter()
        .map(|line| line["entry"]["event"].as_str().unwrap())
        .collect();
    assert_eq!(
        events,
        [
            "user.added",
            "organization.added",
            "key.registered",
            "key.registered",
            "key.deleted"
        ]
    );
    let key = &lines[2]["entry"];
    assert_eq!(key["number"], 3);
    assert_eq!(key["details"]["name"], "CI");
    assert_eq!(key["details"]["scopes"], "me:read");
    // The hint is as much of a key as may be seen.
    assert!(key["details"]["hint"].as_str().unwrap().contains('…'));
    let later = desk.printed(&["audit", "export", "--after", "4"]);
    assert_eq!(later, exported.lines().last().unwrap());
    assert_eq!(lines[4]["hash"], desk.printed(&["audit", "verify"]).as_str());
}

#[test]
fn whatever_is_changed_is_noticed() {
    for (statement, said) in [
        (
            "UPDATE audit_log SET entry = replace(entry, 'CI', 'Ci') WHERE number = 3",
            "line 3 was changed",
        ),
        (
            "UPDATE audit_log SET hash = zeroblob(32) WHERE number = 4",
            "line 4 was changed",
        ),
        ("DELETE FROM audit_log WHERE number = 2", "line 2 is missing"),
        ("DELETE FROM audit_log WHERE number = 1", "line 1 is missing"),
        (
            "UPDATE audit_log SET number = 9 WHERE number = 5",
            "line 5 is missing",
        ),
    ] {
        let desk = desk();
        change(&desk, statement);
        let refused = desk.refused(&["audit", "verify"]);
        assert!(refused.contains(said), "{statement}: {refused}");
    }
}

#[test]
fn lines_taken_from_the_end_are_noticed_by_a_hash_kept_elsewhere() {
    let desk = desk();
    let head = desk.printed(&["audit", "verify"]);
    desk.printed(&[
        "key",
        "create",
        "--user",
        MIA,
        "--name",
        "B",
        "--scopes",
        "me:read",
        "--expires",
        "never",
    ]);
    let later = desk.printed(&["audit", "verify", "--known", &head.to_uppercase()]);
    assert_ne!(later, head);
    change(&desk, "DELETE FROM audit_log WHERE number >= 5");
    desk.printed(&["audit", "verify"]);
    let refused = desk.refused(&["audit", "verify", "--known", &head]);
    assert!(refused.contains("taken from its end"), "{refused}");
}

#[test]
fn nothing_yet_is_whole() {
    let desk = Desk::new();
    let missing = desk.refused(&["audit", "verify"]);
    assert!(missing.contains("there is no store"), "{missing}");
}
