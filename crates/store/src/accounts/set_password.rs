//! Setting another password for somebody.

use super::Password;
use crate::error::StoreError;
use crate::storage::User;
use crate::store::Store;

impl Store {
    /// Sets another password and ends all sessions of the user. For an administrator.
    pub(crate) async fn set_password(&self, user: &User, password: Password) -> Result<(), StoreError> {
        let email = user.email.as_deref().unwrap_or_default();
        let hash = password.hash(self.hashing(), &[email, &user.name]).await?;
        if self.storage().set_password(&user.id, hash).await? {
            tracing::info!(user = user.id, "a password was set");
            Ok(())
        } else {
            Err(StoreError::NotFound("user"))
        }
    }
}
