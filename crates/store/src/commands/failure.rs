//! Why a command was not done, in one sentence with a next step.

use std::io;
use std::path::{Path, PathBuf};

use crate::audit::AuditBreak;
use crate::error::StoreError;
use crate::serve::BindError;
use crate::storage::{OpenStorageError, RestoreError, StorageError};

/// Why a command was not done.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Open(#[from] OpenStorageError),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(
        "there is no store in {}. Check the path, or make a store there with its first user: {}",
        .0.display(),
        add_user(.0, "EMAIL", "NAME")
    )]
    NoStore(PathBuf),
    #[error(
        "there is no user “{wanted}”. Check the spelling, or add one: {}",
        // Who was looked for by an id can't be added by it.
        add_user(data, if wanted.contains('@') { wanted } else { "EMAIL" }, "NAME")
    )]
    NoUser { wanted: String, data: PathBuf },
    #[error("{} can't be read: {source}. Check the path.", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error(
        "no password came on standard input. Write it there: printf '%s' \"$PASSWORD\" | {}",
        add_user(data, email, name)
    )]
    NoPassword {
        data: PathBuf,
        email: String,
        name: String,
    },
    #[error("{} is empty. Write the password into its first line.", .0.display())]
    EmptyPasswordFile(PathBuf),
    #[error(
        "the terminal could not be asked for the password: {0}. Give it in a file: --password-file FILE."
    )]
    NoTerminal(io::Error),
    #[error("the two passwords are not the same, so nothing was changed. Run the command again.")]
    PasswordsDiffer,
    #[error("the password could not be read: {0}. Send it as one line of text in UTF-8.")]
    Password(io::Error),
    #[error(
        "the key could not be printed: {0}. It was revoked, so nobody holds it. Make another one where it can be printed."
    )]
    KeyNotPrinted(io::Error),
    #[error(
        "the secret could not be printed: {0}. The service was removed again. Add it where the secret can be printed."
    )]
    ServiceNotPrinted(io::Error),
    #[error(
        "the key could not be printed: {source}. It could not be revoked, either: {reason} Then revoke it: studio-store key revoke --data {} {id}",
        argument(data)
    )]
    KeyLeftBehind {
        id: String,
        data: PathBuf,
        source: io::Error,
        reason: StoreError,
    },
    #[error(
        "the link could not be printed: {0}. The invitation was taken back. Invite this person again where the link can be printed."
    )]
    LinkNotPrinted(io::Error),
    #[error(
        "the link could not be printed: {source}. The invitation of {email} could not be taken back, either: {reason} Then delete it in the app, and invite this person again."
    )]
    InvitationLeftBehind {
        email: String,
        source: io::Error,
        reason: StoreError,
    },
    #[error(
        "the result could not be printed: {0}. What the command does was done. Make room where it prints to before the next one."
    )]
    Output(#[from] io::Error),
    #[error(
        "the audit log is not as it was written: {0}. Keep a copy of the data, look at who can write to it, and compare with an earlier backup or export."
    )]
    AuditBroken(AuditBreak),
    #[error(
        "the audit log holds no line with that hash: lines were taken from its end, or the data was put back from an older backup. Compare with an earlier backup or export."
    )]
    AuditShortened,
    #[error("the copy was not finished: {0}. Run the command again.")]
    Halfway(String),
    #[error("the server ended: {0}. Start it again.")]
    Server(io::Error),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::Store(error.into())
    }
}

/// The command that adds a user.
fn add_user(data: &Path, email: &str, name: &str) -> String {
    format!(
        "studio-store user add --data {} --email {} --name {} --password-stdin",
        argument(data),
        quoted(email.trim()),
        quoted(name.trim())
    )
}

fn argument(path: &Path) -> String {
    quoted(&path.to_string_lossy())
}

/// As a shell takes it for one word.
fn quoted(text: &str) -> String {
    let plain = |character: char| character.is_alphanumeric() || "/.-_@+:".contains(character);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_steps_can_be_run_as_they_stand() {
        let data = PathBuf::from("/srv/the studio's");
        let folder = r"'/srv/the studio'\''s'";
        let said = Failure::NoUser {
            wanted: "sam@example.com".into(),
            data: data.clone(),
        };
        let command = format!("studio-store user add --data {folder} --email sam@example.com --name NAME");
        assert!(said.to_string().contains(&command), "{said}");
        let said = Failure::KeyLeftBehind {
            id: "7".into(),
            data,
            source: io::Error::from(io::ErrorKind::BrokenPipe),
            reason: StorageError::Full.into(),
        };
        let command = format!("studio-store key revoke --data {folder} 7");
        assert!(said.to_string().ends_with(&command), "{said}");
    }
}
