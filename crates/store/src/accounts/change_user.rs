//! What people say about themselves.

use jiff::Timestamp;

use crate::error::StoreError;
use crate::moment;
use crate::picture;
use crate::storage::{Edit, Profile, UserChange};
use crate::store::Store;
use crate::text;

/// What a user is to be like.
pub(crate) struct UserRequest {
    pub(crate) name: Option<String>,
    pub(crate) given_name: Edit,
    pub(crate) description: Edit,
    pub(crate) icon: Edit,
}

impl Store {
    /// Changes what is known of a user, and says when.
    pub(crate) async fn update_user(
        &self,
        user_id: &str,
        request: UserRequest,
    ) -> Result<Timestamp, StoreError> {
        let given_name = request.given_name.checked(given_name)?;
        let change = UserChange {
            name: request.name.as_deref().map(text::name).transpose()?,
            given_name,
            description: request.description.checked(text::description)?,
            icon: request.icon.checked(picture::of_text)?,
        };
        let now = moment::now();
        if self.storage().change_user(user_id, change).await? {
            Ok(now)
        } else {
            Err(StoreError::NotFound("user"))
        }
    }

    /// What a user says about themselves, beside the name.
    pub(crate) async fn profile(&self, user_id: &str) -> Result<Profile, StoreError> {
        let found = self.storage().profile(user_id).await?;
        found.ok_or(StoreError::NotFound("user"))
    }
}

/// Nothing but white space is none.
fn given_name(text: Option<String>) -> Result<Option<String>, StoreError> {
    text.filter(|text| !text.trim().is_empty())
        .map(|text| text::name(&text))
        .transpose()
}
