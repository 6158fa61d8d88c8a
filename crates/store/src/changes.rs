//! What changed for a user, for the devices that keep a copy.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::storage::{Changes, listed_since};
use crate::store::Store;

impl Store {
    /// What changed for a user since a cursor.
    pub(crate) async fn changes(&self, user_id: &str, since: i64, limit: u32) -> Result<Changes, StoreError> {
        let mut changes = self
            .storage()
            .changes(user_id, since, limit, listed_since(Timestamp::now()))
            .await?;
        changes
            .api_keys
            .iter_mut()
            .for_each(|key| self.key_uses().complete(key));
        Ok(changes)
    }
}
