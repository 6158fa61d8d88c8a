//! People, as others see them.

use async_graphql::{ID, Result, SimpleObject};

use super::asking::Asking;
use super::error::failed;
use super::organization::OrganizationRole;
use super::page::Paginated;
use crate::storage::{Member, NameFilter, Organization, Page, Role, User};

/// A person, as others see them.
#[derive(SimpleObject)]
#[graphql(name = "User")]
pub(super) struct UserNode {
    id: ID,
    name: String,
    /// What this one may do in the organization whose people are listed; none elsewhere.
    role: Option<OrganizationRole>,
    /// For the person, and for owners and admins of the organization whose people are listed.
    email: Option<String>,
}

impl UserNode {
    pub(super) fn of_oneself(user: &User) -> Self {
        Self {
            id: ID::from(&user.id),
            name: user.name.clone(),
            role: None,
            email: user.email.clone(),
        }
    }

    /// As somebody in the same organization sees them.
    pub(super) fn of_member(asking: Asking<'_>, asking_role: Role, member: Member) -> Self {
        let may_see = asking_role >= Role::Admin || member.user.id == asking.user_id();
        Self {
            id: ID::from(member.user.id),
            name: member.user.name,
            role: Some(member.role.into()),
            email: member.user.email.filter(|_| may_see),
        }
    }
}

/// The people of an organization that the asking user is a member of.
pub(super) async fn list(
    asking: Asking<'_>,
    organization: &Organization,
    filter: NameFilter,
    page: Page,
) -> Result<Paginated<UserNode>> {
    let found = asking
        .store
        .members(&organization.id, filter, page)
        .await
        .map_err(failed)?;
    let node = |member| UserNode::of_member(asking, organization.role, member);
    Ok(Paginated::of(asking.count(found)?, node))
}
