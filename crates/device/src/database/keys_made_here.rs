//! The keys whose secret was made on this computer: those that have a digest here.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, ToSql};

use super::api_keys::{COLUMNS, bind, one, view};
use super::key_filter::{self as filter, Moments};
use crate::view::KeyView;

/// How many live keys were made on this computer, and elsewhere.
pub(crate) struct OriginCounts {
    pub(crate) here: u32,
    pub(crate) here_and_used: u32,
    pub(crate) elsewhere: u32,
}

pub(crate) fn count_by_origin(connection: &Connection, now: Timestamp) -> rusqlite::Result<OriginCounts> {
    let sql = format!(
        "SELECT count(digest), count(*) FILTER (WHERE digest IS NOT NULL AND last_used_at IS NOT NULL),
                count(*) - count(digest) FROM api_keys WHERE {}",
        filter::IS_LIVE
    );
    let moments = Moments::at(now);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &moments.parameters())?;
    one(&mut statement, |row| {
        Ok(OriginCounts {
            here: row.get(0)?,
            here_and_used: row.get(1)?,
            elsewhere: row.get(2)?,
        })
    })
}

/// The first few live keys that were made on this computer, those used last first.
pub(crate) fn latest(connection: &Connection, limit: u32, now: Timestamp) -> rusqlite::Result<Vec<KeyView>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM api_keys WHERE digest IS NOT NULL AND {}
         ORDER BY last_used_at DESC NULLS LAST, folded_name, id LIMIT :limit",
        filter::IS_LIVE
    );
    let moments = Moments::at(now);
    let mut parameters = moments.parameters().to_vec();
    parameters.push((":limit", &limit as &dyn ToSql));
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &parameters)?;
    statement.raw_query().mapped(|row| view(row, now)).collect()
}

/// The ids of all live keys that were made on this computer.
pub(crate) fn ids(connection: &Connection, now: Timestamp) -> rusqlite::Result<Vec<String>> {
    let sql = format!(
        "SELECT id FROM api_keys WHERE digest IS NOT NULL AND {}",
        filter::IS_LIVE
    );
    let moments = Moments::at(now);
    let mut statement = connection.prepare_cached(&sql)?;
    bind(&mut statement, &moments.parameters())?;
    statement.raw_query().mapped(|row| row.get(0)).collect()
}

/// Those of these keys that are not deleted, or not as far as the store knows.
pub(crate) fn still_live(connection: &Connection, ids: &[String]) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM api_keys WHERE id = ?1 AND (deleted_at IS NULL OR sync = 'stillLive')",
    )?;
    ids.iter()
        .filter_map(|id| statement.query_row([id], |row| row.get(0)).optional().transpose())
        .collect()
}
