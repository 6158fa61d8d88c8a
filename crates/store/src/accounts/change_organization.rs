//! Making, changing and deleting an organization, for those in it.

use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::picture;
use crate::storage::{Edit, NewOrganization, Organization, OrganizationChange};
use crate::store::Store;
use crate::text;

/// What an organization is to be like.
pub(crate) struct OrganizationRequest {
    pub(crate) name: String,
    pub(crate) description: Edit,
    pub(crate) icon: Edit,
}

impl Store {
    /// Makes an organization that a user owns.
    pub(crate) async fn create_organization(
        &self,
        user_id: &str,
        request: OrganizationRequest,
    ) -> Result<Organization, StoreError> {
        let new = NewOrganization {
            id: Uuid::now_v7().to_string(),
            name: text::name(&request.name)?,
            description: text::description(request.description.text().map(str::to_owned))?,
            icon: picture::of_text(request.icon.text().map(str::to_owned))?,
            owner_id: user_id.to_owned(),
            created: moment::now(),
        };
        let id = new.id.clone();
        self.storage().add_organization(new).await?;
        tracing::info!(organization = id, user = user_id, "an organization was made");
        self.organization_of(user_id, &id).await
    }

    /// Changes what an organization is called and how it is shown.
    pub(crate) async fn update_organization(
        &self,
        user_id: &str,
        id: &str,
        request: OrganizationRequest,
    ) -> Result<Organization, StoreError> {
        let change = OrganizationChange {
            name: Some(text::name(&request.name)?),
            description: request.description.checked(text::description)?,
            icon: request.icon.checked(picture::of_text)?,
        };
        self.storage().change_organization(id, change).await?;
        self.organization_of(user_id, id).await
    }

    /// Deletes an organization with all that is in it.
    pub(crate) async fn delete_organization(&self, user_id: &str, id: &str) -> Result<(), StoreError> {
        if self.storage().is_local_organization(id).await? {
            return Err(StoreError::Conflict(
                "This organization belongs to the store on this computer and can't be deleted. Delete its projects instead."
                    .into(),
            ));
        }
        if !self.storage().remove_organization(id, user_id).await? {
            return Err(StoreError::NotFound("organization"));
        }
        tracing::info!(organization = id, user = user_id, "an organization was deleted");
        Ok(())
    }

    pub(crate) async fn organization_of(&self, user_id: &str, id: &str) -> Result<Organization, StoreError> {
        let found = self.storage().organization(user_id, id).await?;
        found.ok_or(StoreError::NotFound("organization"))
    }
}
