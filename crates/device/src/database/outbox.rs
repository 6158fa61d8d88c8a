//! What the store has not been told yet, in order. An entry says which key and what for; its content is the key's row.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

/// What the store is to be told of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    RegisterApiKey,
    DeleteApiKey,
}

/// An entry that is being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) sequence: i64,
    pub(crate) kind: ChangeKind,
    pub(crate) key_id: String,
    /// How often it was sent, with this time.
    pub(crate) attempts: u32,
}

impl ChangeKind {
    fn name(self) -> &'static str {
        match self {
            Self::RegisterApiKey => "registerApiKey",
            Self::DeleteApiKey => "deleteApiKey",
        }
    }

    /// The table's check admits only these two names.
    fn of(name: &str) -> Self {
        match name {
            "registerApiKey" => Self::RegisterApiKey,
            _ => Self::DeleteApiKey,
        }
    }
}

pub(crate) fn add(
    transaction: &Transaction<'_>,
    kind: ChangeKind,
    key_id: &str,
    now: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO outbox (kind, key_id, next_attempt_at, created_at) VALUES (?1, ?2, ?3, ?3)",
        )?
        .execute(params![kind.name(), key_id, now])?;
    Ok(())
}

/// Has every live key registered, whatever was in here. One that has expired opens nothing anyway.
pub(crate) fn fill_anew(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM outbox", [])?;
    transaction.execute(
        "INSERT INTO outbox (kind, key_id, next_attempt_at, created_at)
         SELECT ?1, id, ?2, ?2 FROM api_keys
         WHERE deleted_at IS NULL AND (expires_at IS NULL OR expires_at > ?2) ORDER BY created_at, id",
        params![ChangeKind::RegisterApiKey.name(), now],
    )?;
    Ok(())
}

/// Takes the next entry to be sent and counts the attempt: the oldest that is due, but never one of a key
/// before that key's earlier ones.
pub(crate) fn begin_next(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<Option<Entry>> {
    // No wait is longer than a minute: one that seems so tells of a clock that was set back.
    const LONGEST_WAIT: i64 = 60_000;
    transaction
        .prepare_cached(
            "UPDATE outbox SET attempts = attempts + 1 WHERE sequence = (
                SELECT min(sequence) FROM outbox AS entry
                WHERE (next_attempt_at <= ?1 OR next_attempt_at > ?1 + ?2)
                  AND NOT EXISTS (SELECT 1 FROM outbox AS earlier
                                  WHERE earlier.key_id = entry.key_id AND earlier.sequence < entry.sequence))
             RETURNING sequence, kind, key_id, attempts",
        )?
        .query_row([now, LONGEST_WAIT], entry)
        .optional()
}

/// Puts an entry off that the store could not take just now.
pub(crate) fn put_off(transaction: &Transaction<'_>, sequence: i64, until: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE outbox SET next_attempt_at = ?2 WHERE sequence = ?1",
        [sequence, until],
    )?;
    Ok(())
}

pub(crate) fn remove(transaction: &Transaction<'_>, sequence: i64) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM outbox WHERE sequence = ?1", [sequence])?;
    Ok(())
}

/// Removes every entry of a key.
pub(crate) fn remove_of_key(transaction: &Transaction<'_>, key_id: &str) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM outbox WHERE key_id = ?1")?
        .execute([key_id])?;
    Ok(())
}

/// Whether a key waits to be registered and the store can't have heard of it: it was never even tried.
pub(crate) fn was_never_sent(connection: &Connection, key_id: &str) -> rusqlite::Result<bool> {
    connection
        .prepare_cached(
            "SELECT 1 FROM outbox WHERE key_id = ?1 AND kind = 'registerApiKey' AND attempts = 0",
        )?
        .exists([key_id])
}

pub(crate) fn count(connection: &Connection) -> rusqlite::Result<u32> {
    connection
        .prepare_cached("SELECT count(*) FROM outbox")?
        .query_row([], |row| row.get(0))
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let kind: String = row.get(1)?;
    Ok(Entry {
        sequence: row.get(0)?,
        kind: ChangeKind::of(&kind),
        key_id: row.get(2)?,
        attempts: row.get(3)?,
    })
}
