//! `studio-store project history` and `studio-store project restore`

use clap::Args;
use jiff::Timestamp;
use serde::Serialize;

use super::Data;
use super::failure::Failure;
use super::output::{print, say};
use crate::error::StoreError;
use crate::storage::HistoryEntry;

#[derive(Args)]
pub(super) struct History {
    #[command(flatten)]
    data: Data,
    /// The project's id
    project: String,
    /// Prints JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(super) struct Restore {
    #[command(flatten)]
    data: Data,
    /// The project's id
    project: String,
    /// The id of what is to come back, as `project history` shows it
    history_id: String,
}

impl History {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        let entries = self.data.open().await?.history(&self.project).await?;
        let lines: Vec<Listed> = entries.iter().map(Listed::of).collect();
        if self.json {
            let json = serde_json::to_string_pretty(&lines)
                .map_err(|error| StoreError::System(error.to_string()))?;
            return Ok(print(&json)?);
        }
        if lines.is_empty() {
            say("Nothing was replaced in this project within the last 30 days.");
        }
        Ok(lines.iter().try_for_each(|line| print(&line.in_words()))?)
    }
}

impl Restore {
    pub(super) async fn perform(self) -> Result<(), Failure> {
        let store = self.data.open().await?;
        let entry = store.restore(&self.project, &self.history_id).await?;
        say(&format!(
            "Brought back {}, as it was before {}. What that replaced is in the project's history now.",
            what(entry.set_name.as_deref()),
            entry.kept
        ));
        Ok(())
    }
}

fn what(set_name: Option<&str>) -> String {
    set_name.map_or_else(
        || "the whole document".to_owned(),
        |name| format!("the token set “{name}”"),
    )
}

/// An entry as it is listed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'entry> {
    id: &'entry str,
    replaced_at: Timestamp,
    /// None for a whole document.
    token_set: Option<&'entry str>,
    replaced_by: Option<&'entry str>,
}

impl<'entry> Listed<'entry> {
    fn of(entry: &'entry HistoryEntry) -> Self {
        Self {
            id: &entry.id,
            replaced_at: entry.kept,
            token_set: entry.set_name.as_deref(),
            replaced_by: entry.by.as_deref(),
        }
    }

    /// One line with tabs between its parts, for people and for `cut`.
    fn in_words(&self) -> String {
        let by = self
            .replaced_by
            .map_or_else(String::new, |name| format!("\treplaced by {name}"));
        format!("{}\t{}\t{}{by}", self.id, self.replaced_at, what(self.token_set))
    }
}
