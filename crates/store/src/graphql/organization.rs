//! Organizations.

use async_graphql::{Context, Enum, ID, Object, Result};

use super::asking::Asking;
use super::filter::{ProjectFilterInput, UserFilterInput};
use super::guard::{Guarded, open};
use super::page::{Paginated, page};
use super::project::{self, ProjectNode};
use super::scalar::Moment;
use super::user::{self, UserNode};
use crate::policy;
use crate::storage::{Organization, PageOf, Role};

/// Who may see something without being a member.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visibility {
    Public,
    Private,
}

/// What an organization has booked. A store of one's own limits nothing.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrgTier {
    Free,
    Hobby,
    Studio,
    Enterprise,
}

/// What the asking user may do in an organization.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrganizationRole {
    Owner,
    Admin,
    Member,
    Viewer,
}

impl From<OrganizationRole> for Role {
    fn from(role: OrganizationRole) -> Self {
        match role {
            OrganizationRole::Owner => Self::Owner,
            OrganizationRole::Admin => Self::Admin,
            OrganizationRole::Member => Self::Member,
            OrganizationRole::Viewer => Self::Viewer,
        }
    }
}

impl From<Role> for OrganizationRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Admin => Self::Admin,
            Role::Member => Self::Member,
            Role::Viewer => Self::Viewer,
        }
    }
}

/// `id` and `name` are for everybody who may read organizations, projects or people; for all else there is a scope.
pub(super) struct OrganizationNode(pub(super) Organization);

#[Object(name = "Organization")]
impl OrganizationNode {
    async fn id(&self) -> ID {
        ID::from(&self.0.id)
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn description(&self, context: &Context<'_>) -> Result<Guarded<Option<&str>>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| {
            Ok(self.0.description.as_deref())
        })
        .await
    }

    async fn icon(&self, context: &Context<'_>) -> Result<Guarded<Option<&str>>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| {
            Ok(self.0.icon.as_deref())
        })
        .await
    }

    async fn created_at(&self, context: &Context<'_>) -> Result<Guarded<Option<Moment>>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| {
            Ok(Some(Moment(self.0.created)))
        })
        .await
    }

    async fn visibility(&self, context: &Context<'_>) -> Result<Guarded<Option<Visibility>>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| {
            Ok(Some(Visibility::Private))
        })
        .await
    }

    async fn tier(&self, context: &Context<'_>) -> Result<Guarded<OrgTier>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| {
            Ok(OrgTier::Enterprise)
        })
        .await
    }

    /// Nothing is paid to a store of one's own.
    async fn payment(&self, context: &Context<'_>) -> Result<Guarded<Option<&str>>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| Ok(None)).await
    }

    async fn sso_enabled(&self, context: &Context<'_>) -> Result<Guarded<Option<bool>>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| Ok(Some(false))).await
    }

    /// The asking user's.
    async fn role(&self, context: &Context<'_>) -> Result<Guarded<OrganizationRole>> {
        open(context, &policy::ORGANIZATION_DETAILS, async |_| {
            Ok(self.0.role.into())
        })
        .await
    }

    /// The organization's people, by name.
    async fn users(
        &self,
        context: &Context<'_>,
        filter: Option<UserFilterInput>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Guarded<Paginated<UserNode>>> {
        open(
            context,
            &policy::ORGANIZATION_USERS,
            async |asking: Asking<'_>| {
                let filter = filter.map(Into::into).unwrap_or_default();
                user::list(asking, &self.0, filter, page(number, limit)?).await
            },
        )
        .await
    }

    /// The organization's projects, by name.
    async fn projects(
        &self,
        context: &Context<'_>,
        filter: Option<ProjectFilterInput>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Guarded<Paginated<ProjectNode>>> {
        open(
            context,
            &policy::ORGANIZATION_PROJECTS,
            async |asking: Asking<'_>| {
                let page = page(number, limit)?;
                if filter.as_ref().is_some_and(|filter| !filter.takes_private()) {
                    return Ok(Paginated::of(PageOf::empty(page), ProjectNode));
                }
                let filter = filter.map(Into::into).unwrap_or_default();
                project::list(asking, &self.0.id, filter, page).await
            },
        )
        .await
    }
}
