//! Adding people.

use uuid::Uuid;

use super::Password;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{NewUser, User};
use crate::store::Store;
use crate::text;

/// Says what is wrong with somebody who is to be added, be there a store or not.
pub(crate) fn check_new_user(email: &str, name: &str, password: &Password) -> Result<(), StoreError> {
    password.check(&[&text::email(email)?, &text::name(name)?])
}

impl Store {
    /// Adds a person who signs in with an email address and a password, and gives the new id.
    pub async fn add_user(&self, email: &str, name: &str, password: Password) -> Result<String, StoreError> {
        let user = User {
            id: Uuid::now_v7().to_string(),
            email: Some(text::email(email)?),
            name: text::name(name)?,
        };
        let id = user.id.clone();
        let about = [user.email.as_deref().unwrap_or_default(), &user.name];
        let hash = password.hash(self.hashing(), &about).await?;
        let new = NewUser {
            user,
            password_hash: Some(hash),
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
}
