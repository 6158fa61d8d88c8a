//! Theme groups with their themes. A group has no row of its own: its name and its moments stand in those of its themes.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::values::{List, milliseconds, moment};
use crate::storage::{NewThemeGroup, Page, PageOf, Theme, ThemeGroup};

/// What is kept of a group that is replaced: when it was made, and when it changed unless its themes differ.
struct Previous {
    themes: Vec<Theme>,
    created_at: i64,
    updated_at: i64,
}

pub(super) fn replace(
    transaction: &Transaction<'_>,
    branch_id: &str,
    groups: &[NewThemeGroup],
    now: Timestamp,
) -> rusqlite::Result<()> {
    let mut previous = previous(transaction, branch_id)?;
    transaction.execute("DELETE FROM themes WHERE branch_id = ?1", [branch_id])?;
    for (position, group) in (0_u32..).zip(groups) {
        let now = milliseconds(now);
        let moments = match previous.remove(&group.name) {
            Some(previous) if previous.themes == group.themes => (previous.created_at, previous.updated_at),
            Some(previous) => (previous.created_at, now),
            None => (now, now),
        };
        insert(transaction, branch_id, position, group, moments)?;
    }
    Ok(())
}

fn previous(transaction: &Transaction<'_>, branch_id: &str) -> rusqlite::Result<HashMap<String, Previous>> {
    let mut statement = transaction.prepare_cached(
        "SELECT group_name, name, raw, created_at, updated_at FROM themes WHERE branch_id = ?1
         ORDER BY group_position, position",
    )?;
    let mut rows = statement.query([branch_id])?;
    let mut groups: HashMap<String, Previous> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (created_at, updated_at) = (row.get("created_at")?, row.get("updated_at")?);
        let group = groups.entry(row.get("group_name")?).or_insert(Previous {
            themes: Vec::new(),
            created_at,
            updated_at,
        });
        let (name, raw) = (row.get("name")?, row.get("raw")?);
        group.themes.push(Theme { name, raw });
    }
    Ok(groups)
}

pub(super) fn insert(
    transaction: &Transaction<'_>,
    branch_id: &str,
    group_position: u32,
    group: &NewThemeGroup,
    (created_at, updated_at): (i64, i64),
) -> rusqlite::Result<()> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO themes (branch_id, group_position, position, group_name, name, raw, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (position, theme) in (0_u32..).zip(&group.themes) {
        statement.execute(params![
            branch_id,
            group_position,
            position,
            group.name,
            theme.name,
            theme.raw,
            created_at,
            updated_at
        ])?;
    }
    Ok(())
}

pub(super) fn list(
    transaction: &Transaction<'_>,
    branch_id: &str,
    page: Page,
) -> rusqlite::Result<PageOf<ThemeGroup>> {
    let list = List {
        columns: "group_position, group_name, created_at, updated_at",
        from: "themes WHERE branch_id = ?1 AND position = 0",
        order: "group_position",
        parameters: vec![branch_id.to_owned().into()],
    };
    let groups = list.page(transaction, page, |row| {
        let group = ThemeGroup {
            name: row.get("group_name")?,
            themes: Vec::new(),
            created: moment(row, "created_at")?,
            updated: moment(row, "updated_at")?,
        };
        Ok((row.get("group_position")?, group))
    })?;
    let mut rows = Vec::with_capacity(groups.rows.len());
    for (position, mut group) in groups.rows {
        group.themes = themes(transaction, branch_id, position)?;
        rows.push(group);
    }
    Ok(PageOf {
        rows,
        total: groups.total,
        page,
    })
}

pub(super) fn themes(
    transaction: &Transaction<'_>,
    branch_id: &str,
    group_position: u32,
) -> rusqlite::Result<Vec<Theme>> {
    let mut statement = transaction.prepare_cached(
        "SELECT name, raw FROM themes WHERE branch_id = ?1 AND group_position = ?2 ORDER BY position",
    )?;
    let rows = statement.query_map(params![branch_id, group_position], |row| {
        Ok(Theme {
            name: row.get("name")?,
            raw: row.get("raw")?,
        })
    })?;
    rows.collect()
}
