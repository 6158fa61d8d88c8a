//! The table of programs that may ask about keys.

use keys::KeyDigest;
use rusqlite::{OptionalExtension, Transaction, params};

use super::audit;
use super::values::{milliseconds, moment};
use crate::storage::{AuditEntry, AuditEvent, RegisteredService};

pub(super) fn add(
    transaction: &Transaction<'_>,
    service: &RegisteredService,
    digest: KeyDigest,
) -> rusqlite::Result<bool> {
    let added = transaction.execute(
        "INSERT INTO services (name, digest, created_at) VALUES (?1, ?2, ?3) ON CONFLICT (name) DO NOTHING",
        params![service.name, digest.as_bytes(), milliseconds(service.created)],
    )?;
    if added == 1 {
        audit::append(
            transaction,
            &AuditEntry::new(AuditEvent::ServiceAdded, None, &service.name),
        )?;
    }
    Ok(added == 1)
}

pub(super) fn list(transaction: &Transaction<'_>) -> rusqlite::Result<Vec<RegisteredService>> {
    let mut statement = transaction.prepare_cached("SELECT name, created_at FROM services ORDER BY name")?;
    let rows = statement.query_map([], |row| {
        Ok(RegisteredService {
            name: row.get("name")?,
            created: moment(row, "created_at")?,
        })
    })?;
    rows.collect()
}

pub(super) fn remove(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<bool> {
    let is_gone = transaction.execute("DELETE FROM services WHERE name = ?1", [name])? == 1;
    if is_gone {
        audit::append(
            transaction,
            &AuditEntry::new(AuditEvent::ServiceRemoved, None, name),
        )?;
    }
    Ok(is_gone)
}

/// The digest of the secret of the service with this name.
pub(super) fn digest(transaction: &Transaction<'_>, name: &str) -> rusqlite::Result<Option<KeyDigest>> {
    transaction
        .prepare_cached("SELECT digest FROM services WHERE name = ?1")?
        .query_row([name], |row| super::values::digest(row, "digest"))
        .optional()
}
