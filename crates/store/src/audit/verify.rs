//! Whether the audit log is as it was written.

use serde::Deserialize;

use super::PAGE;
use crate::storage::{AuditHash, AuditLine, StorageError};
use crate::store::Store;

/// A log in which every line hangs on the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VerifiedAudit {
    pub(crate) lines: i64,
    /// The last line's hash. Kept elsewhere, it later shows whether lines were taken from the end.
    pub(crate) head: AuditHash,
    /// Whether one of the lines has the hash that was asked for.
    pub(crate) holds_known: bool,
}

/// The first line that is not as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AuditBreak {
    #[error("line {0} is missing")]
    Missing(i64),
    #[error("line {0} was changed, or one before it")]
    Changed(i64),
}

#[derive(Deserialize)]
struct Numbered {
    number: i64,
}

impl Store {
    /// Reads the whole log. With `known`, a hash that was noted earlier, it also looks for the line that had it.
    pub(crate) async fn verify_audit(
        &self,
        known: Option<&str>,
    ) -> Result<Result<VerifiedAudit, AuditBreak>, StorageError> {
        let mut state = VerifiedAudit {
            lines: 0,
            head: AuditHash::BEGINNING,
            holds_known: known.is_none(),
        };
        loop {
            let lines = self.storage().audit_lines(state.lines, PAGE).await?;
            if lines.is_empty() {
                return Ok(Ok(state));
            }
            for line in &lines {
                if let Err(broken) = follow(&mut state, line) {
                    return Ok(Err(broken));
                }
                state.holds_known |= known.is_some_and(|hash| line.hash.to_string() == hash);
            }
        }
    }
}

fn follow(state: &mut VerifiedAudit, line: &AuditLine) -> Result<(), AuditBreak> {
    let expected = state.lines + 1;
    if line.number != expected {
        return Err(AuditBreak::Missing(expected));
    }
    let says = serde_json::from_str(&line.text).map(|Numbered { number }| number);
    if state.head.then(&line.text) != line.hash || says.ok() != Some(expected) {
        return Err(AuditBreak::Changed(expected));
    }
    (state.lines, state.head) = (expected, line.hash);
    Ok(())
}
