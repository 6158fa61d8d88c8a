//! The projects of the user's organizations, as the store told of them.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::fold::fold;
use crate::moment;
use crate::view::ProjectView;

const COLUMNS: &str =
    "id, name, organization_id, default_branch, token_sets, design_tokens, themes, updated_at";

/// Writes a project, last changed at the given milliseconds.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    project: &ProjectView,
    updated_at: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO projects (id, name, folded_name, organization_id, default_branch, token_sets, design_tokens, themes, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            project.id,
            project.name,
            fold(&project.name),
            project.organization_id,
            project.default_branch,
            project.token_sets,
            project.design_tokens,
            project.themes,
            updated_at
        ])?;
    Ok(())
}

pub(crate) fn remove(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM projects WHERE id = ?1", [id])?;
    Ok(())
}

pub(crate) fn remove_all(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM projects", [])?;
    Ok(())
}

/// All of them, by name.
pub(crate) fn list(connection: &Connection) -> rusqlite::Result<Vec<ProjectView>> {
    connection
        .prepare_cached(&format!(
            "SELECT {COLUMNS} FROM projects ORDER BY folded_name, id"
        ))?
        .query_map([], view)?
        .collect()
}

pub(crate) fn get(connection: &Connection, id: &str) -> rusqlite::Result<Option<ProjectView>> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM projects WHERE id = ?1"))?
        .query_row([id], view)
        .optional()
}

fn view(row: &Row<'_>) -> rusqlite::Result<ProjectView> {
    Ok(ProjectView {
        id: row.get("id")?,
        name: row.get("name")?,
        organization_id: row.get("organization_id")?,
        default_branch: row.get("default_branch")?,
        token_sets: row.get("token_sets")?,
        design_tokens: row.get("design_tokens")?,
        themes: row.get("themes")?,
        updated_at: moment::written(row.get("updated_at")?),
    })
}
