//! Stores to measure: made by `studio-store` itself, but for the keys, of which there are too many to register each.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use keys::{KeyKind, PlainKey};
use rusqlite::{Connection, Transaction, params};
use tempfile::TempDir;
use uuid::Uuid;

use crate::Outcome;
use crate::server::studio_store;

/// How many organizations there are, and projects in each.
pub(crate) const ORGANIZATIONS: usize = 2;
pub(crate) const PROJECTS: usize = 5;

/// How many keys somebody has.
const KEYS_OF_ONE: usize = 10;

/// 2026-01-01
const CREATED: i64 = 1_767_225_600_000;

/// A folder with a store in it.
pub(crate) struct Data {
    folder: TempDir,
    owner: String,
}

impl Data {
    /// With one person who owns nothing yet.
    pub(crate) fn new() -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let mut add = command(
            folder.path(),
            &["user", "add", "--email", "mira@example.com", "--name", "Mira"],
        )?;
        let owner = printed(add.arg("--password-stdin"), "correct horse battery staple\n")?;
        Ok(Self { folder, owner })
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Another one of this person's, by its id.
    pub(crate) fn organization(&self, name: &str) -> Outcome<String> {
        let words = ["organization", "add", "--name", name, "--owner", &self.owner];
        printed(&mut command(self.folder.path(), &words)?, "")
    }

    pub(crate) fn project(&self, organization: &str, name: &str) -> Outcome<String> {
        let words = ["project", "add", "--organization", organization, "--name", name];
        printed(&mut command(self.folder.path(), &words)?, "")
    }

    /// Fills a project with a file of tokens.
    pub(crate) fn import(&self, project: &str, file: &str) -> Outcome {
        let path = self.folder.path().join("tokens.json");
        std::fs::write(&path, file)?;
        let mut import = command(self.folder.path(), &["project", "import", "--project", project])?;
        printed(import.arg(&path), "").map(drop)
    }

    /// A key of the owner's that reads all there is of projects.
    pub(crate) fn key(&self) -> Outcome<PlainKey> {
        let mut connection = self.open()?;
        let transaction = connection.transaction()?;
        let key = add_key(&transaction, &self.owner)?;
        transaction.commit()?;
        Ok(key)
    }

    /// So many keys, each ten of which somebody else has.
    pub(crate) fn keys(&self, count: usize) -> Outcome<Vec<PlainKey>> {
        let mut connection = self.open()?;
        let transaction = connection.transaction()?;
        let mut keys = Vec::with_capacity(count);
        let mut user = String::new();
        for number in 0..count {
            if number % KEYS_OF_ONE == 0 {
                user = add_user(&transaction, number)?;
            }
            keys.push(add_key(&transaction, &user)?);
        }
        transaction.execute("UPDATE revision_counter SET value = value + 1", [])?;
        transaction.commit()?;
        Ok(keys)
    }

    fn open(&self) -> Outcome<Connection> {
        Ok(Connection::open(self.path().join("store.sqlite3"))?)
    }
}

fn add_user(transaction: &Transaction<'_>, number: usize) -> Outcome<String> {
    let id = Uuid::now_v7().to_string();
    let email = format!("mira.lindqvist.{number}@example.com");
    transaction
        .prepare_cached(
            "INSERT INTO users (id, email, name, created_at) VALUES (?1, ?2, 'Mira Lindqvist', ?3)",
        )?
        .execute(params![id, email, CREATED])?;
    Ok(id)
}

fn add_key(transaction: &Transaction<'_>, user: &str) -> Outcome<PlainKey> {
    let key = PlainKey::generate(KeyKind::Api)?;
    let insert = "INSERT INTO api_keys (id, user_id, digest, hint, name, scopes, created_at, revision)
        VALUES (?1, ?2, ?3, ?4, 'Build server', 'projects:read', ?5, (SELECT value FROM revision_counter))";
    transaction.prepare_cached(insert)?.execute(params![
        Uuid::now_v7().to_string(),
        user,
        key.digest().as_bytes(),
        key.hint().as_str(),
        CREATED
    ])?;
    Ok(key)
}

/// The header that shows a key.
pub(crate) fn bearer(key: &PlainKey) -> String {
    // Asked with, by a client of the store.
    format!("Bearer {}", key.expose())
}

fn command(folder: &Path, words: &[&str]) -> Outcome<Command> {
    let mut command = studio_store()?;
    command.args(words).arg("--data").arg(folder.join("data"));
    Ok(command)
}

/// What a command prints, which is read once it ended well.
fn printed(command: &mut Command, input: &str) -> Outcome<String> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A command that reads nothing may have ended before.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
