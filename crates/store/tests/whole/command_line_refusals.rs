//! What an administrator gets wrong: a clear sentence on standard error, nothing printed, nothing changed.

#[cfg(target_os = "linux")]
use crate::common::binary::run_into;
use crate::common::binary::{Desk, Serving, refusal};

const MIA: &str = "mia@example.com";
const NOBODY: &str = "0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8e";

fn with_mia() -> Desk {
    let desk = Desk::new();
    desk.add_user(MIA, "Mia");
    desk
}

fn create_key<'text>(name: &'text str, scopes: &'text str, expires: &'text str) -> [&'text str; 10] {
    [
        "key",
        "create",
        "--user",
        MIA,
        "--name",
        name,
        "--scopes",
        scopes,
        "--expires",
        expires,
    ]
}

#[test]
fn nobody_to_add_makes_no_store() {
    let desk = Desk::new();
    for (email, name, password) in [
        ("mia", "Mia", "correct horse battery staple"),
        (MIA, " ", "correct horse battery staple"),
        (MIA, "Mia", "MIA@example.com Mia"),
    ] {
        refusal(&desk.try_to_add_user(email, name, password));
        assert!(!desk.data().exists(), "{email} {name} {password}");
    }
}

#[test]
fn users() {
    let desk = with_mia();
    for (email, name, password, reason) in [
        (
            "mia",
            "Mia",
            "correct horse battery staple",
            "This is not an email address. Write it like mia@example.com.",
        ),
        (
            "",
            "Mia",
            "correct horse battery staple",
            "This is not an email address. Write it like mia@example.com.",
        ),
        (
            "sam@example.com",
            " ",
            "correct horse battery staple",
            "The name is empty. Give one of 1 to 80 characters.",
        ),
        (
            "sam@example.com",
            "Sam",
            "1234567",
            "The password is too short. Take at least 15 characters; a few words that do not belong together are easy to remember.",
        ),
        (
            " MIA@example.com",
            "Mia",
            "correct horse battery staple",
            "Somebody has this email address already. Give another one.",
        ),
    ] {
        assert_eq!(refusal(&desk.try_to_add_user(email, name, password)), reason);
    }
    let endless = "x".repeat(1_025);
    let too_long = refusal(&desk.try_to_add_user("sam@example.com", "Sam", &endless));
    assert!(too_long.contains("too long"), "{too_long}");
    let none = refusal(&desk.try_to_add_user("sam@example.com", "Sam", "\n"));
    let expected = format!(
        "no password came on standard input. Write it there: printf '%s' \"$PASSWORD\" | studio-store user add --data {} --email sam@example.com --name Sam --password-stdin",
        desk.data().display()
    );
    assert_eq!(none, expected);
}

#[test]
fn organizations_and_projects() {
    let desk = with_mia();
    assert_eq!(
        desk.refused(&[
            "organization",
            "add",
            "--name",
            "Acme",
            "--owner",
            "sam@example.com"
        ]),
        format!(
            "there is no user “sam@example.com”. Check the spelling, or add one: studio-store user add --data {} --email sam@example.com --name NAME --password-stdin",
            desk.data().display()
        )
    );
    let too_long = "x".repeat(81);
    let reason = desk.refused(&["organization", "add", "--name", &too_long, "--owner", MIA]);
    assert!(
        reason.contains("at most 80 characters; this one has 81"),
        "{reason}"
    );
    assert_eq!(
        desk.refused(&["project", "add", "--organization", NOBODY, "--name", "Brand"]),
        "There is no organization with this id, or it is not yours to see. Check the id."
    );
    let file = desk.file("brand.json", "{\"a\": {}}");
    assert_eq!(
        desk.refused(&["project", "import", "--project", NOBODY, &file]),
        "There is no project with this id, or it is not yours to see. Check the id."
    );
}

#[test]
fn keys() {
    let desk = with_mia();
    for (arguments, reason) in [
        (
            create_key("", "me:read", "7d"),
            "Give the key a name, so that you know it again in the list.",
        ),
        (
            create_key("CI", "", "7d"),
            "Choose at least one scope, or the key opens nothing.",
        ),
        (
            create_key("CI", "me:read,all", "7d"),
            "“all” is not a scope. The scopes are: ",
        ),
        (
            create_key("CI", "me:read", "soon"),
            "“soon” is no expiration. Write a number of days",
        ),
        (
            create_key("CI", "me:read", "0d"),
            "A key lives between 1 day and 10 years.",
        ),
        (
            create_key("CI", "me:read", "3651d"),
            "A key lives between 1 day and 10 years.",
        ),
        (
            create_key("CI", "me:read", "99999999999d"),
            "A key lives between 1 day and 10 years.",
        ),
        (
            create_key("CI", "me:read", "2020-02-29"),
            "2020-02-29 is in the past. Choose a later day.",
        ),
        (
            create_key("CI", "me:read", "2026-02-30"),
            "“2026-02-30” is no expiration.",
        ),
        (
            create_key("CI", "me:read", "9999-12-31"),
            "A key lives between 1 day and 10 years.",
        ),
    ] {
        let said = desk.refused(&arguments);
        assert!(said.starts_with(reason), "{arguments:?}: {said}");
    }
    let unscoped = ["key", "create", "--user", MIA, "--name", "CI", "--expires", "7d"];
    assert_eq!(
        desk.refused(&unscoped),
        "Choose at least one scope, or the key opens nothing."
    );
    assert_eq!(
        desk.refused(&["key", "list", "--user", NOBODY]),
        format!(
            "there is no user “{NOBODY}”. Check the spelling, or add one: studio-store user add --data {} --email EMAIL --name NAME --password-stdin",
            desk.data().display()
        )
    );
    assert_eq!(
        desk.refused(&["key", "revoke", NOBODY]),
        "There is no API key with this id, or it is not yours to see. Check the id."
    );
    assert_eq!(desk.printed(&["key", "list", "--user", MIA]), "");
}

#[test]
fn token_files() {
    let desk = with_mia();
    let organization = desk.printed(&["organization", "add", "--name", "Acme", "--owner", MIA]);
    let project = desk.printed(&[
        "project",
        "add",
        "--organization",
        &organization,
        "--name",
        "Brand",
    ]);
    let import = |file: &str| desk.refused(&["project", "import", "--project", &project, file]);
    let missing = desk.folder.path().join("none.json");
    let said = import(missing.to_str().unwrap());
    assert!(
        said.contains("none.json can't be read: ") && said.ends_with("Check the path."),
        "{said}"
    );
    let broken = desk.file("broken.json", "{\n  \"core\": {\n    \"é\": oops\n  }\n}");
    assert_eq!(
        import(&broken),
        "This is not valid JSON: line 3, column 10: expected value. Correct it there, then import it again."
    );
    let twice = desk.file("twice.json", "{\"a\": {},\n\"a\": {}, \"$themes\": []}");
    assert!(
        import(&twice).starts_with("“a” is there twice, again at line 2, column 6."),
        "{}",
        import(&twice)
    );
    let list = desk.file("list.json", "[]");
    assert!(import(&list).starts_with("A token file is an object in braces"));
    let binary = desk.file("binary.json", [0xff, 0xfe, 0x7b, 0x00]);
    assert!(import(&binary).starts_with("This file is not written in UTF-8."));
    let folder = desk.folder.path().to_str().unwrap().to_owned();
    assert!(import(&folder).contains("can't be read: "));
    if cfg!(unix) {
        assert!(import("/dev/zero").starts_with("This file is larger than 100 MiB."));
    }
}

/// A mistyped folder must not become a store of its own.
#[test]
fn folders_without_a_store() {
    let desk = Desk::new();
    let file = desk.file("brand.json", "{\"a\": {}}");
    let expected = format!(
        "there is no store in {0}. Check the path, or make a store there with its first user: studio-store user add --data {0} --email EMAIL --name NAME --password-stdin",
        desk.data().display()
    );
    let commands: [&[&str]; 6] = [
        &["organization", "add", "--name", "Acme", "--owner", MIA],
        &["project", "add", "--organization", NOBODY, "--name", "Brand"],
        &["project", "import", "--project", NOBODY, &file],
        &create_key("CI", "me:read", "7d"),
        &["key", "list", "--user", MIA],
        &["key", "revoke", NOBODY],
    ];
    for arguments in commands {
        assert_eq!(desk.refused(arguments), expected, "{arguments:?}");
        assert!(!desk.data().exists(), "{arguments:?}");
    }
    std::fs::create_dir(desk.data()).unwrap();
    assert_eq!(desk.refused(&["key", "list", "--user", MIA]), expected);
    assert_eq!(std::fs::read_dir(desk.data()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_server_says_that_it_made_a_store() {
    let desk = Desk::new();
    let said_by_a_server = async || {
        let mut serving = Serving::start(&desk.data());
        // It answers once it has said all.
        let health = reqwest::get(format!("{}/healthz", serving.url)).await.unwrap();
        assert_eq!(health.status(), 200);
        serving.kill();
        serving.said()
    };
    let made = format!(
        "There was no store in {}, so a new, empty one was made.\n",
        desk.data().display()
    );
    assert_eq!(said_by_a_server().await, made);
    assert_eq!(said_by_a_server().await, "");
}

#[test]
fn folders_that_can_not_hold_data() {
    let desk = Desk::new();
    std::fs::write(desk.data(), "a letter").unwrap();
    let said = refusal(&desk.try_to_add_user(MIA, "Mia", "correct horse battery staple"));
    assert!(
        said.starts_with(&format!("the folder {} can't be used: ", desk.data().display())),
        "{said}"
    );
    assert!(
        said.ends_with("Choose another one, or give this user the right to write it."),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(desk.data()).unwrap(), "a letter");
}

/// The kernel's own folder stands for a disk that takes no files: not even the superuser can write there.
#[test]
#[cfg(target_os = "linux")]
fn folders_that_can_not_be_written() {
    let desk = Desk::new();
    std::os::unix::fs::symlink("/proc/self", desk.data()).unwrap();
    let said = refusal(&desk.try_to_add_user(MIA, "Mia", "correct horse battery staple"));
    assert!(said.contains("can't be used: "), "{said}");
}

#[test]
fn data_that_is_no_data() {
    let desk = Desk::new();
    std::fs::create_dir(desk.data()).unwrap();
    let path = desk.data().join("store.sqlite3");
    let letter = "This is a letter, not a database. ".repeat(50);
    std::fs::write(&path, &letter).unwrap();
    let said = desk.refused(&["key", "list", "--user", MIA]);
    let expected = format!(
        "{0} is damaged, or not a store's data. It was not touched. Stop the store, remove {0}-wal and {0}-shm, then put a copy from your backup in its place.",
        path.display()
    );
    assert_eq!(said, expected);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn data_of_a_newer_version() {
    let desk = with_mia();
    let path = desk.data().join("store.sqlite3");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 999).unwrap();
    drop(database);
    let before = std::fs::read(&path).unwrap();
    for arguments in [
        ["key", "list", "--user", MIA].as_slice(),
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let said = desk.refused(arguments);
        assert!(
            said.contains("was written by a newer version (format 999, this version knows up to "),
            "{said}"
        );
        assert!(
            said.ends_with("Install that version; the file was not touched."),
            "{said}"
        );
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn addresses_that_are_taken() {
    let desk = Desk::new();
    let serving = Serving::start(&desk.data());
    let address = serving.url.strip_prefix("http://").unwrap();
    assert_eq!(
        desk.refused(&["serve", "--listen", address]),
        format!("another program already listens at {address}. End it, or choose another port.")
    );
    let mistyped = Desk::new();
    mistyped.refused(&["serve", "--listen", address]);
    let certificate = ["--tls-certificate", "/nowhere", "--tls-key", "/nowhere"];
    let serve = [&["serve", "--listen", "127.0.0.1:0"], certificate.as_slice()].concat();
    assert!(mistyped.refused(&serve).contains("/nowhere can't be read"));
    assert!(!mistyped.data().exists());
    let foreign = desk.refused(&["serve", "--listen", "192.0.2.1:4210"]);
    assert!(
        foreign.starts_with("can't listen at 192.0.2.1:4210: "),
        "{foreign}"
    );
}

/// A key that could not be shown to anybody opens nothing.
#[cfg(target_os = "linux")]
fn keys_that_can_not_be_printed(out: impl Into<std::process::Stdio>) {
    let desk = with_mia();
    let output = run_into(&desk.data(), &create_key("CI", "me:read", "7d"), out);
    let said = refusal(&output);
    assert!(said.starts_with("the key could not be printed: "), "{said}");
    assert!(said.contains("It was revoked, so nobody holds it."), "{said}");
    let listed = desk.printed(&["key", "list", "--user", MIA]);
    assert_eq!(listed.split('\t').nth(3), Some("deleted"), "{listed}");
}

#[test]
#[cfg(target_os = "linux")]
fn keys_for_a_full_disk() {
    let full = std::fs::File::options().write(true).open("/dev/full");
    keys_that_can_not_be_printed(full.unwrap());
}

#[test]
#[cfg(target_os = "linux")]
fn keys_for_a_closed_pipe() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    keys_that_can_not_be_printed(writer);
}
