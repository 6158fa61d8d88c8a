//! What a branch holds: its token sets here, its themes in `themes`.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::themes;
use super::values::{FILTER, List, filter_values, milliseconds, moment};
use crate::storage::{Content, NameFilter, NewTokenSet, Page, PageOf, TokenSet, TokenSetKind};

/// What is kept of a set that is replaced: its id and kind, when it was made, and when it changed unless its JSON differs.
struct Previous {
    id: String,
    kind: String,
    raw: String,
    created_at: i64,
    updated_at: i64,
}

pub(super) fn replace(
    transaction: &Transaction<'_>,
    branch_id: &str,
    content: &Content,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let mut previous = previous(transaction, branch_id)?;
    transaction.execute("DELETE FROM token_sets WHERE branch_id = ?1", [branch_id])?;
    for (position, set) in (0_u32..).zip(&content.token_sets) {
        insert_set(
            transaction,
            branch_id,
            position,
            set,
            previous.remove(&set.name),
            now,
        )?;
    }
    themes::replace(transaction, branch_id, &content.theme_groups, now)
}

fn previous(transaction: &Transaction<'_>, branch_id: &str) -> rusqlite::Result<HashMap<String, Previous>> {
    let mut statement = transaction.prepare_cached(
        "SELECT name, id, kind, raw, created_at, updated_at FROM token_sets WHERE branch_id = ?1",
    )?;
    let rows = statement.query_map([branch_id], |row| {
        let previous = Previous {
            id: row.get("id")?,
            kind: row.get("kind")?,
            raw: row.get("raw")?,
            created_at: row.get("created_at")?,
            updated_at: row.get("updated_at")?,
        };
        Ok((row.get("name")?, previous))
    })?;
    rows.collect()
}

fn insert_set(
    transaction: &Transaction<'_>,
    branch_id: &str,
    position: u32,
    set: &NewTokenSet,
    previous: Option<Previous>,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let now = milliseconds(now);
    let (id, kind, created_at, updated_at) = match previous {
        Some(known) if known.raw == set.raw => (known.id, known.kind, known.created_at, known.updated_at),
        Some(known) => (known.id, known.kind, known.created_at, now),
        None => {
            let kind = kind_text(TokenSetKind::default()).to_owned();
            (Uuid::now_v7().to_string(), kind, now, now)
        }
    };
    transaction
        .prepare_cached(
            "INSERT INTO token_sets (id, branch_id, name, position, kind, raw, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id, branch_id, set.name, position, kind, set.raw, created_at, updated_at
        ])
        .map(drop)
}

pub(super) const SET_COLUMNS: &str = "id, name, position, kind, raw, created_at, updated_at";

/// By which sets are in order.
pub(super) const SET_ORDER: &str = "position, id";

pub(super) fn token_sets(
    transaction: &Transaction<'_>,
    branch_id: String,
    filter: NameFilter,
    page: Page,
) -> rusqlite::Result<PageOf<TokenSet>> {
    let [equal, not_equal, starts_with] = filter_values(filter);
    let list = List {
        columns: SET_COLUMNS,
        from: &format!("token_sets WHERE branch_id = ?1 AND {FILTER}"),
        order: SET_ORDER,
        parameters: vec![branch_id.into(), equal, not_equal, starts_with],
    };
    list.page(transaction, page, read_set)
}

pub(super) fn token_set(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: &str,
) -> rusqlite::Result<Option<TokenSet>> {
    let query = format!("SELECT {SET_COLUMNS} FROM token_sets WHERE branch_id = ?1 AND name = ?2");
    transaction
        .prepare_cached(&query)?
        .query_row([branch_id, name], read_set)
        .optional()
}

pub(super) fn read_set(row: &Row<'_>) -> rusqlite::Result<TokenSet> {
    Ok(TokenSet {
        id: row.get("id")?,
        name: row.get("name")?,
        position: row.get("position")?,
        kind: kind(row)?,
        raw: row.get("raw")?,
        created: moment(row, "created_at")?,
        updated: moment(row, "updated_at")?,
    })
}

pub(super) fn kind_text(kind: TokenSetKind) -> &'static str {
    match kind {
        TokenSetKind::Static => "static",
        TokenSetKind::Dynamic => "dynamic",
    }
}

/// The column takes no other text than these two.
fn kind(row: &Row<'_>) -> rusqlite::Result<TokenSetKind> {
    let text: String = row.get("kind")?;
    Ok(if text == kind_text(TokenSetKind::Dynamic) {
        TokenSetKind::Dynamic
    } else {
        TokenSetKind::Static
    })
}
