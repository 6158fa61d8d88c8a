//! Replacing what a project holds.

use crate::error::StoreError;
use crate::moment;
use crate::storage::ContentCounts;
use crate::store::Store;
use crate::text;

impl Store {
    /// Replaces what a project's default branch holds with a Tokens Studio file, as a whole or not at all.
    pub(crate) async fn replace_content(
        &self,
        project_id: &str,
        file: Vec<u8>,
        set_name: String,
    ) -> Result<ContentCounts, StoreError> {
        let project_id = text::known_id(project_id, "project")?;
        if !self.storage().project_exists(&project_id).await? {
            return Err(StoreError::NotFound("project"));
        }
        let content = self.read_token_file(file, set_name).await?;
        let counts = content.counts;
        let now = moment::now();
        if self.storage().replace_content(&project_id, content, now).await? {
            Ok(counts)
        } else {
            Err(StoreError::NotFound("project"))
        }
    }
}
