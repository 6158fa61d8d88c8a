//! Inviting people into organizations, and answering that.

use async_graphql::{Context, Object, Result};

use crate::graphql::asking::Asking;
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::invitation::InvitationNode;
use crate::graphql::organization::OrganizationNode;
use crate::graphql::scalar::Moment;
use crate::invitations::{Invite, role_of_groups};
use crate::policy::{self, Role};

#[derive(Default)]
pub(crate) struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites somebody. `confirmCode` is in this answer only.
    async fn invite_to_organization(
        &self,
        context: &Context<'_>,
        organization: String,
        email: String,
        #[graphql(desc = "The role: owner, admin, member or viewer; without any, member.")] groups: Vec<
            String,
        >,
    ) -> Result<Guarded<InvitationNode>> {
        let wanted = role_of_groups(&groups);
        let rule = match wanted {
            Ok(wanted) if leads(wanted) => &policy::INVITE_LEADER,
            _ => &policy::INVITE_TO_ORGANIZATION,
        };
        open(context, rule, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, rule).await?;
            let request = Invite {
                by: Some(asking.user_id().to_owned()),
                email,
                role: wanted.map_err(failed)?,
            };
            let invited = asking.store.invite(&found, request).await;
            invited.map(InvitationNode::Sent).map_err(failed)
        })
        .await
    }

    /// Gives an invitation that nobody has answered a new code and 14 more days.
    async fn resend_invitation(
        &self,
        context: &Context<'_>,
        organization: String,
        id: String,
    ) -> Result<Guarded<InvitationNode>> {
        let rule = &policy::RESEND_INVITATION;
        let opened = open(context, rule, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, rule).await?;
            let wanted = asking.store.invited_role(&found, &id).await.map_err(failed)?;
            let rule = if leads(wanted) {
                &policy::RESEND_LEADER
            } else {
                rule
            };
            open(context, rule, async |asking: Asking<'_>| {
                let sent = asking
                    .store
                    .resend_invitation(asking.user_id(), &found, &id)
                    .await;
                sent.map(InvitationNode::Sent).map_err(failed)
            })
            .await
        });
        opened.await.map(Guarded::flat)
    }

    /// Takes an invitation back.
    async fn delete_invitation(
        &self,
        context: &Context<'_>,
        organization: String,
        id: String,
    ) -> Result<Guarded<InvitationNode>> {
        let rule = &policy::DELETE_INVITATION;
        open(context, rule, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, rule).await?;
            let deleted = asking
                .store
                .delete_invitation(Some(asking.user_id()), &found, &id)
                .await;
            deleted.map(InvitationNode::of).map_err(failed)
        })
        .await
    }

    /// Joins the organization that an invitation for the asking user's address is into.
    async fn accept_invitation(
        &self,
        context: &Context<'_>,
        id: String,
        confirm_code: String,
    ) -> Result<Guarded<OrganizationNode>> {
        let rule = &policy::ACCEPT_INVITATION;
        open(context, rule, async |asking: Asking<'_>| {
            let user = &asking.principal.user;
            let joined = asking.store.accept_invitation(user, &id, &confirm_code).await;
            joined.map(OrganizationNode).map_err(failed)
        })
        .await
    }

    /// Says no to an invitation for the asking user's address.
    async fn decline_invitation(
        &self,
        context: &Context<'_>,
        id: String,
        code: String,
    ) -> Result<Guarded<Moment>> {
        let rule = &policy::DECLINE_INVITATION;
        open(context, rule, async |asking: Asking<'_>| {
            let user = &asking.principal.user;
            let declined = asking.store.decline_invitation(user, &id, &code).await;
            declined.map(Moment).map_err(failed)
        })
        .await
    }
}

/// Whether somebody with this role decides about others.
fn leads(role: Role) -> bool {
    role >= Role::Admin
}
