//! Giving a key another secret.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::values::{digest, milliseconds, moment, moment_if_any};
use super::{audit, next_revision};
use crate::storage::{ApiKey, AuditEntry, AuditEvent, Rotated, Rotation, SecretOfKey};

pub(super) fn rotate(transaction: &Transaction<'_>, rotation: &Rotation) -> rusqlite::Result<Rotated> {
    let found = super::api_keys::by_id(transaction, Some(&rotation.user_id), &rotation.key_id)?;
    let Some(key) = found else {
        return Ok(Rotated::Missing);
    };
    match holder(transaction, rotation)? {
        Some(id) if id == key.id => return Ok(Rotated::Known(key)),
        Some(_) => return Ok(Rotated::Taken),
        None => {}
    }
    let expired = key.expires.is_some_and(|end| end <= rotation.now);
    if key.deleted.is_some() || expired {
        return Ok(Rotated::Ended);
    }
    let ends = key
        .expires
        .map_or(rotation.overlap_ends, |end| end.min(rotation.overlap_ends));
    end_older(transaction, rotation)?;
    put_aside(transaction, &key, ends)?;
    shorten_tokens(transaction, &key, ends)?;
    replace(transaction, rotation)?;
    let entry = AuditEntry::new(AuditEvent::KeyRotated, Some(&rotation.user_id), &key.id);
    audit::append(transaction, &entry.with("hint", rotation.hint.as_str()))?;
    let rotated = super::api_keys::by_id(transaction, Some(&rotation.user_id), &rotation.key_id)?;
    Ok(rotated.map_or(Rotated::Missing, Rotated::New))
}

/// The key that has, or had, a secret with the new digest.
fn holder(transaction: &Transaction<'_>, rotation: &Rotation) -> rusqlite::Result<Option<String>> {
    transaction
        .prepare_cached(
            "SELECT id FROM api_keys WHERE digest = ?1
             UNION ALL SELECT key_id FROM replaced_secrets WHERE digest = ?1
             UNION ALL SELECT key_id FROM actor_tokens WHERE digest = ?1",
        )?
        .query_map([rotation.digest.as_bytes()], |row| row.get(0))?
        .next()
        .transpose()
}

/// At most two secrets are live, so what was replaced before ends now, and with it the actor tokens that it may have made:
/// none of those lives longer than it was to live.
fn end_older(transaction: &Transaction<'_>, rotation: &Rotation) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE actor_tokens SET expires_at = min(expires_at, ?2) WHERE key_id = ?1 AND expires_at <=
                 (SELECT max(ends_at) FROM replaced_secrets WHERE key_id = ?1 AND ends_at > ?2)",
        )?
        .execute(params![rotation.key_id, milliseconds(rotation.now)])?;
    transaction
        .prepare_cached("UPDATE replaced_secrets SET ends_at = min(ends_at, ?2) WHERE key_id = ?1")?
        .execute(params![rotation.key_id, milliseconds(rotation.now)])
        .map(drop)
}

fn put_aside(transaction: &Transaction<'_>, key: &ApiKey, ends: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO replaced_secrets (digest, key_id, hint, created_at, ends_at, last_used_at)
             SELECT digest, id, hint, coalesce(secret_created_at, created_at), ?2, secret_last_used_at
             FROM api_keys WHERE id = ?1",
        )?
        .execute(params![key.id, milliseconds(ends)])
        .map(drop)
}

/// An actor token ends with the secret that made it, so that a leaked one leaves nothing behind.
fn shorten_tokens(transaction: &Transaction<'_>, key: &ApiKey, ends: Timestamp) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE actor_tokens SET expires_at = min(expires_at, ?2) WHERE key_id = ?1")?
        .execute(params![key.id, milliseconds(ends)])
        .map(drop)
}

fn replace(transaction: &Transaction<'_>, rotation: &Rotation) -> rusqlite::Result<()> {
    let revision = next_revision(transaction)?;
    transaction
        .prepare_cached(
            "UPDATE api_keys SET digest = ?2, hint = ?3, secret_created_at = ?4, secret_last_used_at = NULL,
                 revision = ?5 WHERE id = ?1",
        )?
        .execute(params![
            rotation.key_id,
            rotation.digest.as_bytes(),
            rotation.hint,
            milliseconds(rotation.now),
            revision
        ])
        .map(drop)
}

/// The secrets of a key, newest first, without those before that had ended at this moment.
pub(super) fn secrets(
    transaction: &Transaction<'_>,
    key_id: &str,
    now: Timestamp,
) -> rusqlite::Result<Vec<SecretOfKey>> {
    let mut statement = transaction.prepare_cached(
        "SELECT digest, hint, coalesce(secret_created_at, created_at) AS created_at, expires_at AS ends_at,
             secret_last_used_at AS last_used_at, 0 AS place FROM api_keys WHERE id = ?1
         UNION ALL
         SELECT digest, hint, created_at, ends_at, last_used_at, 1 FROM replaced_secrets
         WHERE key_id = ?1 AND ends_at > ?2
         ORDER BY place, ends_at DESC",
    )?;
    let rows = statement.query_map(params![key_id, milliseconds(now)], |row| {
        Ok(SecretOfKey {
            digest: digest(row, "digest")?,
            hint: row.get("hint")?,
            created: moment(row, "created_at")?,
            ends: moment_if_any(row, "ends_at")?,
            last_used: moment_if_any(row, "last_used_at")?,
        })
    })?;
    rows.collect()
}
