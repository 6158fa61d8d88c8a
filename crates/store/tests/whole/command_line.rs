//! The administrator's whole job, with the real binary.

use crate::common::binary::{Desk, Serving, printed, run_in};
use crate::common::{answered, text};
use reqwest::{Client, Response};
use serde_json::{Value, json};

const MIA: &str = "mia@example.com";

async fn ask(serving: &Serving, secret: &str, query: &str) -> Response {
    let request = Client::new().post(format!("{}/graphql", serving.url));
    let request = request.bearer_auth(secret).json(&json!({ "query": query }));
    request.send().await.unwrap()
}

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::parse_str(text).is_ok_and(|id| id.to_string() == text)
}

fn listed(desk: &Desk) -> Vec<Value> {
    let json = desk.printed(&["key", "list", "--user", MIA, "--json"]);
    serde_json::from_str(&json).unwrap()
}

#[tokio::test]
async fn from_nothing_to_a_revoked_key() {
    let desk = Desk::new();
    let user_id = desk.add_user(MIA, "Mia");
    let organization_id = desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
    let project_id = desk.printed(&[
        "project",
        "add",
        "--organization",
        &organization_id,
        "--name",
        "Brand",
    ]);
    assert!(
        [&user_id, &organization_id, &project_id]
            .iter()
            .all(|id| is_uuid(id))
    );
    let file = desk.file(
        "brand.json",
        r##"{"core": {"red": {"$value": "#f00", "$type": "color"}}, "$themes": []}"##,
    );
    let imported = desk.run(&["project", "import", "--project", &project_id, &file]);
    assert_eq!(printed(&imported), "");
    let said = String::from_utf8(imported.stderr).unwrap();
    assert_eq!(said, "Imported 1 token set with 1 design token, and 0 themes.\n");

    let secret = desk.add_key(MIA, "projects:read", "90d");
    assert!(
        keys::PlainKey::parse(secret.as_bytes()).is_ok(),
        "the key alone is printed"
    );
    let serving = Serving::start(&desk.data());
    let query = format!(
        "{{ project(organization: \"{organization_id}\", id: \"{project_id}\") {{ branch {{ tokenSets {{ data {{ name raw }} }} }} }} }}"
    );
    let answer = answered(ask(&serving, &secret, &query).await).await;
    let set = &answer["data"]["project"]["branch"]["tokenSets"]["data"][0];
    assert_eq!(set["raw"]["red"]["$value"], "#f00", "{answer}");

    let id = text(&listed(&desk)[0]["id"]);
    assert_eq!(desk.printed(&["key", "revoke", &id]), "");
    let refused = ask(&serving, &secret, &query).await;
    assert_eq!(refused.status(), 401);
    let answer: Value = refused.json().await.unwrap();
    let message = text(&answer["errors"][0]["message"]);
    assert!(
        message.starts_with("Unauthorized: this API key was deleted on "),
        "{message}"
    );
}

#[test]
fn keys_are_listed_for_people_and_for_programs() {
    let desk = Desk::new();
    let user_id = desk.add_user(MIA, "Mia");
    assert_eq!(desk.printed(&["key", "list", "--user", MIA]), "");
    assert_eq!(listed(&desk), Vec::<Value>::new());
    let secret = desk.add_key(MIA, "projects:write,me:read", "never");
    desk.add_key(MIA, " project:read, ", "7d");
    let keys = listed(&desk);
    let names: Vec<&str> = keys[1].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "id",
        "name",
        "hint",
        "scopes",
        "state",
        "createdAt",
        "expiresAt",
        "lastUsedAt",
        "deletedAt",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        keys[1]["scopes"],
        json!(["projects:read", "projects:write", "me:read"])
    );
    assert_eq!(
        (&keys[1]["state"], &keys[1]["expiresAt"]),
        (&json!("active"), &Value::Null)
    );
    assert_eq!(
        (&keys[0]["state"], &keys[0]["scopes"]),
        (&json!("expiringSoon"), &json!(["projects:read"]))
    );
    let lines = desk.printed(&["key", "list", "--user", &user_id]);
    let fields: Vec<&str> = lines.lines().nth(1).unwrap().split('\t').collect();
    let hint = format!("{}…{}", &secret[..8], &secret[32..36]);
    assert_eq!(
        fields[1..],
        [
            &hint,
            "CI",
            "active",
            "projects:read,projects:write,me:read",
            "ends never"
        ]
    );
    assert!(!lines.contains(&secret[8..32]));
}

#[test]
fn expirations_are_what_was_asked_for() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let in_a_year = jiff::Timestamp::now()
        .to_zoned_datetime(jiff::tz::TimeZone::UTC)
        .date()
        + jiff::Span::new().days(365);
    desk.add_key(MIA, "me:read", &in_a_year.to_string());
    desk.add_key(MIA, "me:read", "3650d");
    let keys = listed(&desk);
    assert_eq!(keys[1]["expiresAt"], format!("{in_a_year}T23:59:59Z"));
    let end: jiff::Timestamp = text(&keys[0]["expiresAt"]).parse().unwrap();
    let begin: jiff::Timestamp = text(&keys[0]["createdAt"]).parse().unwrap();
    let seconds = end.duration_since(begin).as_secs();
    assert!(
        (3_650 * 86_400 - 5..=3_650 * 86_400).contains(&seconds),
        "{seconds}"
    );
}

#[test]
fn a_revoked_key_stays_listed_and_may_be_revoked_again() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    desk.add_key(MIA, "me:read", "30d");
    let id = text(&listed(&desk)[0]["id"]);
    desk.printed(&["key", "revoke", &id]);
    let first = listed(&desk)[0].clone();
    assert_eq!(first["state"], "deleted");
    desk.printed(&["key", "revoke", &id.to_uppercase()]);
    assert_eq!(listed(&desk)[0], first);
}

#[test]
fn importing_again_replaces_all_or_nothing() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let organization = desk.printed(&[
        "organization",
        "add",
        "--name",
        "Acme",
        "--owner",
        " MIA@Example.com ",
    ]);
    let project = desk.printed(&[
        "project",
        "add",
        "--organization",
        &organization,
        "--name",
        "Brand",
    ]);
    let import = |name: &str, content: &str| {
        let file = desk.file(name, content);
        desk.run(&["project", "import", "--project", &project, &file])
    };
    let sets = || -> String {
        let database = rusqlite::Connection::open(desk.data().join("store.sqlite3")).unwrap();
        let query = "SELECT group_concat(name || raw, ' ' ORDER BY position) FROM token_sets";
        database.query_row(query, [], |row| row.get(0)).unwrap()
    };
    printed(&import(
        "a.json",
        r#"{"a": {}, "b": {"x": {"value": 1.0}}, "$themes": []}"#,
    ));
    assert_eq!(sets(), r#"a{} b{"x": {"value": 1.0}}"#);
    assert!(!import("broken.json", r#"{"c": {}, "#).status.success());
    assert_eq!(sets(), r#"a{} b{"x": {"value": 1.0}}"#);
    printed(&import(
        "brand.tokens.json",
        "\u{feff} {\"z\": {\"value\": 1e3}}\n",
    ));
    assert_eq!(sets(), r#"brand{"z": {"value": 1e3}}"#);
}

#[test]
fn passwords_are_kept_as_argon2id_only() {
    let desk = Desk::new();
    printed(&desk.try_to_add_user(MIA, "Mia", "correct horse battery staple\r\nand more"));
    let database = rusqlite::Connection::open(desk.data().join("store.sqlite3")).unwrap();
    let query = "SELECT password_hash FROM users";
    let hash: String = database.query_row(query, [], |row| row.get(0)).unwrap();
    assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
    drop(database);
    let file = std::fs::read(desk.data().join("store.sqlite3")).unwrap();
    assert!(
        !file
            .windows(28)
            .any(|part| part == b"correct horse battery staple")
    );
}

#[test]
fn no_secret_is_in_the_data() {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    let secret = desk.add_key(MIA, "me:read", "never");
    for entry in std::fs::read_dir(desk.data()).unwrap() {
        let file = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!file.windows(20).any(|part| part == &secret.as_bytes()[8..28]));
    }
}

#[test]
fn help_and_version_are_printed() {
    let desk = Desk::new();
    for (arguments, part) in [
        (["--version"], "studio-store "),
        (["--help"], "Usage: studio-store"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_studio-store"));
        let mut output = output;
        let output = output.args(arguments).output().unwrap();
        assert!(printed(&output).contains(part));
    }
    let unknown = run_in(&desk.data(), &["key", "destroy"], "");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(unknown.stdout.is_empty());
    assert!(!desk.data().exists());
}
