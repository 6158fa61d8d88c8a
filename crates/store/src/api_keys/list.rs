//! Listing keys.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::storage::{ApiKey, Page, PageOf, listed_since};
use crate::store::Store;

impl Store {
    /// A user's keys, newest first, ended ones included for 30 days.
    pub(crate) async fn keys(&self, user_id: &str, page: Page) -> Result<PageOf<ApiKey>, StoreError> {
        let mut keys = self
            .storage()
            .keys(user_id, listed_since(Timestamp::now()), page)
            .await?;
        keys.rows.iter_mut().for_each(|key| self.key_uses().complete(key));
        Ok(keys)
    }
}
