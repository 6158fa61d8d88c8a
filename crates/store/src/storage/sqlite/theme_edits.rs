//! Changes of single theme groups. Each touches only the rows of its group, and notes in the project that it changed.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::projects::{Growth, content_changed};
use super::themes;
use super::values::{milliseconds, moment};
use crate::storage::{Edited, NewThemeGroup, ThemeGroup};

pub(super) fn group(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: &str,
) -> rusqlite::Result<Option<ThemeGroup>> {
    Ok(placed(transaction, branch_id, name)?.map(|(_, group)| group))
}

pub(super) fn add(
    transaction: &Transaction<'_>,
    branch_id: &str,
    new: &NewThemeGroup,
    now: Timestamp,
) -> rusqlite::Result<Edited<ThemeGroup>> {
    if placed(transaction, branch_id, &new.name)?.is_some() {
        return Ok(Edited::Taken(new.name.clone()));
    }
    let position = transaction.query_row(
        "SELECT coalesce(1 + max(group_position), 0) FROM themes WHERE branch_id = ?1",
        [branch_id],
        |row| row.get(0),
    )?;
    let moment = milliseconds(now);
    themes::insert(transaction, branch_id, position, new, (moment, moment))?;
    grown(transaction, branch_id, new.themes.len(), 0, now)?;
    Ok(Edited::Done(ThemeGroup {
        name: new.name.clone(),
        themes: new.themes.clone(),
        created: now,
        updated: now,
    }))
}

pub(super) fn edit(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: String,
    new: &NewThemeGroup,
    now: Timestamp,
) -> rusqlite::Result<Edited<ThemeGroup>> {
    let Some((position, before)) = placed(transaction, branch_id, &name)? else {
        return Ok(Edited::Missing(name));
    };
    if new.name == before.name && new.themes == before.themes {
        return Ok(Edited::Done(before));
    }
    if new.name != before.name && placed(transaction, branch_id, &new.name)?.is_some() {
        return Ok(Edited::Taken(new.name.clone()));
    }
    remove_at(transaction, branch_id, position)?;
    let moments = (milliseconds(before.created), milliseconds(now));
    themes::insert(transaction, branch_id, position, new, moments)?;
    grown(transaction, branch_id, new.themes.len(), before.themes.len(), now)?;
    Ok(Edited::Done(ThemeGroup {
        name: new.name.clone(),
        themes: new.themes.clone(),
        created: before.created,
        updated: now,
    }))
}

pub(super) fn remove(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: &str,
    now: Timestamp,
) -> rusqlite::Result<Option<ThemeGroup>> {
    let Some((position, group)) = placed(transaction, branch_id, name)? else {
        return Ok(None);
    };
    remove_at(transaction, branch_id, position)?;
    grown(transaction, branch_id, 0, group.themes.len(), now)?;
    Ok(Some(group))
}

/// A group and its place.
fn placed(
    transaction: &Transaction<'_>,
    branch_id: &str,
    name: &str,
) -> rusqlite::Result<Option<(u32, ThemeGroup)>> {
    let query = "SELECT group_position, group_name, created_at, updated_at FROM themes
         WHERE branch_id = ?1 AND group_name = ?2 AND position = 0";
    let found = transaction
        .prepare_cached(query)?
        .query_row([branch_id, name], |row| {
            let group = ThemeGroup {
                name: row.get("group_name")?,
                themes: Vec::new(),
                created: moment(row, "created_at")?,
                updated: moment(row, "updated_at")?,
            };
            Ok((row.get("group_position")?, group))
        })
        .optional()?;
    let Some((position, mut group)) = found else {
        return Ok(None);
    };
    group.themes = themes::themes(transaction, branch_id, position)?;
    Ok(Some((position, group)))
}

fn remove_at(transaction: &Transaction<'_>, branch_id: &str, position: u32) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM themes WHERE branch_id = ?1 AND group_position = ?2")?
        .execute(params![branch_id, position])
        .map(drop)
}

fn grown(
    transaction: &Transaction<'_>,
    branch_id: &str,
    themes_now: usize,
    themes_before: usize,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let count = |themes: usize| i64::try_from(themes).unwrap_or(i64::MAX);
    let growth = Growth {
        themes: count(themes_now) - count(themes_before),
        ..Growth::default()
    };
    content_changed(transaction, branch_id, growth, now)
}
