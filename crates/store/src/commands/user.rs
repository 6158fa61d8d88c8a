//! `studio-store user`

use std::io::{self, Read};

use clap::{Args, Subcommand};
use zeroize::Zeroizing;

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::accounts::{LONGEST_PASSWORD, Password};
use crate::storage::User;
use crate::store::Store;
use crate::text;

#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Adds a person and prints the new id
    Add(Add),
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

impl UserCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        let Self::Add(add) = self;
        let password = read_password(std::io::stdin().lock())?.ok_or_else(|| Failure::NoPassword {
            data: add.data.data.clone(),
            email: add.email.clone(),
            name: add.name.clone(),
        })?;
        let id = add
            .data
            .open_or_make()
            .await?
            .add_user(&add.email, &add.name, password)
            .await?;
        say(&format!("{} was added.", add.name.trim()));
        Ok(print(&id)?)
    }
}

/// Room for the longest password that is taken, and one byte more to tell a longer one: a character has up to 4 bytes.
const ROOM: usize = 4 * LONGEST_PASSWORD + 1;

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
        for text in ["12345678", "12345678\n", "12345678\r\nmore"] {
            assert_eq!(hashed(text).await, Ok(()));
        }
        assert!(hashed("1234567\n8").await.unwrap_err().contains("too short"));
        assert!(read_password("\n".as_bytes()).unwrap().is_none());
    }

    #[tokio::test]
    async fn a_long_password_is_told_in_every_script() {
        for character in ["x", "ж", "€", "🗝"] {
            assert_eq!(hashed(character.repeat(LONGEST_PASSWORD)).await, Ok(()));
            for length in [LONGEST_PASSWORD + 1, 5_000] {
                let said = hashed(character.repeat(length)).await.unwrap_err();
                assert!(said.contains("too long"), "{character}: {said}");
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
