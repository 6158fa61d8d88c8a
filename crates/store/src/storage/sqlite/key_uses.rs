//! The tables of how keys are used.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::next_revision;
use super::values::{milliseconds, moment};
use crate::storage::{DAYS_KEPT, KeptUse, KeyUse, PLACES_KEPT, Place, day};

pub(super) fn record(transaction: &Transaction<'_>, uses: Vec<(String, KeyUse)>) -> rusqlite::Result<()> {
    for (id, key_use) in uses {
        let known = "SELECT 1 FROM api_keys WHERE id = ?1";
        if transaction.prepare_cached(known)?.exists([&id])? {
            record_last(transaction, &id, key_use.last)?;
            record_secrets(transaction, &id, &key_use)?;
            record_places(transaction, &id, &key_use)?;
            record_scopes(transaction, &id, &key_use)?;
            record_days(transaction, &id, &key_use)?;
        }
    }
    Ok(())
}

/// Devices keep this one, so it takes a revision.
fn record_last(transaction: &Transaction<'_>, id: &str, last: Option<Timestamp>) -> rusqlite::Result<()> {
    let Some(last) = last.map(milliseconds) else {
        return Ok(());
    };
    let newer = "SELECT 1 FROM api_keys WHERE id = ?1 AND coalesce(last_used_at, 0) < ?2";
    if transaction.prepare_cached(newer)?.exists(params![id, last])? {
        let revision = next_revision(transaction)?;
        transaction
            .prepare_cached("UPDATE api_keys SET last_used_at = ?2, revision = ?3 WHERE id = ?1")?
            .execute(params![id, last, revision])?;
    }
    Ok(())
}

fn record_secrets(transaction: &Transaction<'_>, id: &str, key_use: &KeyUse) -> rusqlite::Result<()> {
    let statements = [
        "UPDATE api_keys SET secret_last_used_at = max(coalesce(secret_last_used_at, 0), ?3)
         WHERE id = ?1 AND digest = ?2",
        "UPDATE replaced_secrets SET last_used_at = max(coalesce(last_used_at, 0), ?3)
         WHERE key_id = ?1 AND digest = ?2",
    ];
    for (digest, moment) in &key_use.secrets {
        for statement in statements {
            transaction
                .prepare_cached(statement)?
                .execute(params![id, digest, milliseconds(*moment)])?;
        }
    }
    Ok(())
}

fn record_places(transaction: &Transaction<'_>, id: &str, key_use: &KeyUse) -> rusqlite::Result<()> {
    if key_use.places.is_empty() {
        return Ok(());
    }
    let mut note = transaction.prepare_cached(
        "INSERT INTO key_use_places (key_id, address, client, last_used_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET last_used_at = max(last_used_at, excluded.last_used_at)",
    )?;
    for (place, moment) in &key_use.places {
        note.execute(params![id, place.address, place.client, milliseconds(*moment)])?;
    }
    let forget = format!(
        "DELETE FROM key_use_places WHERE key_id = ?1 AND (address, client) NOT IN
             (SELECT address, client FROM key_use_places WHERE key_id = ?1
              ORDER BY last_used_at DESC, address DESC, client DESC LIMIT {PLACES_KEPT})"
    );
    transaction.prepare_cached(&forget)?.execute([id]).map(drop)
}

fn record_scopes(transaction: &Transaction<'_>, id: &str, key_use: &KeyUse) -> rusqlite::Result<()> {
    for scope in &key_use.scopes {
        transaction
            .prepare_cached("INSERT OR IGNORE INTO key_use_scopes (key_id, scope) VALUES (?1, ?2)")?
            .execute(params![id, scope.as_str()])?;
    }
    Ok(())
}

fn record_days(transaction: &Transaction<'_>, id: &str, key_use: &KeyUse) -> rusqlite::Result<()> {
    for (day, uses) in &key_use.days {
        transaction
            .prepare_cached(
                "INSERT INTO key_use_days (key_id, day, uses) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            )?
            .execute(params![id, day, uses])?;
    }
    if let Some(newest) = key_use.days.iter().map(|(day, _)| day).max() {
        transaction
            .prepare_cached("DELETE FROM key_use_days WHERE key_id = ?1 AND day <= ?2")?
            .execute(params![id, newest - DAYS_KEPT])?;
    }
    Ok(())
}

/// What is kept of the use of a key, days before the last 90 left out.
pub(super) fn of_key(transaction: &Transaction<'_>, id: &str, now: Timestamp) -> rusqlite::Result<KeptUse> {
    let places = transaction
        .prepare_cached(
            "SELECT address, client, last_used_at FROM key_use_places WHERE key_id = ?1
             ORDER BY last_used_at DESC, address DESC, client DESC",
        )?
        .query_map([id], |row| {
            let (address, client) = (row.get("address")?, row.get("client")?);
            Ok((Place { address, client }, moment(row, "last_used_at")?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let scopes: BTreeSet<String> = transaction
        .prepare_cached("SELECT scope FROM key_use_scopes WHERE key_id = ?1")?
        .query_map([id], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let days: Vec<(i64, u32)> = transaction
        .prepare_cached("SELECT day, uses FROM key_use_days WHERE key_id = ?1 AND day > ?2 ORDER BY day")?
        .query_map(params![id, day(now) - DAYS_KEPT], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(KeptUse {
        places,
        scopes: scopes.iter().filter_map(|scope| scope.parse().ok()).collect(),
        days: days
            .into_iter()
            .filter_map(|(day, uses)| Some((KeptUse::begin_of(day)?, uses)))
            .collect(),
    })
}
