//! Ending a key.

use crate::error::StoreError;
use crate::moment;
use crate::storage::ApiKey;
use crate::store::Store;

impl Store {
    /// Ends a key at once. Ending an ended one gives it back unchanged. With `user_id`, only a key of that user.
    pub(crate) async fn revoke_key(&self, user_id: Option<&str>, id: &str) -> Result<ApiKey, StoreError> {
        match self
            .storage()
            .delete_key(user_id, &id.to_lowercase(), moment::now())
            .await?
        {
            Some(mut key) => {
                tracing::info!(key = key.id, user = key.user_id, "an API key was deleted");
                self.last_used().complete(&mut key);
                Ok(key)
            }
            None => Err(StoreError::NotFound("API key")),
        }
    }
}
