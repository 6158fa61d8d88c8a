//! The table of projects.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use uuid::Uuid;

use super::values::{FILTER, List, filter_values, milliseconds, moment};
use super::{audit, content, history, next_revision};
use crate::storage::{
    AuditEntry, AuditEvent, Change, Content, ContentCounts, DEFAULT_BRANCH, NameFilter, NewProject, Page,
    PageOf, Project, ProjectEdit,
};

pub(super) const COLUMNS: &str = "p.id, p.organization_id, p.name, p.description, p.icon, p.updated_at,
     p.token_set_count, p.design_token_count, p.theme_count, p.revision";

pub(super) fn add(
    transaction: &Transaction<'_>,
    new: &NewProject,
    content: &Content,
) -> rusqlite::Result<bool> {
    let created = milliseconds(new.created);
    let added = transaction.execute(
        "INSERT INTO projects (id, organization_id, name, description, icon, created_at, updated_at,
             token_set_count, design_token_count, theme_count, revision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING",
        params![
            new.id,
            new.organization_id,
            new.name,
            new.description,
            new.icon,
            created
        ],
    )?;
    if added == 0 {
        return Ok(false);
    }
    transaction.execute(
        "INSERT INTO branches (id, project_id, name, is_default, created_at) VALUES (?1, ?2, ?3, TRUE, ?4)",
        params![Uuid::now_v7().to_string(), new.id, DEFAULT_BRANCH, created],
    )?;
    let entry = AuditEntry::new(AuditEvent::ProjectAdded, new.by.as_deref(), &new.id)
        .with("organization", new.organization_id.as_str())
        .with("name", new.name.as_str());
    audit::append(transaction, &entry)?;
    replace_content(transaction, &new.id, content, None, new.created)
}

/// A project and its default branch change as one; `by` is the user who does it, if known.
pub(super) fn replace_content(
    transaction: &Transaction<'_>,
    project_id: &str,
    content: &Content,
    by: Option<&str>,
    now: Timestamp,
) -> rusqlite::Result<bool> {
    let Some(branch_id) = default_branch_id(transaction, project_id)? else {
        return Ok(false);
    };
    let counts = content.counts;
    history::keep_document(transaction, &branch_id, content, by, now)?;
    content::replace(transaction, &branch_id, content, now)?;
    let revision = next_revision(transaction)?;
    transaction.execute(
        "UPDATE projects SET updated_at = ?2, token_set_count = ?3, design_token_count = ?4, theme_count = ?5,
             revision = ?6 WHERE id = ?1",
        params![
            project_id,
            milliseconds(now),
            counts.token_sets,
            counts.design_tokens,
            counts.themes,
            revision
        ],
    )?;
    Ok(true)
}

pub(super) fn default_branch_id(
    transaction: &Transaction<'_>,
    project_id: &str,
) -> rusqlite::Result<Option<String>> {
    transaction
        .prepare_cached("SELECT id FROM branches WHERE project_id = ?1 AND is_default")?
        .query_row([project_id], |row| row.get(0))
        .optional()
}

pub(super) fn list(
    transaction: &Transaction<'_>,
    user_id: String,
    organization_id: String,
    filter: NameFilter,
    page: Page,
) -> rusqlite::Result<PageOf<Project>> {
    let from = format!(
        "projects p WHERE p.organization_id = ?1 AND {FILTER} AND EXISTS
             (SELECT 1 FROM memberships m WHERE m.organization_id = p.organization_id AND m.user_id = ?5)"
    );
    let [equal, not_equal, starts_with] = filter_values(filter);
    let list = List {
        columns: COLUMNS,
        from: &from,
        order: "p.name, p.id",
        parameters: vec![
            organization_id.into(),
            equal,
            not_equal,
            starts_with,
            user_id.into(),
        ],
    };
    list.page(transaction, page, read)
}

pub(super) fn of_user(
    transaction: &Transaction<'_>,
    user_id: &str,
    id: &str,
) -> rusqlite::Result<Option<Project>> {
    let query = format!(
        "SELECT {COLUMNS} FROM projects p JOIN memberships m ON m.organization_id = p.organization_id
         WHERE m.user_id = ?1 AND p.id = ?2"
    );
    transaction
        .prepare_cached(&query)?
        .query_row([user_id, id], read)
        .optional()
}

pub(super) fn exists(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached("SELECT 1 FROM projects WHERE id = ?1")?
        .exists([id])
}

/// Changes what a project is called and shows.
pub(super) fn edit(
    transaction: &Transaction<'_>,
    user_id: &str,
    id: &str,
    edit: &ProjectEdit,
) -> rusqlite::Result<Option<Project>> {
    let revision = next_revision(transaction)?;
    let column = |change: &Change<String>| match change {
        Change::None => (false, None),
        Change::To(value) => (true, value.clone()),
    };
    let ((new_description, description), (new_icon, icon)) = (column(&edit.description), column(&edit.icon));
    transaction.execute(
        "UPDATE projects SET name = coalesce(?2, name), description = iif(?3, ?4, description),
             icon = iif(?5, ?6, icon), revision = ?7 WHERE id = ?1",
        params![
            id,
            edit.name,
            new_description,
            description,
            new_icon,
            icon,
            revision
        ],
    )?;
    of_user(transaction, user_id, id)
}

/// How much more a branch holds than before; less is below zero.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Growth {
    pub(super) token_sets: i64,
    pub(super) design_tokens: i64,
    pub(super) themes: i64,
}

/// Notes that what a branch holds has changed.
pub(super) fn content_changed(
    transaction: &Transaction<'_>,
    branch_id: &str,
    growth: Growth,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let revision = next_revision(transaction)?;
    let mut statement = transaction.prepare_cached(
        "UPDATE projects SET updated_at = ?2, revision = ?3,
             token_set_count = max(0, token_set_count + ?4 * b.is_default),
             design_token_count = max(0, design_token_count + ?5 * b.is_default),
             theme_count = max(0, theme_count + ?6 * b.is_default)
         FROM branches b WHERE b.id = ?1 AND projects.id = b.project_id",
    )?;
    statement
        .execute(params![
            branch_id,
            milliseconds(now),
            revision,
            growth.token_sets,
            growth.design_tokens,
            growth.themes
        ])
        .map(drop)
}

/// `by` is the user who does it.
pub(super) fn remove(transaction: &Transaction<'_>, id: &str, by: &str) -> rusqlite::Result<bool> {
    let query = format!("SELECT {COLUMNS} FROM projects p WHERE p.id = ?1");
    let found = transaction
        .prepare_cached(&query)?
        .query_row([id], read)
        .optional()?;
    let Some(project) = found else {
        return Ok(false);
    };
    let revision = next_revision(transaction)?;
    transaction.execute(
        "INSERT INTO tombstones SELECT m.user_id, ?2, 'project', p.id
         FROM projects p JOIN memberships m ON m.organization_id = p.organization_id WHERE p.id = ?1",
        params![id, revision],
    )?;
    transaction.execute("DELETE FROM projects WHERE id = ?1", [id])?;
    let entry = AuditEntry::new(AuditEvent::ProjectRemoved, Some(by), id)
        .with("organization", project.organization_id.as_str())
        .with("name", project.name.as_str());
    audit::append(transaction, &entry)?;
    Ok(true)
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Project> {
    Ok(Project {
        id: row.get("id")?,
        organization_id: row.get("organization_id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        icon: row.get("icon")?,
        updated: moment(row, "updated_at")?,
        counts: ContentCounts {
            token_sets: row.get("token_set_count")?,
            design_tokens: row.get("design_token_count")?,
            themes: row.get("theme_count")?,
        },
        revision: row.get("revision")?,
    })
}
