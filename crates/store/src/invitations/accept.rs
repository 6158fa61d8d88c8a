//! Accepting an invitation as somebody who is signed in.

use super::answer;
use crate::error::StoreError;
use crate::storage::{Organization, User};
use crate::store::Store;

impl Store {
    /// Makes a user a member of the organization that an invitation is into.
    pub(crate) async fn accept_invitation(
        &self,
        user: &User,
        id: &str,
        code: &str,
    ) -> Result<Organization, StoreError> {
        let sent = answer::read(id, code)?;
        let answered = self.storage().accept_invitation(sent, user.clone()).await?;
        let invitation = answer::counted(answered)?;
        tracing::info!(
            invitation = invitation.id,
            organization = invitation.organization_id,
            user = user.id,
            "an invitation was accepted"
        );
        self.organization_of(&user.id, &invitation.organization_id).await
    }
}
