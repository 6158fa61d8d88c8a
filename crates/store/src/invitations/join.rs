//! Accepting an invitation as somebody who has no account yet: makes one, joins, and signs in.

use uuid::Uuid;

use super::answer;
use crate::accounts::Password;
use crate::error::StoreError;
use crate::moment;
use crate::sessions::Opened;
use crate::storage::{NewUser, User};
use crate::store::Store;
use crate::text;

/// Somebody invited who has no account yet.
pub(crate) struct Join {
    pub(crate) invitation_id: String,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) password: Password,
    pub(crate) device_name: String,
}

impl Store {
    /// Makes an account with the address that was invited, a member of the organization, and a session.
    pub(crate) async fn join(&self, request: Join) -> Result<Opened, StoreError> {
        let sent = answer::read(&request.invitation_id, &request.code)?;
        let device_name = text::device_name(&request.device_name)?;
        let name = text::name(&request.name)?;
        // Hashing takes long: only for whoever has the code.
        let invitation = answer::counted(self.storage().check_invitation(sent.clone()).await?)?;
        if self.storage().user_by_email(&invitation.email).await?.is_some() {
            return Err(answer::has_account());
        }
        let about = [invitation.email.as_str(), name.as_str()];
        let hash = request.password.hash(self.hashing(), &about).await?;
        let user = User {
            id: Uuid::now_v7().to_string(),
            email: Some(invitation.email),
            name,
        };
        let new = NewUser {
            user: user.clone(),
            password_hash: Some(hash),
            created: moment::now(),
        };
        let joined = self.storage().accept_invitation_as_new(sent, new).await?;
        let invitation = answer::counted(joined)?;
        tracing::info!(
            invitation = invitation.id,
            organization = invitation.organization_id,
            user = user.id,
            "somebody joined with an invitation"
        );
        let opened = self.open_session(user, device_name, None).await?;
        opened.ok_or(StoreError::NotFound("user"))
    }
}
