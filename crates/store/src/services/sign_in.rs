//! Whether a program is the one that it says it is.

use keys::{KeyKind, PlainKey};

use crate::error::StoreError;
use crate::store::Store;

impl Store {
    /// Whether this is the secret of the program with this name.
    pub(crate) async fn is_service(&self, name: &str, secret: &[u8]) -> Result<bool, StoreError> {
        let Ok(secret) = PlainKey::parse(secret) else {
            return Ok(false);
        };
        if secret.kind() != KeyKind::Service {
            return Ok(false);
        }
        let known = self.storage().service_digest(name).await?;
        Ok(known.is_some_and(|known| known == secret.digest()))
    }
}
