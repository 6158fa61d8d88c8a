//! What is asked of the store. The schema in `crates/store` checks every word of it when this is compiled.

use graphql_client::GraphQLQuery;
use jiff::Timestamp;
use keys::{Scope, ScopeSet};

use crate::database::api_keys::Registration;
use crate::database::remote_keys::RemoteKey;
use crate::view::{OrganizationView, ProjectView, Role};

/// The name that the scalar has in the schema.
type DateTimeISO = Timestamp;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../store/schema.graphql",
    query_path = "src/sync/operations.graphql",
    variables_derives = "Debug"
)]
pub(super) struct RegisterApiKey;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../store/schema.graphql",
    query_path = "src/sync/operations.graphql",
    variables_derives = "Debug"
)]
pub(super) struct DeleteApiKey;

#[derive(GraphQLQuery)]
#[graphql(
    schema_path = "../store/schema.graphql",
    query_path = "src/sync/operations.graphql",
    variables_derives = "Debug"
)]
pub(super) struct FetchChanges;

/// Rows that are new since a cursor.
pub(super) struct Page {
    pub(super) cursor: String,
    pub(super) has_more: bool,
    pub(super) keys: Vec<RemoteKey>,
    pub(super) organizations: Vec<OrganizationView>,
    /// With the milliseconds of their last change.
    pub(super) projects: Vec<(ProjectView, i64)>,
    pub(super) removed_projects: Vec<String>,
    pub(super) removed_organizations: Vec<String>,
}

impl Page {
    pub(super) fn of(data: fetch_changes::ResponseData) -> Self {
        let changes = data.self_.changes;
        Self {
            cursor: changes.cursor,
            has_more: changes.has_more,
            keys: changes.api_keys.into_iter().map(RemoteKey::from).collect(),
            organizations: changes.organizations.into_iter().map(organization).collect(),
            projects: changes.projects.into_iter().map(project).collect(),
            removed_projects: changes.removed_projects,
            removed_organizations: changes.removed_organizations,
        }
    }
}

pub(super) fn registration(key: Registration) -> register_api_key::Variables {
    let input = register_api_key::RegisterAPIKeyInput {
        id: key.id,
        digest: key.digest.to_string(),
        hint: key.hint,
        name: key.name,
        description: None,
        scopes: key
            .scopes
            .into_iter()
            .map(|scope| scope.as_str().to_owned())
            .collect(),
        expires_at: key.expires,
    };
    register_api_key::Variables { input }
}

/// Each operation has a type of its own for the same fields.
macro_rules! remote_key_from {
    ($($operation:ident),+) => {$(
        impl From<$operation::RemoteKeyFields> for RemoteKey {
            fn from(fields: $operation::RemoteKeyFields) -> Self {
                Self {
                    id: fields.id,
                    name: fields.name,
                    hint: fields.hint,
                    scopes: written(&fields.scopes),
                    created: fields.created_at,
                    expires: fields.expires_at,
                    last_used: fields.last_used,
                    deleted: fields.deleted_at,
                }
            }
        }
    )+};
}

remote_key_from!(register_api_key, delete_api_key, fetch_changes);

/// Narrow before wide, with commas. Scopes of a newer store can't be explained here and are left out.
fn written(names: &[String]) -> String {
    let known = names.iter().filter_map(|name| name.parse::<Scope>().ok());
    ScopeSet::new(known)
        .map(|scopes| scopes.to_string())
        .unwrap_or_default()
}

fn organization(from: fetch_changes::FetchChangesSelfChangesOrganizations) -> OrganizationView {
    use fetch_changes::OrganizationRole as Remote;
    OrganizationView {
        id: from.id,
        name: from.name,
        role: match from.role {
            Remote::OWNER => Role::Owner,
            Remote::ADMIN => Role::Admin,
            Remote::MEMBER => Role::Member,
            // A role that is not known here is shown as the least.
            Remote::VIEWER | Remote::Other(_) => Role::Viewer,
        },
    }
}

fn project(from: fetch_changes::FetchChangesSelfChangesProjects) -> (ProjectView, i64) {
    let count = |number: i64| u32::try_from(number).unwrap_or_default();
    let view = ProjectView {
        id: from.id,
        name: from.name,
        organization_id: from.organization_id,
        default_branch: from.default_branch_name,
        token_sets: count(from.token_set_count),
        design_tokens: count(from.design_token_count),
        themes: count(from.theme_count),
        updated_at: from.updated_at.to_string(),
    };
    (view, from.updated_at.as_millisecond())
}
