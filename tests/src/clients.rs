//! Real clients with a key, unchanged: npm's `tokensstudio` command, and the SDK that it is made of.

use crate::command;
use crate::failure::{Outcome, ensure_equal};
use crate::files;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder on a designer's disk in which `tokensstudio pull` is run.
#[derive(Debug, Clone)]
pub struct CommandLine {
    folder: PathBuf,
    port: u16,
}

impl CommandLine {
    /// Writes `.tokensstudio.json` into `folder`.
    pub fn set_up(folder: &Path, organization: &str, project: &str, port: u16) -> Outcome<Self> {
        let config = json!({ "org": organization, "project": project, "branch": "main", "output": "tokens" });
        fs::write(folder.join(".tokensstudio.json"), config.to_string())?;
        Ok(Self {
            folder: folder.to_path_buf(),
            port,
        })
    }

    /// `tokensstudio pull -i -h 127.0.0.1:PORT` with `key` in the environment.
    fn pull(&self, key: &str) -> Outcome<Command> {
        let mut command = Command::new("node");
        command.arg(files::client("@tokens-studio/sdk/bin/cli.js")?);
        command.args(["pull", "-i", "-h", &format!("127.0.0.1:{}", self.port)]);
        command
            .env("TOKENS_STUDIO_API_KEY", key)
            .current_dir(&self.folder);
        Ok(command)
    }

    /// Pulls, and fails unless every set of `imported` was written and is the same.
    pub fn pulls_what_was_imported(&self, key: &str, imported: &Path) -> Outcome {
        let tokens = self.folder.join("tokens");
        let _ = fs::remove_dir_all(&tokens);
        command::says(&mut self.pull(key)?)?;
        let file: Map<String, Value> = serde_json::from_slice(&fs::read(imported)?)?;
        let names: Vec<_> = file
            .keys()
            .filter(|name| !name.starts_with('$'))
            .cloned()
            .collect();
        for name in &names {
            let written = fs::read_to_string(tokens.join(written_as(name)))?;
            ensure_equal(&written, &as_javascript_writes(imported, name)?, name)?;
        }
        ensure_equal(&fs::read_dir(tokens)?.count(), &names.len(), "the number of sets")
    }

    /// Pulls, and returns what the command complained about; fails when it succeeded.
    pub fn is_refused(&self, key: &str) -> Outcome<String> {
        command::refuses(&mut self.pull(key)?)
    }
}

/// The command puts `path.separator` for a slash, which Node has no such property as: hence this word.
fn written_as(name: &str) -> String {
    format!("{}.json", name.replace('/', "undefined"))
}

/// A set of the imported file as Node parses and writes it: what a pull of it must give to the byte.
fn as_javascript_writes(imported: &Path, set: &str) -> Outcome<String> {
    let script = "const [file, set] = process.argv.slice(1); \
                  const text = require('fs').readFileSync(file, 'utf8'); \
                  process.stdout.write(JSON.stringify(JSON.parse(text)[set], null, '\\t'));";
    let output = Command::new("node")
        .args(["-e", script])
        .arg(imported)
        .arg(set)
        .output()?;
    Ok(String::from_utf8(output.stdout)?)
}

/// Somebody who may do everything in a store, and one organization that is empty and theirs alone.
#[derive(Debug, Clone, Copy)]
pub struct Everything<'of> {
    /// The port of the store on this computer.
    pub port: u16,
    /// How the user signs in.
    pub email: &'of str,
    /// How the user signs in.
    pub password: &'of str,
    /// The user's key, with every scope.
    pub key: &'of str,
    /// The organization's id.
    pub organization: &'of str,
}

/// Does every operation of the contract through the published SDK; fails with what was not answered as it should be.
pub fn sdk_does(everything: &Everything<'_>) -> Outcome {
    // Where it is not set up, this says how to.
    files::client("@tokens-studio/sdk/package.json")?;
    let host = format!("127.0.0.1:{}", everything.port);
    let mut command = Command::new("node");
    command
        .arg(files::here().join("clients/every-operation/index.mjs"))
        .args([&host, everything.email, everything.password])
        .args([everything.key, everything.organization]);
    let said = command::says(&mut command)?;
    ensure_equal(
        &said.as_str(),
        &"every operation was answered",
        "what the script says",
    )
}
