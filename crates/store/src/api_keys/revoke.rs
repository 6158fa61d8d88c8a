//! Ending a key.

use crate::error::StoreError;
use crate::moment;
use crate::storage::{ApiKey, Deletion};
use crate::store::Store;
use crate::text;

impl Store {
    /// Ends a key at once. Ending an ended one gives it back unchanged. With `user_id`, only a key of that user.
    pub(crate) async fn revoke_key(&self, user_id: Option<&str>, id: &str) -> Result<ApiKey, StoreError> {
        let id = text::known_id(id, "API key")?;
        let deleted = self.storage().delete_key(user_id, &id, moment::now()).await?;
        let mut key = match deleted.ok_or(StoreError::NotFound("API key"))? {
            Deletion::New(key) => {
                tracing::info!(key = key.id, user = key.user_id, "an API key was deleted");
                key
            }
            Deletion::Known(key) => key,
        };
        self.key_uses().complete(&mut key);
        Ok(key)
    }
}
