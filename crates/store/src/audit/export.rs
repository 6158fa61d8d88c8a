//! Handing the audit log out: one JSON object a line, each with its hash.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::RawValue;

use super::PAGE;
use crate::storage::{AuditLine, StorageError};
use crate::store::Store;

/// Why the log could not be handed out whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportAuditError {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

#[derive(Serialize)]
struct Exported<'line> {
    entry: &'line RawValue,
    hash: String,
}

impl Store {
    /// Writes all lines after a number.
    pub(crate) async fn export_audit(&self, after: i64, mut out: impl Write) -> Result<(), ExportAuditError> {
        let mut last = after;
        loop {
            let lines = self.storage().audit_lines(last, PAGE).await?;
            let Some(end) = lines.last() else {
                return Ok(out.flush()?);
            };
            last = end.number;
            for line in &lines {
                writeln!(out, "{}", exported(line)?)?;
            }
        }
    }
}

fn exported(line: &AuditLine) -> io::Result<String> {
    let entry: &RawValue = serde_json::from_str(&line.text)?;
    Ok(serde_json::to_string(&Exported {
        entry,
        hash: line.hash.to_string(),
    })?)
}
