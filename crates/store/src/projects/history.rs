//! What was replaced in a project within the last 30 days.

use crate::error::StoreError;
use crate::moment;
use crate::storage::{HistoryEntry, kept_since};
use crate::store::Store;
use crate::text;

impl Store {
    /// What is kept of a project's past, newest first.
    pub(crate) async fn history(&self, project_id: &str) -> Result<Vec<HistoryEntry>, StoreError> {
        let project_id = text::known_id(project_id, "project")?;
        if !self.storage().project_exists(&project_id).await? {
            return Err(StoreError::NotFound("project"));
        }
        Ok(self
            .storage()
            .history(&project_id, kept_since(moment::now()))
            .await?)
    }
}
