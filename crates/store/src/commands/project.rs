//! `studio-store project`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Data;
use super::failure::Failure;
use super::history::{History, Restore};
use super::output::{print, say};
use crate::projects::set_name;
use crate::token_file::LARGEST;

#[derive(Subcommand)]
pub(super) enum ProjectCommand {
    /// Adds an empty project and prints the new id
    Add(Add),
    /// Replaces what a project holds with a Tokens Studio JSON file
    Import(Import),
    /// Lists what was replaced in a project within the last 30 days, newest first
    History(History),
    /// Brings back something that was replaced; what it replaces is kept as well
    Restore(Restore),
}

#[derive(Args)]
pub(super) struct Add {
    #[command(flatten)]
    data: Data,
    /// The id of the organization whose it is
    #[arg(long, value_name = "ID")]
    organization: String,
    /// What it is called
    #[arg(long)]
    name: String,
}

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    data: Data,
    /// The project's id
    #[arg(long, value_name = "ID")]
    project: String,
    /// A single file with $themes and $metadata, or one token set, which is then named like the file
    file: PathBuf,
}

impl ProjectCommand {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.perform().await,
            Self::Import(import) => import.perform().await,
            Self::History(history) => history.perform().await,
            Self::Restore(restore) => restore.perform().await,
        }
    }
}

impl Add {
    async fn perform(self) -> Result<(), Failure> {
        let id = self
            .data
            .open()
            .await?
            .add_project(&self.organization, &self.name)
            .await?;
        say(&format!("{} was added.", self.name.trim()));
        Ok(print(&id)?)
    }
}

impl Import {
    async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let file = read(&self.file).map_err(|source| Failure::File {
            path: self.file.clone(),
            source,
        })?;
        let counts = store
            .replace_content(&self.project, file, set_name(&self.file))
            .await?;
        say(&format!(
            "Imported {} with {}, and {}.",
            counted(counts.token_sets, "token set"),
            counted(counts.design_tokens, "design token"),
            counted(counts.themes, "theme")
        ));
        Ok(())
    }
}

/// `1 theme`, `2 themes`
fn counted(count: u32, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// One byte more than is taken tells that a file is too large, however large it is.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = Vec::new();
    File::open(path)?
        .take(LARGEST as u64 + 1)
        .read_to_end(&mut file)?;
    Ok(file)
}
