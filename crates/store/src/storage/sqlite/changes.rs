//! What changed for a user since a revision: a few ranges of indexes, put in one order.

use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

use super::values::milliseconds;
use super::{api_keys, organizations, projects};
use crate::storage::{ApiKey, Changes, Organization, Project};

enum Change {
    Key(ApiKey),
    Organization(Organization),
    Project(Project),
    RemovedOrganization(String),
    RemovedProject(String),
}

/// Rows of one removal share a revision and must come together, so a batch may be that much longer than `limit`.
pub(super) fn since(
    transaction: &Transaction<'_>,
    user_id: &str,
    since: i64,
    limit: u32,
    listed_since: Timestamp,
) -> rusqlite::Result<Changes> {
    let newest: i64 = transaction.query_row("SELECT value FROM revision_counter", [], |row| row.get(0))?;
    let since = if since > newest { 0 } else { since };
    let mut changes = keys(transaction, user_id, since, limit, listed_since)?;
    changes.extend(organizations(transaction, user_id, since, limit)?);
    changes.extend(projects(transaction, user_id, since, limit)?);
    changes.extend(tombstones(transaction, user_id, since)?);
    changes.sort_by_key(|(revision, _)| *revision);
    Ok(first(changes, since, limit as usize))
}

fn first(changes: Vec<(i64, Change)>, since: i64, limit: usize) -> Changes {
    let last = changes
        .iter()
        .map(|(revision, _)| *revision)
        .take(limit)
        .next_back();
    let cursor = last.unwrap_or(since);
    let mut batch = Changes {
        cursor,
        has_more: changes.iter().any(|(revision, _)| *revision > cursor),
        ..Changes::default()
    };
    for (_, change) in changes
        .into_iter()
        .take_while(|(revision, _)| *revision <= cursor)
    {
        match change {
            Change::Key(key) => batch.api_keys.push(key),
            Change::Organization(organization) => batch.organizations.push(organization),
            Change::Project(project) => batch.projects.push(project),
            Change::RemovedOrganization(id) => batch.removed_organizations.push(id),
            Change::RemovedProject(id) => batch.removed_projects.push(id),
        }
    }
    batch
}

type Rows = rusqlite::Result<Vec<(i64, Change)>>;

/// One more than asked, which tells whether there is more.
fn range(limit: u32) -> u32 {
    limit.saturating_add(1)
}

fn keys(
    transaction: &Transaction<'_>,
    user_id: &str,
    since: i64,
    limit: u32,
    listed_since: Timestamp,
) -> Rows {
    let query = format!(
        "SELECT {} FROM api_keys k WHERE k.user_id = ?1 AND k.revision > ?3 AND {} ORDER BY k.revision LIMIT ?4",
        api_keys::COLUMNS,
        api_keys::LISTED
    );
    let parameters = params![user_id, milliseconds(listed_since), since, range(limit)];
    let read = |row: &Row<'_>| api_keys::read(row).map(|key| (key.revision, Change::Key(key)));
    transaction
        .prepare_cached(&query)?
        .query_map(parameters, read)?
        .collect()
}

fn organizations(transaction: &Transaction<'_>, user_id: &str, since: i64, limit: u32) -> Rows {
    let query = format!(
        "SELECT {} FROM memberships m JOIN organizations o ON o.id = m.organization_id
         WHERE m.user_id = ?1 AND o.revision > ?2 ORDER BY o.revision LIMIT ?3",
        organizations::COLUMNS
    );
    let read =
        |row: &Row<'_>| organizations::read(row).map(|found| (found.revision, Change::Organization(found)));
    transaction
        .prepare_cached(&query)?
        .query_map(params![user_id, since, range(limit)], read)?
        .collect()
}

fn projects(transaction: &Transaction<'_>, user_id: &str, since: i64, limit: u32) -> Rows {
    let query = format!(
        "SELECT {} FROM memberships m JOIN projects p ON p.organization_id = m.organization_id
         WHERE m.user_id = ?1 AND p.revision > ?2 ORDER BY p.revision LIMIT ?3",
        projects::COLUMNS
    );
    let read =
        |row: &Row<'_>| projects::read(row).map(|project| (project.revision, Change::Project(project)));
    transaction
        .prepare_cached(&query)?
        .query_map(params![user_id, since, range(limit)], read)?
        .collect()
}

fn tombstones(transaction: &Transaction<'_>, user_id: &str, since: i64) -> Rows {
    let query = "SELECT revision, kind = 'project', subject_id FROM tombstones
         WHERE user_id = ?1 AND revision > ?2 ORDER BY revision";
    let read = |row: &Row<'_>| {
        let (is_project, id) = (row.get(1)?, row.get(2)?);
        let change = if is_project {
            Change::RemovedProject(id)
        } else {
            Change::RemovedOrganization(id)
        };
        Ok((row.get(0)?, change))
    };
    transaction
        .prepare_cached(query)?
        .query_map(params![user_id, since], read)?
        .collect()
}
