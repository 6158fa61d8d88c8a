//! Where every question begins.

use async_graphql::{Context, Object, Result};

use super::asking::Asking;
use super::branch::BranchNode;
use super::error::{failed, not_found};
use super::guard::{Guarded, open};
use super::invitation::InvitationNode;
use super::organization::OrganizationNode;
use super::page::{Paginated, page};
use super::project::{self, ProjectNode};
use super::self_node::SelfNode;
use crate::policy;
use crate::storage::{NameFilter, Project};
use crate::text;

pub(crate) struct Query;

#[Object]
impl Query {
    /// Whoever asks.
    #[graphql(name = "self")]
    async fn self_node(&self, context: &Context<'_>) -> Result<Guarded<SelfNode>> {
        open(context, &policy::SELF, async |asking: Asking<'_>| {
            Ok(SelfNode(asking.principal.user.clone()))
        })
        .await
    }

    /// The organizations that the asking user is a member of, by name.
    async fn organizations(
        &self,
        context: &Context<'_>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Guarded<Paginated<OrganizationNode>>> {
        open(context, &policy::ORGANIZATIONS, async |asking: Asking<'_>| {
            let page = page(number, limit)?;
            let found = asking
                .storage()
                .organizations(asking.user_id(), page)
                .await
                .map_err(failed)?;
            Ok(Paginated::of(asking.count(found)?, OrganizationNode))
        })
        .await
    }

    /// One organization.
    async fn organization(&self, context: &Context<'_>, id: String) -> Result<Guarded<OrganizationNode>> {
        open(context, &policy::ORGANIZATION, async |asking: Asking<'_>| {
            asking
                .member_of(&id, &policy::ORGANIZATION)
                .await
                .map(OrganizationNode)
        })
        .await
    }

    /// The projects of an organization, by name.
    async fn projects(
        &self,
        context: &Context<'_>,
        organization: String,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Guarded<Paginated<ProjectNode>>> {
        open(context, &policy::PROJECTS, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, &policy::PROJECTS).await?;
            project::list(asking, &found.id, NameFilter::default(), page(number, limit)?).await
        })
        .await
    }

    /// One project.
    async fn project(
        &self,
        context: &Context<'_>,
        id: String,
        organization: String,
    ) -> Result<Guarded<ProjectNode>> {
        open(context, &policy::PROJECT, async |asking: Asking<'_>| {
            find_project(asking, &organization, &id).await.map(ProjectNode)
        })
        .await
    }

    /// One branch; without a name, the default one.
    async fn branch(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The organization's id.")] id: String,
        name: Option<String>,
        project: String,
    ) -> Result<Guarded<BranchNode>> {
        open(context, &policy::BRANCH, async |asking: Asking<'_>| {
            let found = find_project(asking, &id, &project).await?;
            project::branch(asking, &found.id, name.as_deref()).await
        })
        .await
    }

    /// The invitations into an organization, newest first.
    async fn user_invitations(
        &self,
        context: &Context<'_>,
        organization: String,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Guarded<Paginated<InvitationNode>>> {
        let rule = &policy::USER_INVITATIONS;
        open(context, rule, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, rule).await?;
            let page = page(number, limit)?;
            let invitations = asking.store.invitations(&found.id, page).await;
            let invitations = asking.count(invitations.map_err(failed)?)?;
            Ok(Paginated::of(invitations, InvitationNode::of))
        })
        .await
    }
}

async fn find_project(asking: Asking<'_>, organization_id: &str, id: &str) -> Result<Project> {
    let known = |id| text::known_id(id, "project").map_err(failed);
    let (organization_id, id) = (known(organization_id)?, known(id)?);
    let found = asking
        .storage()
        .project(asking.user_id(), &id)
        .await
        .map_err(failed)?;
    found
        .filter(|project| project.organization_id == organization_id)
        .ok_or_else(|| not_found("project"))
}
