//! Who belongs to an organization, and as what.

use async_graphql::{Context, Object, Result, SimpleObject};

use crate::access::Grant;
use crate::graphql::asking::Asking;
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::organization::OrganizationRole;
use crate::graphql::user::UserNode;
use crate::policy;
use crate::text;

/// Something that was done.
#[derive(SimpleObject)]
struct Transaction {
    /// The revision that it took, as in the cursors of `Self.changes`.
    id: String,
}

#[derive(Default)]
pub(crate) struct MemberMutation;

#[Object]
impl MemberMutation {
    /// Ends a membership. Whoever is signed in may always leave, the last owner aside.
    async fn remove_from_organization(
        &self,
        context: &Context<'_>,
        organization: String,
        user: String,
    ) -> Result<Guarded<Transaction>> {
        open(
            context,
            &policy::REMOVE_FROM_ORGANIZATION,
            async |asking: Asking<'_>| {
                let rule = if leaves(asking, &user) {
                    &policy::ORGANIZATION
                } else {
                    &policy::REMOVE_FROM_ORGANIZATION
                };
                let found = asking.member_of(&organization, rule).await?;
                let removed = asking
                    .store
                    .remove_member(asking.user_id(), &found.id, &user)
                    .await;
                let revision = removed.map_err(failed)?;
                Ok(Transaction {
                    id: format!("r{revision}"),
                })
            },
        )
        .await
    }

    /// Gives a member another role. Only owners make owners, and take that from one.
    async fn update_member_role(
        &self,
        context: &Context<'_>,
        organization: String,
        user: String,
        role: OrganizationRole,
    ) -> Result<Guarded<UserNode>> {
        open(
            context,
            &policy::UPDATE_MEMBER_ROLE,
            async |asking: Asking<'_>| {
                let found = asking
                    .member_of(&organization, &policy::UPDATE_MEMBER_ROLE)
                    .await?;
                let changed = asking
                    .store
                    .change_role(asking.user_id(), &found.id, &user, role.into())
                    .await;
                let member = changed.map_err(failed)?;
                Ok(UserNode::of_member(asking, found.role, member))
            },
        )
        .await
    }
}

/// Whether somebody who is signed in wants to leave.
fn leaves(asking: Asking<'_>, user: &str) -> bool {
    let is_self = text::id(user).is_ok_and(|id| id == asking.user_id());
    is_self && matches!(asking.principal.grant, Grant::Session { .. })
}
