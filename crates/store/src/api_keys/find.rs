//! Finding one key.

use crate::error::StoreError;
use crate::storage::ApiKey;
use crate::store::Store;
use crate::text;

impl Store {
    /// One key of a user.
    pub(crate) async fn key(&self, user_id: &str, id: &str) -> Result<ApiKey, StoreError> {
        let id = text::known_id(id, "API key")?;
        let found = self.storage().key(user_id, &id).await?;
        let mut key = found.ok_or(StoreError::NotFound("API key"))?;
        self.key_uses().complete(&mut key);
        Ok(key)
    }
}
