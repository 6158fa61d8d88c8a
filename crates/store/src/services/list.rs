//! Listing the programs.

use crate::error::StoreError;
use crate::storage::RegisteredService;
use crate::store::Store;

impl Store {
    /// All that are registered, by name.
    pub(crate) async fn services(&self) -> Result<Vec<RegisteredService>, StoreError> {
        Ok(self.storage().services().await?)
    }
}
