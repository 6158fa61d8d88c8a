//! `studio-store key`

use std::io;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, KeyState, Scope};
use serde::Serialize;

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::api_keys::CreateKey;
use crate::error::StoreError;
use crate::storage::{ApiKey, Page};
use crate::store::Store;

/// Keys are read from the store in pages of this size.
const PAGE: u32 = 1_000;

#[derive(Subcommand)]
pub(super) enum KeyCommand {
    /// Makes a key and prints it, once
    Create(Create),
    /// Lists the keys of a user, newest first, without their secrets
    List(List),
    /// Ends a key: the next request with it is refused
    Revoke(Revoke),
}

#[derive(Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: Data,
    /// Whose it is: an email address or a user's id
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// What it is called
    #[arg(long)]
    name: String,
    /// What it may open, for instance projects:read,projects:write
    #[arg(long, value_delimiter = ',')]
    scopes: Vec<String>,
    /// When it ends: a number of days (90d), a date (2027-03-01) or never
    #[arg(long)]
    expires: String,
}

#[derive(Args)]
pub(super) struct List {
    #[command(flatten)]
    data: Data,
    /// Whose they are: an email address or a user's id
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Revoke {
    #[command(flatten)]
    data: Data,
    /// The key's id, as `key list` shows it
    id: String,
}

impl KeyCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.perform().await,
            Self::List(list) => list.perform().await,
            Self::Revoke(revoke) => revoke.perform().await,
        }
    }
}

impl Create {
    async fn perform(self) -> Result<(), Failure> {
        let choice: ExpiryChoice = self.expires.parse().map_err(StoreError::invalid)?;
        let expires = choice
            .resolve(Timestamp::now(), &TimeZone::system())
            .map_err(StoreError::invalid)?;
        let store = self.data.open().await?;
        let owner = self.data.user(&store, &self.user).await?;
        // As people write lists: with spaces, and with a comma too many.
        let scopes = self.scopes.iter().map(|scope| scope.trim().to_owned());
        let scopes = scopes.filter(|scope| !scope.is_empty()).collect();
        let request = CreateKey {
            name: self.name,
            description: None,
            scopes: Some(scopes),
            expires,
        };
        let created = store.create_key(&owner.id, request).await?;
        // Printing it is what was asked for.
        if let Err(source) = print(created.secret.expose()) {
            return Err(take_back(&store, self.data, created.key.id, source).await);
        }
        say(&format!(
            "“{}” was made for {}. Keep it safe: it is shown this once.",
            created.key.name, owner.name
        ));
        Ok(())
    }
}

/// A key that nobody has seen must not stay good.
async fn take_back(store: &Store, data: Data, id: String, source: io::Error) -> Failure {
    match store.revoke_key(None, &id).await {
        Ok(_) => Failure::KeyNotPrinted(source),
        Err(reason) => Failure::KeyLeftBehind {
            id,
            data: data.data,
            source,
            reason,
        },
    }
}

impl List {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let owner = self.data.user(&store, &self.user).await?;
        let mut keys = Vec::new();
        for number in 1.. {
            let page = store.keys(&owner.id, Page { number, limit: PAGE }).await?;
            keys.extend(page.rows);
            if keys.len() >= page.total as usize {
                break;
            }
        }
        let now = Timestamp::now();
        let lines: Vec<Listed> = keys.iter().map(|key| Listed::of(key, now)).collect();
        if self.json {
            let json = serde_json::to_string_pretty(&lines)
                .map_err(|error| StoreError::System(error.to_string()))?;
            return Ok(print(&json)?);
        }
        if lines.is_empty() {
            say(&format!("{} has no keys.", owner.name));
        }
        Ok(lines.iter().try_for_each(|line| print(&line.in_words()))?)
    }
}

impl Revoke {
    async fn perform(self) -> Result<(), Failure> {
        let key = self.data.open().await?.revoke_key(None, &self.id).await?;
        say(&format!("“{}” opens nothing any more.", key.name));
        Ok(())
    }
}

/// A key as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'key> {
    id: &'key str,
    name: &'key str,
    hint: &'key str,
    scopes: Vec<&'static str>,
    state: KeyState,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    last_used_at: Option<Timestamp>,
    deleted_at: Option<Timestamp>,
}

impl<'key> Listed<'key> {
    fn of(key: &'key ApiKey, now: Timestamp) -> Self {
        Self {
            id: &key.id,
            name: &key.name,
            hint: &key.hint,
            scopes: key.scopes.iter().map(Scope::as_str).collect(),
            state: key.state(now),
            created_at: key.created,
            expires_at: key.expires,
            last_used_at: key.last_used,
            deleted_at: key.deleted,
        }
    }

    /// One line with tabs between its parts, for people and for `cut`.
    fn in_words(&self) -> String {
        let state = match self.state {
            KeyState::Active => "active",
            KeyState::ExpiringSoon => "expiring soon",
            KeyState::Unused => "unused",
            KeyState::Expired => "expired",
            KeyState::Deleted => "deleted",
        };
        let ends = self
            .expires_at
            .map_or_else(|| "never".to_owned(), |end| end.to_string());
        format!(
            "{}\t{}\t{}\t{}\t{}\tends {}",
            self.id,
            self.hint,
            self.name,
            state,
            self.scopes.join(","),
            ends
        )
    }
}
