//! The keys as this computer knows them: made here, or fetched from the store.

use jiff::Timestamp;
use keys::{EXPIRING_SOON_DAYS, KeyDigest, KeyMoments, KeyName, KeyState, PlainKey, Scope, ScopeSet};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, ToSql, Transaction, params};

use super::key_filter::{self as filter, KeyFilter, Moments};
use crate::fold::fold;
use crate::moment;
use crate::view::{KeyCounts, KeyQuery, KeyStatus, KeySync, KeyView, NamedKey};

/// A key that was just made here. Only its digest and hint are written.
pub(crate) struct NewKey<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a KeyName,
    pub(crate) plain: &'a PlainKey,
    pub(crate) scopes: &'a ScopeSet,
    pub(crate) created: Timestamp,
    pub(crate) expires: Option<Timestamp>,
}

/// What the store is told of a key that was made here.
pub(crate) struct Registration {
    pub(crate) id: String,
    pub(crate) digest: KeyDigest,
    pub(crate) hint: String,
    pub(crate) name: String,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) expires: Option<Timestamp>,
}

/// What decides how a key can be deleted.
pub(crate) struct Standing {
    pub(crate) is_deleted: bool,
    /// The store refused the key and so does not have it.
    pub(crate) is_not_in_store: bool,
}

pub(super) const COLUMNS: &str =
    "id, name, hint, scopes, created_at, expires_at, last_used_at, deleted_at, sync, refusal, claimed";

/// Writes a new key, not yet known to the store and not yet claimed.
pub(crate) fn insert(transaction: &Transaction<'_>, key: &NewKey<'_>) -> rusqlite::Result<()> {
    let (hint, scopes) = (key.plain.hint(), key.scopes.to_string());
    transaction
        .prepare_cached(
            "INSERT INTO api_keys (id, name, folded_name, search_text, hint, scopes, created_at, expires_at, digest, sync, registered, claimed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'queued', 0, 0)",
        )?
        .execute(params![
            key.id,
            key.name.as_str(),
            fold(key.name.as_str()),
            search_text(key.name.as_str(), hint.as_str(), &scopes),
            hint.as_str(),
            scopes,
            key.created.as_millisecond(),
            key.expires.map(Timestamp::as_millisecond),
            key.plain.digest().as_bytes(),
        ])?;
    Ok(())
}

/// What a search looks through. The line breaks keep a word from matching across two parts.
pub(super) fn search_text(name: &str, hint: &str, scopes: &str) -> String {
    format!("{}\n{}\n{scopes}", fold(name), fold(hint))
}

/// Whether there is such a key.
pub(crate) fn claim(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    Ok(transaction.execute("UPDATE api_keys SET claimed = 1 WHERE id = ?1", [id])? == 1)
}

pub(crate) fn standing(connection: &Connection, id: &str) -> rusqlite::Result<Option<Standing>> {
    connection
        .prepare_cached(
            "SELECT deleted_at IS NOT NULL, sync = 'refused' AND NOT registered FROM api_keys WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Standing {
                is_deleted: row.get(0)?,
                is_not_in_store: row.get(1)?,
            })
        })
        .optional()
}

/// Marks a key deleted; a deletion that the store knows of, or need not, is confirmed at once.
pub(crate) fn mark_deleted(
    transaction: &Transaction<'_>,
    id: &str,
    now: i64,
    is_confirmed: bool,
) -> rusqlite::Result<()> {
    let sync = if is_confirmed { "confirmed" } else { "stillLive" };
    transaction
        .prepare_cached("UPDATE api_keys SET deleted_at = ?2, sync = ?3, refusal = NULL WHERE id = ?1")?
        .execute(params![id, now, sync])?;
    Ok(())
}

pub(crate) fn registration(connection: &Connection, id: &str) -> rusqlite::Result<Option<Registration>> {
    connection
        .prepare_cached("SELECT id, digest, hint, name, scopes, expires_at FROM api_keys WHERE id = ?1 AND digest IS NOT NULL")?
        .query_row([id], |row| {
            let expires: Option<i64> = row.get(5)?;
            Ok(Registration {
                id: row.get(0)?,
                digest: KeyDigest::from_bytes(row.get(1)?),
                hint: row.get(2)?,
                name: row.get(3)?,
                scopes: scopes_of(row, 4)?,
                expires: expires.map(moment::from_milliseconds),
            })
        })
        .optional()
}

pub(crate) fn get(connection: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<Option<KeyView>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM api_keys WHERE id = ?1"))?
        .query_row([id], |row| view(row, now))
        .optional()
}

/// The keys that a question asks for, from its offset on, at most `limit`.
pub(crate) fn list(
    connection: &Connection,
    query: &KeyQuery,
    limit: u32,
    now: Timestamp,
) -> rusqlite::Result<Vec<KeyView>> {
    let KeyFilter {
        ordered_rows,
        condition,
        words,
        order,
        ..
    } = KeyFilter::of(query);
    let sql = format!(
        "SELECT {COLUMNS} FROM {ordered_rows} WHERE {condition} ORDER BY {order} LIMIT :limit OFFSET :offset"
    );
    let moments = Moments::at(now);
    let mut parameters = all_parameters(&moments, &words);
    parameters.extend([
        (":limit", &limit as &dyn ToSql),
        (":offset", &query.offset as &dyn ToSql),
    ]);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &parameters)?;
    statement.raw_query().mapped(|row| view(row, now)).collect()
}

/// The ids of all keys that a question asks for, whatever its offset and limit.
pub(crate) fn ids(
    connection: &Connection,
    query: &KeyQuery,
    now: Timestamp,
) -> rusqlite::Result<Vec<String>> {
    let KeyFilter {
        ordered_rows,
        condition,
        words,
        order,
        ..
    } = KeyFilter::of(query);
    let sql = format!("SELECT id FROM {ordered_rows} WHERE {condition} ORDER BY {order}");
    let moments = Moments::at(now);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &all_parameters(&moments, &words))?;
    statement.raw_query().mapped(|row| row.get(0)).collect()
}

/// The ids and names of all live keys, in order of name.
pub(crate) fn names(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<NamedKey>> {
    let sql = format!(
        "SELECT id, name FROM api_keys WHERE {} ORDER BY folded_name, id",
        filter::IS_LIVE
    );
    let moments = Moments::at(now);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &moments.parameters())?;
    let named = |row: &Row<'_>| {
        Ok(NamedKey {
            id: row.get(0)?,
            name: row.get(1)?,
        })
    };
    statement.raw_query().mapped(named).collect()
}

/// How many keys a question asks for in all.
pub(crate) fn total(connection: &Connection, query: &KeyQuery, now: Timestamp) -> rusqlite::Result<u32> {
    let KeyFilter {
        counted_rows,
        condition,
        words,
        ..
    } = KeyFilter::of(query);
    let moments = Moments::at(now);
    let mut statement =
        connection.prepare_cached(&format!("SELECT count(*) FROM {counted_rows} WHERE {condition}"))?;
    bind(&mut statement, &all_parameters(&moments, &words))?;
    one(&mut statement, |row| row.get(0))
}

/// Keys at a glance, by one walk through an index.
pub(crate) fn counts(connection: &Connection, now: Timestamp) -> rusqlite::Result<KeyCounts> {
    let sql = format!(
        "SELECT count(*) FILTER (WHERE {}), count(*) FILTER (WHERE {}), count(*) FILTER (WHERE {}),
                count(*) FILTER (WHERE {}), count(*) FILTER (WHERE {}), count(*) FILTER (WHERE {} AND last_used_at IS NULL)
         FROM api_keys",
        filter::IS_LIVE,
        filter::status_condition(KeyStatus::Active),
        filter::IS_ENDED_LATELY,
        filter::IS_EXPIRING_SOON,
        filter::IS_EXPIRED_LATELY,
        filter::IS_LIVE
    );
    let moments = Moments::at(now);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &moments.parameters())?;
    one(&mut statement, |row| {
        Ok(KeyCounts {
            current: row.get(0)?,
            active: row.get(1)?,
            ended: row.get(2)?,
            expiring_soon: row.get(3)?,
            expired: row.get(4)?,
            never_used: row.get(5)?,
        })
    })
}

/// Live keys that want something done, the most urgent first: refused, ending soon, never claimed,
/// waiting since before `waiting_since`, unused.
pub(crate) fn needing_a_look(
    connection: &Connection,
    limit: u32,
    waiting_since: i64,
    now: Timestamp,
) -> rusqlite::Result<Vec<KeyView>> {
    let waits =
        "EXISTS (SELECT 1 FROM outbox WHERE outbox.key_id = api_keys.id AND outbox.created_at < :waiting)";
    let sql = format!(
        "SELECT {COLUMNS}, CASE WHEN sync = 'refused' THEN 1 WHEN {soon} THEN 2 WHEN claimed = 0 AND deleted_at IS NULL THEN 3
                WHEN {waits} THEN 4 WHEN {unused} THEN 5 END AS urgency
         FROM api_keys WHERE urgency IS NOT NULL AND ({live} OR sync = 'stillLive')
         ORDER BY urgency, expires_at IS NULL, expires_at, created_at, id LIMIT :limit",
        soon = filter::IS_EXPIRING_SOON,
        unused = filter::IS_UNUSED,
        live = filter::IS_LIVE
    );
    let moments = Moments::at(now);
    let mut parameters = moments.parameters().to_vec();
    parameters.extend([
        (":limit", &limit as &dyn ToSql),
        (":waiting", &waiting_since as &dyn ToSql),
    ]);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &parameters)?;
    statement.raw_query().mapped(|row| view(row, now)).collect()
}

/// Removes the keys that were only in the store. Nothing is known of them that it could be told.
pub(crate) fn remove_made_elsewhere(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM outbox WHERE key_id IN (SELECT id FROM api_keys WHERE digest IS NULL)",
        [],
    )?;
    transaction.execute("DELETE FROM api_keys WHERE digest IS NULL", [])?;
    Ok(())
}

/// Takes back what the store ever said of the keys: live ones are not known to it, all others open nothing.
pub(crate) fn forget_store(transaction: &Transaction<'_>, now: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE api_keys SET refusal = NULL, registered = 0,
                sync = iif(deleted_at IS NULL AND (expires_at IS NULL OR expires_at > ?1), 'queued', 'confirmed')",
        [now],
    )?;
    Ok(())
}

/// Removes what is neither listed nor waiting any more.
pub(crate) fn purge(transaction: &Transaction<'_>, now: Timestamp) -> rusqlite::Result<usize> {
    let moments = Moments::at(now);
    let mut statement = transaction.prepare_cached(&format!(
        "DELETE FROM api_keys WHERE {} AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.key_id = api_keys.id)",
        filter::IS_GONE
    ))?;
    bind(&mut statement, &moments.parameters())?;
    statement.raw_execute()
}

fn all_parameters<'a>(moments: &'a Moments, words: &'a [(String, String)]) -> Vec<(&'a str, &'a dyn ToSql)> {
    let words = words
        .iter()
        .map(|(name, word)| (name.as_str(), word as &dyn ToSql));
    moments.parameters().into_iter().chain(words).collect()
}

/// Binds those parameters that the statement has.
pub(super) fn bind(
    statement: &mut CachedStatement<'_>,
    parameters: &[(&str, &dyn ToSql)],
) -> rusqlite::Result<()> {
    for (name, value) in parameters {
        if let Some(index) = statement.parameter_index(name)? {
            statement.raw_bind_parameter(index, value)?;
        }
    }
    Ok(())
}

pub(super) fn one<T>(
    statement: &mut CachedStatement<'_>,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let mut rows = statement.raw_query();
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    read(row)
}

pub(super) fn view(row: &Row<'_>, now: Timestamp) -> rusqlite::Result<KeyView> {
    let moments = moments_of(row)?;
    let state = KeyState::at(now, &moments);
    let days_left = moments.expires.filter(|_| state == KeyState::ExpiringSoon);
    let sync = sync_of(row.get_ref(8)?.as_str()?);
    let is_claimed: bool = row.get(10)?;
    Ok(KeyView {
        id: row.get(0)?,
        name: row.get(1)?,
        hint: row.get(2)?,
        scopes: scopes_of(row, 3)?,
        created_at: moments.created.to_string(),
        expires_at: moments.expires.map(|moment| moment.to_string()),
        last_used_at: moments.last_used.map(|moment| moment.to_string()),
        deleted_at: moments.deleted.map(|moment| moment.to_string()),
        state,
        days_left: days_left.map(|end| days_until(end, now)),
        status: KeyStatus::of(state, sync, is_claimed),
        sync,
        refusal: row.get(9)?,
        unclaimed: !is_claimed,
    })
}

fn moments_of(row: &Row<'_>) -> rusqlite::Result<KeyMoments> {
    let optional = |column: usize| -> rusqlite::Result<Option<Timestamp>> {
        let milliseconds: Option<i64> = row.get(column)?;
        Ok(milliseconds.map(moment::from_milliseconds))
    };
    Ok(KeyMoments {
        created: moment::from_milliseconds(row.get(4)?),
        expires: optional(5)?,
        last_used: optional(6)?,
        deleted: optional(7)?,
    })
}

/// A scope that this version does not know is left out: it can't be explained either.
fn scopes_of(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Scope>> {
    let text = row.get_ref(column)?.as_str()?;
    Ok(text.split(',').filter_map(|name| name.parse().ok()).collect())
}

/// The table's check admits only these four names.
fn sync_of(name: &str) -> KeySync {
    match name {
        "queued" => KeySync::Queued,
        "refused" => KeySync::Refused,
        "stillLive" => KeySync::StillLive,
        _ => KeySync::Confirmed,
    }
}

/// Whole days, rounded up.
fn days_until(end: Timestamp, now: Timestamp) -> u32 {
    let milliseconds = end.as_millisecond() - now.as_millisecond();
    let days = milliseconds.max(0).unsigned_abs().div_ceil(86_400_000);
    u32::try_from(days).unwrap_or(u32::from(EXPIRING_SOON_DAYS))
}
