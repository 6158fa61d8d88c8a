//! The table of branches. What they hold belongs to `content` and `themes`.

use rusqlite::{OptionalExtension, Row, Transaction};

use super::values::{List, moment};
use crate::storage::{Branch, Page, PageOf};

const COLUMNS: &str = "b.id, p.organization_id, b.project_id, b.name, b.is_default, b.created_at";
const OF_PROJECT: &str = "branches b JOIN projects p ON p.id = b.project_id WHERE b.project_id = ?1";

pub(super) fn named(
    transaction: &Transaction<'_>,
    project_id: &str,
    name: Option<&str>,
) -> rusqlite::Result<Option<Branch>> {
    let query = format!(
        "SELECT {COLUMNS} FROM {OF_PROJECT} AND CASE WHEN ?2 IS NULL THEN b.is_default ELSE b.name = ?2 END"
    );
    transaction
        .prepare_cached(&query)?
        .query_row((project_id, name), read)
        .optional()
}

pub(super) fn list(
    transaction: &Transaction<'_>,
    project_id: String,
    page: Page,
) -> rusqlite::Result<PageOf<Branch>> {
    let list = List {
        columns: COLUMNS,
        from: OF_PROJECT,
        order: "b.is_default DESC, b.name",
        parameters: vec![project_id.into()],
    };
    list.page(transaction, page, read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Branch> {
    Ok(Branch {
        id: row.get("id")?,
        organization_id: row.get("organization_id")?,
        project_id: row.get("project_id")?,
        name: row.get("name")?,
        is_default: row.get("is_default")?,
        created: moment(row, "created_at")?,
    })
}
