//! Adding an organization.

use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::NewOrganization;
use crate::store::Store;
use crate::text;

impl Store {
    /// Adds an organization with its first owner, and gives the new id.
    pub async fn add_organization(&self, name: &str, owner_id: &str) -> Result<String, StoreError> {
        let owner_id = text::known_id(owner_id, "user")?;
        if self.storage().user(&owner_id).await?.is_none() {
            return Err(StoreError::NotFound("user"));
        }
        let id = Uuid::now_v7().to_string();
        let new = NewOrganization {
            id: id.clone(),
            name: text::name(name)?,
            description: None,
            icon: None,
            owner_id,
            created: moment::now(),
        };
        self.storage().add_organization(new).await?;
        Ok(id)
    }
}
