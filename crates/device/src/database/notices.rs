//! What was said of the ends of keys, and what is not to be spoken of for a while.

use jiff::Timestamp;
use keys::ExpiryStep;
use rusqlite::{Connection, Transaction, params};

use crate::moment;

/// A key with an end, and what was said of it.
pub(crate) struct EndingKey {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) expires: Timestamp,
    pub(crate) told: Vec<String>,
    pub(crate) snoozed_until: Option<Timestamp>,
}

/// The keys that end between the two moments, the next first. What the store refused never opened anything, and what
/// is deleted ends no more.
pub(crate) fn ending_keys(
    connection: &Connection,
    after: Timestamp,
    before: Timestamp,
) -> rusqlite::Result<Vec<EndingKey>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, name, created_at, expires_at,
                (SELECT group_concat(step) FROM notices_told AS told
                 WHERE told.key_id = api_keys.id AND told.expires_at = api_keys.expires_at),
                (SELECT until FROM notices_snoozed AS snoozed WHERE snoozed.key_id = api_keys.id)
         FROM api_keys
         WHERE deleted_at IS NULL AND sync <> 'refused'
               AND coalesce(expires_at, 9223372036854775807) > ?1 AND coalesce(expires_at, 9223372036854775807) < ?2
         ORDER BY expires_at, id",
    )?;
    let rows = statement.query_map([after.as_millisecond(), before.as_millisecond()], |row| {
        let told: Option<String> = row.get(4)?;
        let snoozed: Option<i64> = row.get(5)?;
        Ok(EndingKey {
            id: row.get(0)?,
            name: row.get(1)?,
            created: moment::from_milliseconds(row.get(2)?),
            expires: moment::from_milliseconds(row.get(3)?),
            told: told.map_or_else(Vec::new, |steps| steps.split(',').map(str::to_owned).collect()),
            snoozed_until: snoozed.map(moment::from_milliseconds),
        })
    })?;
    rows.collect()
}

/// Notes that this step of this key was told; a snooze of it is over.
pub(crate) fn tell(
    transaction: &Transaction<'_>,
    key_id: &str,
    expires: Timestamp,
    step: ExpiryStep,
) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT OR IGNORE INTO notices_told (key_id, expires_at, step) VALUES (?1, ?2, ?3)",
        params![key_id, expires.as_millisecond(), step.as_str()],
    )?;
    transaction.execute("DELETE FROM notices_snoozed WHERE key_id = ?1", [key_id])?;
    Ok(())
}

/// Has a key not spoken of until then.
pub(crate) fn snooze(transaction: &Transaction<'_>, key_id: &str, until: Timestamp) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT INTO notices_snoozed (key_id, until) VALUES (?1, ?2)
         ON CONFLICT (key_id) DO UPDATE SET until = excluded.until",
        params![key_id, until.as_millisecond()],
    )?;
    Ok(())
}

/// Forgets what was said of ends before this moment, of keys that are no longer here.
pub(crate) fn forget_before(transaction: &Transaction<'_>, moment: Timestamp) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM notices_told WHERE expires_at < ?1 AND key_id NOT IN (SELECT id FROM api_keys)",
        [moment.as_millisecond()],
    )?;
    transaction.execute(
        "DELETE FROM notices_snoozed WHERE key_id NOT IN (SELECT id FROM api_keys)",
        [],
    )?;
    Ok(())
}
