//! Finding keys, and what changed for a device.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::storage::{ApiKey, Changes, Page, PageOf, listed_since};
use crate::store::Store;

impl Store {
    /// One key of a user.
    pub(crate) async fn key(&self, user_id: &str, id: &str) -> Result<ApiKey, StoreError> {
        let mut key = self
            .storage()
            .key(user_id, &id.to_lowercase())
            .await?
            .ok_or(StoreError::NotFound("API key"))?;
        self.last_used().complete(&mut key);
        Ok(key)
    }

    /// A user's keys, newest first, ended ones included for 30 days.
    pub(crate) async fn keys(&self, user_id: &str, page: Page) -> Result<PageOf<ApiKey>, StoreError> {
        let mut keys = self
            .storage()
            .keys(user_id, listed_since(Timestamp::now()), page)
            .await?;
        keys.rows
            .iter_mut()
            .for_each(|key| self.last_used().complete(key));
        Ok(keys)
    }

    /// What changed for a user since a cursor.
    pub(crate) async fn changes(&self, user_id: &str, since: i64, limit: u32) -> Result<Changes, StoreError> {
        let mut changes = self
            .storage()
            .changes(user_id, since, limit, listed_since(Timestamp::now()))
            .await?;
        changes
            .api_keys
            .iter_mut()
            .for_each(|key| self.last_used().complete(key));
        Ok(changes)
    }
}
