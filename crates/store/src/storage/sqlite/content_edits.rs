//! Changes of single token sets. Each touches only the rows that it is about, and notes in the project that it changed.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::content::{SET_COLUMNS, SET_ORDER, kind_text, read_set, token_set};
use super::history;
use super::projects::{Growth, content_changed};
use super::values::milliseconds;
use crate::storage::{AddedTokenSet, Edited, Fits, TokenSet, TokenSetEdit};
use crate::token_file::count_design_tokens;

/// The largest place: clients read it as a number of 32 bits.
const LAST: i64 = i32::MAX as i64;

pub(super) fn add(
    transaction: &Transaction<'_>,
    branch_id: &str,
    set: &AddedTokenSet,
    now: Timestamp,
) -> rusqlite::Result<Edited<TokenSet>> {
    if exists(transaction, branch_id, &set.name)? {
        return Ok(Edited::Taken(set.name.clone()));
    }
    transaction.execute(
        "INSERT INTO token_sets (id, branch_id, name, position, kind, raw, created_at, updated_at)
         VALUES (?1, ?2, ?3, coalesce(?4, (SELECT min(?5, 1 + max(position)) FROM token_sets WHERE branch_id = ?2), 0),
             ?6, ?7, ?8, ?8)",
        params![
            Uuid::now_v7().to_string(),
            branch_id,
            set.name,
            set.position,
            LAST,
            kind_text(set.kind),
            set.raw,
            milliseconds(now)
        ],
    )?;
    let growth = Growth {
        token_sets: 1,
        design_tokens: design_tokens(&set.raw),
        ..Growth::default()
    };
    content_changed(transaction, branch_id, growth, now)?;
    now_named(transaction, branch_id, &set.name)
}

pub(super) fn copy(
    transaction: &Transaction<'_>,
    branch_id: &str,
    from: &str,
    name: String,
    position: Option<u32>,
    now: Timestamp,
) -> rusqlite::Result<Edited<TokenSet>> {
    let Some(original) = token_set(transaction, branch_id, from)? else {
        return Ok(Edited::Missing(from.to_owned()));
    };
    let copy = AddedTokenSet {
        name,
        position,
        kind: original.kind,
        raw: original.raw,
    };
    add(transaction, branch_id, &copy, now)
}

pub(super) fn edit(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: String,
    edit: TokenSetEdit,
    by: &str,
    now: Timestamp,
) -> rusqlite::Result<Edited<TokenSet>> {
    let Some(before) = token_set(transaction, branch_id, &name)? else {
        return Ok(Edited::Missing(name));
    };
    let after = edited(&before, edit, now);
    if after == before {
        return Ok(Edited::Done(before));
    }
    if after.name != before.name && exists(transaction, branch_id, &after.name)? {
        return Ok(Edited::Taken(after.name));
    }
    if after.raw != before.raw {
        history::keep_sets(
            transaction,
            branch_id,
            std::slice::from_ref(&before),
            Some(by),
            now,
        )?;
    }
    transaction.execute(
        "UPDATE token_sets SET name = ?2, position = ?3, kind = ?4, raw = ?5, updated_at = ?6 WHERE id = ?1",
        params![
            after.id,
            after.name,
            after.position,
            kind_text(after.kind),
            after.raw,
            milliseconds(after.updated)
        ],
    )?;
    let growth = if after.raw == before.raw {
        0
    } else {
        design_tokens(&after.raw) - design_tokens(&before.raw)
    };
    let growth = Growth {
        design_tokens: growth,
        ..Growth::default()
    };
    content_changed(transaction, branch_id, growth, now)?;
    Ok(Edited::Done(after))
}

/// A new place alone is no change of the set itself.
fn edited(before: &TokenSet, edit: TokenSetEdit, now: Timestamp) -> TokenSet {
    let mut after = before.clone();
    after.name = edit.name.unwrap_or(after.name);
    after.kind = edit.kind.unwrap_or(after.kind);
    after.raw = edit.raw.unwrap_or(after.raw);
    if after != *before {
        after.updated = now;
    }
    after.position = edit.position.unwrap_or(after.position);
    after
}

pub(super) fn order(
    transaction: &Transaction<'_>,
    branch_id: &str,
    places: &[(String, u32)],
    now: Timestamp,
) -> rusqlite::Result<Edited<Vec<TokenSet>>> {
    for (name, _) in places {
        if !exists(transaction, branch_id, name)? {
            return Ok(Edited::Missing(name.clone()));
        }
    }
    let mut place = transaction
        .prepare_cached("UPDATE token_sets SET position = ?3 WHERE branch_id = ?1 AND name = ?2")?;
    for (name, position) in places {
        place.execute(params![branch_id, name, position])?;
    }
    if !places.is_empty() {
        content_changed(transaction, branch_id, Growth::default(), now)?;
    }
    let mut sets = Vec::with_capacity(places.len());
    let mut given = HashSet::new();
    for (name, _) in places {
        if given.insert(name) {
            sets.extend(token_set(transaction, branch_id, name)?);
        }
    }
    Ok(Edited::Done(sets))
}

pub(super) fn remove(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: &str,
    by: &str,
    now: Timestamp,
) -> rusqlite::Result<Option<TokenSet>> {
    let Some(set) = token_set(transaction, branch_id, name)? else {
        return Ok(None);
    };
    remove_all(transaction, branch_id, std::slice::from_ref(&set), by, now)?;
    Ok(Some(set))
}

pub(super) fn remove_below(
    transaction: &Transaction<'_>,
    branch_id: &str,
    path: &str,
    by: &str,
    now: Timestamp,
) -> rusqlite::Result<Vec<TokenSet>> {
    let sets = below(transaction, branch_id, path)?;
    if !sets.is_empty() {
        remove_all(transaction, branch_id, &sets, by, now)?;
    }
    Ok(sets)
}

fn remove_all(
    transaction: &Transaction<'_>,
    branch_id: &str,
    sets: &[TokenSet],
    by: &str,
    now: Timestamp,
) -> rusqlite::Result<()> {
    history::keep_sets(transaction, branch_id, sets, Some(by), now)?;
    let mut delete = transaction.prepare_cached("DELETE FROM token_sets WHERE id = ?1")?;
    let mut growth = Growth::default();
    for set in sets {
        delete.execute([&set.id])?;
        growth.token_sets -= 1;
        growth.design_tokens -= design_tokens(&set.raw);
    }
    content_changed(transaction, branch_id, growth, now)
}

pub(super) fn rename_below(
    transaction: &Transaction<'_>,
    branch_id: &str,
    path: &str,
    new_path: &str,
    fits: Fits,
    now: Timestamp,
) -> rusqlite::Result<Edited<Vec<TokenSet>>> {
    let mut sets = below(transaction, branch_id, path)?;
    if sets.is_empty() {
        return Ok(Edited::Missing(path.to_owned()));
    }
    if path == new_path {
        return Ok(Edited::Done(sets));
    }
    let moving: HashSet<String> = sets.iter().map(|set| set.name.clone()).collect();
    for set in &mut sets {
        let rest = set.name.strip_prefix(path).unwrap_or_default();
        set.name = format!("{new_path}{rest}");
        set.updated = now;
        if !fits(&set.name) {
            return Ok(Edited::Unfit(set.name.clone()));
        }
        if !moving.contains(&set.name) && exists(transaction, branch_id, &set.name)? {
            return Ok(Edited::Taken(set.name.clone()));
        }
    }
    rename_all(transaction, &sets, now)?;
    content_changed(transaction, branch_id, Growth::default(), now)?;
    Ok(Edited::Done(sets))
}

/// One set may get the name that another of them leaves, so all of them leave theirs first: for one that none can have.
fn rename_all(transaction: &Transaction<'_>, sets: &[TokenSet], now: Timestamp) -> rusqlite::Result<()> {
    let mut leave = transaction.prepare_cached("UPDATE token_sets SET name = char(1) || id WHERE id = ?1")?;
    for set in sets {
        leave.execute([&set.id])?;
    }
    let mut rename =
        transaction.prepare_cached("UPDATE token_sets SET name = ?2, updated_at = ?3 WHERE id = ?1")?;
    for set in sets {
        rename.execute(params![set.id, set.name, milliseconds(now)])?;
    }
    Ok(())
}

/// The sets `path` and `path/…`, in order. `0` comes right after `/`.
fn below(transaction: &Transaction<'_>, branch_id: &str, path: &str) -> rusqlite::Result<Vec<TokenSet>> {
    let query = format!(
        "SELECT {SET_COLUMNS} FROM token_sets
         WHERE branch_id = ?1 AND (name = ?2 OR (name >= ?3 AND name < ?4)) ORDER BY {SET_ORDER}"
    );
    transaction
        .prepare_cached(&query)?
        .query_map(
            params![branch_id, path, format!("{path}/"), format!("{path}0")],
            read_set,
        )?
        .collect()
}

fn exists(transaction: &Transaction<'_>, branch_id: &str, name: &str) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT 1 FROM token_sets WHERE branch_id = ?1 AND name = ?2")?
        .exists([branch_id, name])
}

fn now_named(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: &str,
) -> rusqlite::Result<Edited<TokenSet>> {
    let set = token_set(transaction, branch_id, name)?;
    set.map(Edited::Done).ok_or(rusqlite::Error::QueryReturnedNoRows)
}

fn design_tokens(raw: &str) -> i64 {
    i64::from(count_design_tokens(raw))
}
