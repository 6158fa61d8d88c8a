//! What a device asks to keep its copy current.

use async_graphql::{Result, SimpleObject};

use super::api_key::ApiKeyNode;
use super::asking::Asking;
use super::error::{failed, with_code};
use super::organization::OrganizationNode;
use super::project::ProjectNode;
use crate::error::ErrorCode;
use crate::storage::Changes;

/// Rows of one answer, together.
const MOST_CHANGES: u32 = 500;

/// What changed for a user, in order. A row that changed twice comes once, as it is now.
#[derive(SimpleObject)]
#[graphql(name = "Changes")]
pub(super) struct ChangesNode {
    /// From where to ask next. What it says is the store's business.
    cursor: String,
    /// Whether asking again at once brings more.
    has_more: bool,
    /// Keys; deleted ones come for 30 days.
    api_keys: Vec<ApiKeyNode>,
    organizations: Vec<OrganizationNode>,
    projects: Vec<ProjectNode>,
    /// Ids of projects that are gone.
    removed_projects: Vec<String>,
    /// Ids of organizations that are gone.
    removed_organizations: Vec<String>,
}

pub(super) async fn since(
    asking: Asking<'_>,
    since: Option<String>,
    limit: Option<i32>,
) -> Result<ChangesNode> {
    let revision = since.as_deref().map_or(Ok(0), revision)?;
    let limit = limit.map_or(Ok(MOST_CHANGES), u32::try_from).unwrap_or(0);
    if limit == 0 || limit > MOST_CHANGES {
        let reason = format!("One answer brings 1 to {MOST_CHANGES} changes. Ask for a limit within these.");
        return Err(with_code(reason, ErrorCode::InvalidInput));
    }
    let changes = asking
        .store
        .changes(asking.user_id(), revision, limit)
        .await
        .map_err(failed)?;
    Ok(node(changes))
}

fn node(changes: Changes) -> ChangesNode {
    ChangesNode {
        cursor: cursor(changes.cursor),
        has_more: changes.has_more,
        api_keys: changes.api_keys.into_iter().map(ApiKeyNode::of).collect(),
        organizations: changes.organizations.into_iter().map(OrganizationNode).collect(),
        projects: changes.projects.into_iter().map(ProjectNode).collect(),
        removed_projects: changes.removed_projects,
        removed_organizations: changes.removed_organizations,
    }
}

fn cursor(revision: i64) -> String {
    format!("r{revision}")
}

fn revision(cursor: &str) -> Result<i64> {
    let number = cursor.strip_prefix('r').and_then(|digits| digits.parse().ok());
    number.filter(|revision| *revision >= 0).ok_or_else(|| {
        with_code(
            "This cursor is none of this store's. Ask without one, from the beginning.",
            ErrorCode::InvalidInput,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back_as_given() {
        assert_eq!(revision(&cursor(42)).unwrap(), 42);
        for text in ["", "42", "r", "r-1", "r4x", "r99999999999999999999"] {
            assert!(revision(text).is_err(), "{text}");
        }
    }
}
