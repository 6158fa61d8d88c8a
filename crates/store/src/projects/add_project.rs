//! Adding a project.

use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{Content, NewProject};
use crate::store::Store;
use crate::text;

impl Store {
    /// Adds an empty project with its default branch, and gives the new id.
    pub async fn add_project(&self, organization_id: &str, name: &str) -> Result<String, StoreError> {
        let id = Uuid::now_v7().to_string();
        let organization_id = text::known_id(organization_id, "organization")?;
        let name = text::name(name)?;
        self.store_project(&id, &organization_id, name, Content::default())
            .await?;
        Ok(id)
    }

    /// Stores a project whose parts are checked; `false` when its id is taken.
    pub(super) async fn store_project(
        &self,
        id: &str,
        organization_id: &str,
        name: String,
        content: Content,
    ) -> Result<bool, StoreError> {
        if !self.storage().organization_exists(organization_id).await? {
            return Err(StoreError::NotFound("organization"));
        }
        let new = NewProject {
            id: id.to_owned(),
            organization_id: organization_id.to_owned(),
            name,
            created: moment::now(),
        };
        Ok(self.storage().add_project(new, content).await?)
    }
}
