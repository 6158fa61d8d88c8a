//! Deleting token sets: one, or all below a path.

use crate::error::StoreError;
use crate::moment;
use crate::storage::TokenSet;
use crate::store::Store;

impl Store {
    /// Deletes a token set, and gives it as it was.
    pub(crate) async fn delete_token_set(
        &self,
        user_id: &str,
        branch_id: &str,
        path: &str,
    ) -> Result<TokenSet, StoreError> {
        let removed = self
            .storage()
            .remove_token_set(branch_id, path, user_id, moment::now())
            .await?;
        removed.ok_or(StoreError::NoSuchName("token set"))
    }

    /// Deletes the token sets `path` and `path/…`, and gives them as they were.
    pub(crate) async fn delete_token_sets_below(
        &self,
        user_id: &str,
        branch_id: &str,
        path: &str,
    ) -> Result<Vec<TokenSet>, StoreError> {
        let removed = self
            .storage()
            .remove_token_sets_below(branch_id, path, user_id, moment::now())
            .await?;
        if removed.is_empty() {
            return Err(StoreError::NoSuchName("token set"));
        }
        Ok(removed)
    }
}
