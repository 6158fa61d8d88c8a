//! The secrets of a key that are good, and how the key was used.

use crate::error::StoreError;
use crate::moment;
use crate::storage::{ApiKey, KeptUse, SecretOfKey};
use crate::store::Store;

impl Store {
    /// The newest secret of a key, and the one before for as long as it is good.
    pub(crate) async fn secrets_of_key(&self, key: &ApiKey) -> Result<Vec<SecretOfKey>, StoreError> {
        let mut secrets = self.storage().secrets_of_key(&key.id, moment::now()).await?;
        self.key_uses().complete_secrets(&key.id, &mut secrets);
        Ok(secrets)
    }

    /// How a key was used, to this moment.
    pub(crate) async fn use_of_key(&self, key: &ApiKey) -> Result<KeptUse, StoreError> {
        self.flush_last_used().await?;
        Ok(self.storage().use_of_key(&key.id, moment::now()).await?)
    }
}
