//! Taking a program's right to ask away.

use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Removes the program with this name; `false` when there is none.
    pub(crate) async fn remove_service(&self, name: &str) -> Result<bool, StoreError> {
        let removed = self.storage().remove_service(name.trim()).await?;
        if removed {
            tracing::info!(service = name.trim(), "a service was removed");
        }
        Ok(removed)
    }
}
