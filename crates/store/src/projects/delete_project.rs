//! Deleting a project with all that is in it.

use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Deletes a project. The devices of all who could see it hear of it.
    pub(crate) async fn delete_project(&self, user_id: &str, id: &str) -> Result<(), StoreError> {
        if self.storage().remove_project(id, user_id).await? {
            tracing::info!(project = id, user = user_id, "a project was deleted");
            Ok(())
        } else {
            Err(StoreError::NotFound("project"))
        }
    }
}
