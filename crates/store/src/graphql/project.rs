//! Projects.

use async_graphql::{Context, ID, Object, Result};

use super::asking::Asking;
use super::branch::BranchNode;
use super::error::{failed, no_such_name};
use super::guard::{Guarded, open};
use super::organization::Visibility;
use super::page::{Paginated, page};
use super::scalar::Moment;
use crate::policy;
use crate::storage::{DEFAULT_BRANCH, NameFilter, Page, Project};

/// The projects of an organization that the asking user is a member of.
pub(super) async fn list(
    asking: Asking<'_>,
    organization_id: &str,
    filter: NameFilter,
    page: Page,
) -> Result<Paginated<ProjectNode>> {
    let found = asking
        .storage()
        .projects(asking.user_id(), organization_id, filter, page)
        .await
        .map_err(failed)?;
    Ok(Paginated::of(asking.count(found)?, ProjectNode))
}

/// A branch of a project that the asking user may see.
pub(super) async fn branch(asking: Asking<'_>, project_id: &str, name: Option<&str>) -> Result<BranchNode> {
    let found = asking.storage().branch(project_id, name).await.map_err(failed)?;
    found.map(BranchNode).ok_or_else(|| no_such_name("branch"))
}

pub(super) struct ProjectNode(pub(super) Project);

#[Object(name = "Project")]
impl ProjectNode {
    async fn id(&self) -> ID {
        ID::from(&self.0.id)
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    async fn icon(&self) -> Option<&str> {
        self.0.icon.as_deref()
    }

    async fn organization_id(&self) -> &str {
        &self.0.organization_id
    }

    async fn visibility(&self) -> Visibility {
        Visibility::Private
    }

    async fn default_branch_name(&self) -> &str {
        DEFAULT_BRANCH
    }

    /// How many token sets the default branch has.
    async fn token_set_count(&self) -> u32 {
        self.0.counts.token_sets
    }

    /// How many design tokens the sets of the default branch have together.
    async fn design_token_count(&self) -> u32 {
        self.0.counts.design_tokens
    }

    /// How many themes the default branch has.
    async fn theme_count(&self) -> u32 {
        self.0.counts.themes
    }

    /// When the content last changed.
    async fn updated_at(&self) -> Moment {
        Moment(self.0.updated)
    }

    /// One branch; without a name, the default one.
    async fn branch(&self, context: &Context<'_>, name: Option<String>) -> Result<Guarded<BranchNode>> {
        open(context, &policy::PROJECT, async |asking: Asking<'_>| {
            branch(asking, &self.0.id, name.as_deref()).await
        })
        .await
    }

    /// The branches, the default one first.
    async fn branches(
        &self,
        context: &Context<'_>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Guarded<Paginated<BranchNode>>> {
        open(context, &policy::PROJECT, async |asking: Asking<'_>| {
            let found = asking
                .storage()
                .branches(&self.0.id, page(number, limit)?)
                .await
                .map_err(failed)?;
            Ok(Paginated::of(asking.count(found)?, BranchNode))
        })
        .await
    }
}
