//! Invitations into organizations.

use async_graphql::{Enum, ID, Object};

use super::organization::OrganizationRole;
use super::scalar::Moment;
use crate::invitations::Invited;
use crate::storage::{Invitation, InvitationStatus};

/// Where an invitation is in its life.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "InvitationStatus")]
enum StatusNode {
    Pending,
    Declined,
    Accepted,
}

impl From<InvitationStatus> for StatusNode {
    fn from(status: InvitationStatus) -> Self {
        match status {
            InvitationStatus::Pending => Self::Pending,
            InvitationStatus::Declined => Self::Declined,
            InvitationStatus::Accepted => Self::Accepted,
        }
    }
}

/// An invitation; with its code only in the answer to whoever has just sent it.
pub(super) enum InvitationNode {
    Listed(Invitation),
    Sent(Invited),
}

impl InvitationNode {
    pub(super) fn of(invitation: Invitation) -> Self {
        Self::Listed(invitation)
    }

    fn row(&self) -> &Invitation {
        match self {
            Self::Listed(invitation) => invitation,
            Self::Sent(sent) => &sent.invitation,
        }
    }
}

#[Object(name = "Invitation")]
impl InvitationNode {
    async fn id(&self) -> ID {
        ID::from(&self.row().id)
    }

    async fn organization_id(&self) -> &str {
        &self.row().organization_id
    }

    async fn organization_name(&self) -> &str {
        &self.row().organization_name
    }

    async fn email(&self) -> Option<&str> {
        Some(&self.row().email)
    }

    async fn status(&self) -> StatusNode {
        self.row().status.into()
    }

    /// What the invited person is to be.
    async fn role(&self) -> OrganizationRole {
        self.row().role.into()
    }

    async fn created_at(&self) -> Moment {
        Moment(self.row().created)
    }

    /// Until when it can be answered.
    async fn expires_at(&self) -> Moment {
        Moment(self.row().expires)
    }

    /// The code with which it is answered. Only in the answer to `inviteToOrganization` and `resendInvitation`: pass it on
    /// to the invited person.
    async fn confirm_code(&self) -> Option<&str> {
        match self {
            Self::Listed(_) => None,
            // Shown to whoever invites, once.
            Self::Sent(sent) => Some(sent.code.expose()),
        }
    }
}
