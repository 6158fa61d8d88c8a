//! `studio-store user`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::accounts::{LONGEST_PASSWORD_IN_BYTES, Password, check_new_user};
use crate::storage::User;
use crate::store::Store;
use crate::text;

#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Adds a person and prints the new id
    Add(Add),
    /// Sets another password for a person and ends this person's sessions
    Password(SetPassword),
}

#[derive(Args)]
pub(super) struct Add {
    #[command(flatten)]
    data: Data,
    /// The address to sign in with
    #[arg(long)]
    email: String,
    /// What others read
    #[arg(long)]
    name: String,
    /// Reads the password from standard input, to its first line end
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Args)]
pub(super) struct SetPassword {
    #[command(flatten)]
    data: Data,
    /// Whose password it is: an email address or a user's id
    #[arg(value_name = "EMAIL")]
    user: String,
    /// Reads the password from a file, to its first line end; without it, the terminal is asked
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

impl UserCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.perform().await,
            Self::Password(set) => set.perform().await,
        }
    }
}

impl Add {
    async fn perform(self) -> Result<(), Failure> {
        let password = read_password(std::io::stdin().lock())?.ok_or_else(|| Failure::NoPassword {
            data: self.data.data.clone(),
            email: self.email.clone(),
            name: self.name.clone(),
        })?;
        // A mistake leaves no store behind, and an older one as it is.
        check_new_user(&self.email, &self.name, &password)?;
        let id = self
            .data
            .open_or_make()
            .await?
            .add_user(&self.email, &self.name, password)
            .await?;
        say(&format!("{} was added.", self.name.trim()));
        Ok(print(&id)?)
    }
}

impl SetPassword {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let user = self.data.user(&store, &self.user).await?;
        let password = match &self.password_file {
            Some(path) => in_file(path)?,
            None => asked_for()?,
        };
        store.set_password(&user, password).await?;
        say(&format!(
            "{} has the new password now, and is signed out everywhere.",
            user.name
        ));
        Ok(())
    }
}

fn in_file(path: &Path) -> Result<Password, Failure> {
    let unreadable = |source| Failure::File {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    read_password(file)?.ok_or_else(|| Failure::EmptyPasswordFile(path.to_owned()))
}

/// Asks twice, since nobody sees what is typed.
fn asked_for() -> Result<Password, Failure> {
    let ask = |question| rpassword::prompt_password(question).map(Zeroizing::new);
    let first = ask("New password: ").map_err(Failure::NoTerminal)?;
    let second = ask("The same again: ").map_err(Failure::NoTerminal)?;
    if first == second {
        Ok(String::clone(&first).into())
    } else {
        Err(Failure::PasswordsDiffer)
    }
}

/// Room for the longest password that is taken, and one byte more to tell a longer one.
const ROOM: usize = LONGEST_PASSWORD_IN_BYTES + 1;

/// All that stands before the first line end, if it is something.
fn read_password(input: impl Read) -> Result<Option<Password>, Failure> {
    // With all its room from the start, so that no part of it is left behind where it grew.
    let mut line = Zeroizing::new(Vec::with_capacity(ROOM));
    input
        .take(ROOM as u64)
        .read_to_end(&mut line)
        .map_err(Failure::Password)?;
    let end = line.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    line.truncate(end.unwrap_or(ROOM));
    match line.len() {
        0 => Ok(None),
        ROOM => Err(Password::too_long().into()),
        _ => in_utf_8(line).map(|text| Some(text.into())),
    }
}

fn in_utf_8(mut line: Zeroizing<Vec<u8>>) -> Result<String, Failure> {
    String::from_utf8(std::mem::take(&mut *line)).map_err(|error| {
        let reason = io::Error::new(io::ErrorKind::InvalidData, error.utf8_error());
        drop(Zeroizing::new(error.into_bytes()));
        Failure::Password(reason)
    })
}

impl Data {
    /// The user with this email address or id.
    pub(super) async fn user(&self, store: &Store, wanted: &str) -> Result<User, Failure> {
        let by_email = store
            .storage()
            .user_by_email(&wanted.trim().to_lowercase())
            .await?;
        let found = match (by_email, text::known_id(wanted, "user")) {
            (Some(user), _) => Some(user),
            (None, Ok(id)) => store.storage().user(&id).await?,
            (None, Err(_)) => None,
        };
        found.ok_or_else(|| Failure::NoUser {
            wanted: wanted.to_owned(),
            data: self.data.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn hashed(line: impl AsRef<[u8]>) -> Result<(), String> {
        let password = read_password(line.as_ref()).map_err(|failure| failure.to_string())?;
        let password = password.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).await.unwrap();
        let added = store.add_user("mia@example.com", "Mia", password).await;
        added.map(drop).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn a_password_ends_with_its_line() {
        let good = "correct horse battery staple";
        for text in [good.to_owned(), format!("{good}\n"), format!("{good}\r\nmore")] {
            assert_eq!(hashed(text).await, Ok(()));
        }
        let said = hashed("correct horse\n battery staple").await.unwrap_err();
        assert!(said.contains("too short"), "{said}");
        assert!(read_password("\n".as_bytes()).unwrap().is_none());
    }

    #[tokio::test]
    async fn a_long_password_is_told_in_every_script() {
        for word in ["x1 horse ", "жук лес ", "€ 5 oder ", "🗝 🐎 🌊 🍏 "] {
            let characters = word.chars().count();
            assert_eq!(hashed(word.repeat(1_000 / characters)).await, Ok(()));
            for length in [1_000 / characters + 1, 5_000] {
                let said = hashed(word.repeat(length)).await.unwrap_err();
                assert!(said.contains("too long"), "{word}: {said}");
            }
        }
    }

    #[test]
    fn what_is_no_text_is_told() {
        let said = read_password(b"\xff\xfe12345678".as_slice())
            .unwrap_err()
            .to_string();
        assert!(said.contains("UTF-8"), "{said}");
    }
}
