//! The person and the organization of a store that runs inside the app.

use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{LocalOwner, NewOrganization, NewUser, User};
use crate::store::Store;
use crate::text;

impl Store {
    /// The user and organization of a store that runs inside the app. Made by the first call; later ones give the same,
    /// whatever names they bring.
    pub async fn ensure_local_owner(
        &self,
        user_name: &str,
        organization_name: &str,
    ) -> Result<LocalOwner, StoreError> {
        let created = moment::now();
        let user = User {
            id: Uuid::now_v7().to_string(),
            email: None,
            name: text::name(user_name)?,
        };
        let organization = NewOrganization {
            id: Uuid::now_v7().to_string(),
            name: text::name(organization_name)?,
            owner_id: user.id.clone(),
            created,
        };
        let user = NewUser {
            user,
            password_hash: None,
            created,
        };
        Ok(self.storage().ensure_local_owner(user, organization).await?)
    }
}
