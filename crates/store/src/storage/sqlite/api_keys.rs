//! The table of API keys.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::values::{List, digest, milliseconds, moment, moment_if_any, scopes};
use super::{audit, next_revision};
use crate::storage::{ApiKey, AuditEntry, AuditEvent, Deletion, Page, PageOf, Registration};

pub(super) const COLUMNS: &str =
    "k.id, k.user_id, k.digest, k.hint, k.name, k.description, k.scopes, k.created_at,
     k.expires_at, k.last_used_at, k.deleted_at, k.revision";

/// A condition that takes the moment before which ended keys are no longer listed as `?2`.
pub(super) const LISTED: &str =
    "(k.deleted_at IS NULL OR k.deleted_at > ?2) AND (k.expires_at IS NULL OR k.expires_at > ?2)";

pub(super) fn register(transaction: &Transaction<'_>, mut key: ApiKey) -> rusqlite::Result<Registration> {
    let query = format!("SELECT {COLUMNS} FROM api_keys k WHERE k.id = ?1 OR k.digest = ?2");
    let known = transaction
        .prepare_cached(&query)?
        .query_map(params![key.id, key.digest.as_bytes()], read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    match known.as_slice() {
        [] if was_replaced(transaction, &key)? => Ok(Registration::Taken),
        [] => {
            key.revision = next_revision(transaction)?;
            insert(transaction, &key)?;
            audit::append(transaction, &registered(&key))?;
            let stored = by_id(transaction, Some(&key.user_id), &key.id)?;
            Ok(Registration::New(stored.unwrap_or(key)))
        }
        [same] if same.id == key.id && same.digest == key.digest && same.user_id == key.user_id => {
            Ok(Registration::Known(same.clone()))
        }
        _ => Ok(Registration::Taken),
    }
}

/// Whether a key had a secret with this digest before.
fn was_replaced(transaction: &Transaction<'_>, key: &ApiKey) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT 1 FROM replaced_secrets WHERE digest = ?1")?
        .exists([key.digest.as_bytes()])
}

fn insert(transaction: &Transaction<'_>, key: &ApiKey) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO api_keys (id, user_id, digest, hint, name, description, scopes, created_at, expires_at, revision)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            key.id,
            key.user_id,
            key.digest.as_bytes(),
            key.hint,
            key.name,
            key.description,
            key.scopes.to_string(),
            milliseconds(key.created),
            key.expires.map(milliseconds),
            key.revision
        ])
        .map(drop)
}

fn registered(key: &ApiKey) -> AuditEntry {
    AuditEntry::new(AuditEvent::KeyRegistered, Some(&key.user_id), &key.id)
        .with("name", key.name.as_str())
        .with("hint", key.hint.as_str())
        .with("scopes", key.scopes.to_string())
        .with("expires", key.expires.map(|moment| moment.to_string()))
}

pub(super) fn delete(
    transaction: &Transaction<'_>,
    user_id: Option<&str>,
    id: &str,
    now: Timestamp,
) -> rusqlite::Result<Option<Deletion>> {
    let owned = "id = ?1 AND user_id = coalesce(?2, user_id)";
    let live = format!("SELECT 1 FROM api_keys WHERE {owned} AND deleted_at IS NULL");
    let is_live = transaction.prepare_cached(&live)?.exists(params![id, user_id])?;
    if is_live {
        let revision = next_revision(transaction)?;
        let mark = format!("UPDATE api_keys SET deleted_at = ?3, revision = ?4 WHERE {owned}");
        transaction
            .prepare_cached(&mark)?
            .execute(params![id, user_id, milliseconds(now), revision])?;
        let entry = AuditEntry::new(AuditEvent::KeyDeleted, user_id, id);
        audit::append(transaction, &entry)?;
    }
    let outcome = if is_live { Deletion::New } else { Deletion::Known };
    Ok(by_id(transaction, user_id, id)?.map(outcome))
}

pub(super) fn by_id(
    transaction: &Transaction<'_>,
    user_id: Option<&str>,
    id: &str,
) -> rusqlite::Result<Option<ApiKey>> {
    let query =
        format!("SELECT {COLUMNS} FROM api_keys k WHERE k.id = ?1 AND k.user_id = coalesce(?2, k.user_id)");
    transaction
        .prepare_cached(&query)?
        .query_row(params![id, user_id], read)
        .optional()
}

pub(super) fn list(
    transaction: &Transaction<'_>,
    user_id: String,
    listed_since: Timestamp,
    page: Page,
) -> rusqlite::Result<PageOf<ApiKey>> {
    let list = List {
        columns: COLUMNS,
        from: &format!("api_keys k WHERE k.user_id = ?1 AND {LISTED}"),
        order: "k.created_at DESC, k.id DESC",
        parameters: vec![user_id.into(), milliseconds(listed_since).into()],
    };
    list.page(transaction, page, read)
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<ApiKey> {
    Ok(ApiKey {
        id: row.get("id")?,
        user_id: row.get("user_id")?,
        digest: digest(row, "digest")?,
        hint: row.get("hint")?,
        name: row.get("name")?,
        description: row.get("description")?,
        scopes: scopes(row, "scopes")?,
        created: moment(row, "created_at")?,
        expires: moment_if_any(row, "expires_at")?,
        last_used: moment_if_any(row, "last_used_at")?,
        deleted: moment_if_any(row, "deleted_at")?,
        revision: row.get("revision")?,
    })
}
