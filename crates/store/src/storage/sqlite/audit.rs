//! The audit log. Its lines are written in the transaction of what they tell of: there is neither without the other.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::moment;
use crate::storage::{AuditEntry, AuditHash, AuditLine};

/// Writes down an event.
pub(super) fn append(transaction: &Transaction<'_>, entry: &AuditEntry) -> rusqlite::Result<()> {
    let last = last(transaction)?;
    let (number, before) = last.map_or((1, AuditHash::BEGINNING), |line| (line.number + 1, line.hash));
    let text = entry
        .text(number, moment::now())
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    transaction
        .prepare_cached("INSERT INTO audit_log (number, entry, hash) VALUES (?1, ?2, ?3)")?
        .execute(params![number, text, before.then(&text).0])
        .map(drop)
}

fn last(transaction: &Transaction<'_>) -> rusqlite::Result<Option<AuditLine>> {
    transaction
        .prepare_cached("SELECT number, entry, hash FROM audit_log ORDER BY number DESC LIMIT 1")?
        .query_row([], read)
        .optional()
}

/// The lines after a number, in order.
pub(super) fn lines(
    transaction: &Transaction<'_>,
    after: i64,
    limit: u32,
) -> rusqlite::Result<Vec<AuditLine>> {
    transaction
        .prepare_cached(
            "SELECT number, entry, hash FROM audit_log WHERE number > ?1 ORDER BY number LIMIT ?2",
        )?
        .query_map(params![after, limit], read)?
        .collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditLine> {
    Ok(AuditLine {
        number: row.get(0)?,
        text: row.get(1)?,
        hash: row.get(2).map(AuditHash)?,
    })
}
