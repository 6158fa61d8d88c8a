//! Deleting a theme group.

use crate::error::StoreError;
use crate::moment;
use crate::storage::ThemeGroup;
use crate::store::Store;

impl Store {
    /// Deletes a theme group, and gives it as it was.
    pub(crate) async fn delete_theme_group(
        &self,
        branch_id: &str,
        name: &str,
    ) -> Result<ThemeGroup, StoreError> {
        let removed = self
            .storage()
            .remove_theme_group(branch_id, name, moment::now())
            .await?;
        removed.ok_or(StoreError::NoSuchName("theme group"))
    }
}
