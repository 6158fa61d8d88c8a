//! Giving an invitation a new code, and taking one back.

use keys::{KeyKind, PlainKey};

use super::Invited;
use super::invite::{end, refused};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{Invitation, InvitationChange, Organization, Role};
use crate::store::Store;
use crate::text;

impl Store {
    /// What an invitation makes of the person that it is for.
    pub(crate) async fn invited_role(
        &self,
        organization: &Organization,
        id: &str,
    ) -> Result<Role, StoreError> {
        let id = text::known_id(id, "invitation")?;
        let found = self.storage().invitation(&organization.id, &id).await?;
        found
            .map(|invitation| invitation.role)
            .ok_or(StoreError::NotFound("invitation"))
    }

    /// Gives an invitation that nobody has answered a new code and 14 more days; the code before opens nothing then.
    pub(crate) async fn resend_invitation(
        &self,
        asking_id: &str,
        organization: &Organization,
        id: &str,
    ) -> Result<Invited, StoreError> {
        let id = text::known_id(id, "invitation")?;
        let code = PlainKey::generate(KeyKind::Invitation)?;
        let expires = end(moment::now())?;
        let renewed = self
            .storage()
            .renew_invitation(asking_id, &organization.id, &id, code.digest(), expires)
            .await?;
        let invitation = done(renewed)?;
        Ok(Invited { invitation, code })
    }

    /// Takes an invitation back; nobody asks when an administrator does.
    pub(crate) async fn delete_invitation(
        &self,
        asking_id: Option<&str>,
        organization: &Organization,
        id: &str,
    ) -> Result<Invitation, StoreError> {
        let id = text::known_id(id, "invitation")?;
        let removed = self
            .storage()
            .remove_invitation(asking_id, &organization.id, &id)
            .await?;
        done(removed)
    }
}

fn done(change: InvitationChange) -> Result<Invitation, StoreError> {
    match change {
        InvitationChange::Done(invitation) => Ok(invitation),
        InvitationChange::NoInvitation => Err(StoreError::NotFound("invitation")),
        InvitationChange::Answered => Err(StoreError::Conflict(
            "This invitation was answered already. Invite the person anew.".into(),
        )),
        InvitationChange::Refused(reason) => Err(refused(reason)),
    }
}
