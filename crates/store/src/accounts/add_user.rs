//! Adding people, and finding them by their address.

use uuid::Uuid;

use super::Password;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{NewUser, User};
use crate::store::Store;
use crate::text;

impl Store {
    /// Adds a person who signs in with an email address and a password, and gives the new id.
    pub async fn add_user(&self, email: &str, name: &str, password: Password) -> Result<String, StoreError> {
        let user = User {
            id: Uuid::now_v7().to_string(),
            email: Some(text::email(email)?),
            name: text::name(name)?,
        };
        let id = user.id.clone();
        let new = NewUser {
            user,
            password_hash: Some(password.hash().await?),
            created: moment::now(),
        };
        if self.storage().add_user(new).await? {
            Ok(id)
        } else {
            Err(StoreError::Conflict(
                "Somebody has this email address already. Give another one.".into(),
            ))
        }
    }

    /// The id of the user with this email address.
    pub async fn user_id(&self, email: &str) -> Result<String, StoreError> {
        let address = text::email(email)?;
        match self.storage().user_by_email(&address).await? {
            Some(user) => Ok(user.id),
            None => Err(StoreError::InvalidInput(format!(
                "There is no user with the address {address}. Add one first, or check the spelling."
            ))),
        }
    }
}
