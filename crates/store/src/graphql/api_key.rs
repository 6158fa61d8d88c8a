//! API keys, as their user sees them.

use async_graphql::{Enum, ID, Object};
use jiff::Timestamp;
use keys::{KeyState, Scope};

use super::scalar::Moment;
use crate::api_keys::CreatedKey;
use crate::storage::ApiKey;

/// Where a key is in its life.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "APIKeyState")]
pub(super) enum ApiKeyState {
    /// It opens what its scopes say.
    Active,
    /// It still does, but ends within 14 days.
    ExpiringSoon,
    /// It still does, but nothing has used it for 90 days.
    Unused,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Deleted,
}

impl From<KeyState> for ApiKeyState {
    fn from(state: KeyState) -> Self {
        match state {
            KeyState::Active => Self::Active,
            KeyState::ExpiringSoon => Self::ExpiringSoon,
            KeyState::Unused => Self::Unused,
            KeyState::Expired => Self::Expired,
            KeyState::Deleted => Self::Deleted,
        }
    }
}

/// A key without its secret.
pub(super) struct ApiKeyNode(pub(super) ApiKey);

#[Object(name = "APIKeyWithoutValue")]
impl ApiKeyNode {
    async fn id(&self) -> ID {
        ID::from(&self.0.id)
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    async fn last_used(&self) -> Option<Moment> {
        self.0.last_used.map(Moment)
    }

    /// Every scope it holds, narrower ones that are included among them.
    async fn scopes(&self) -> Vec<&'static str> {
        self.0.scopes.iter().map(Scope::as_str).collect()
    }

    /// None when it never ends.
    async fn expires_at(&self) -> Option<Moment> {
        self.0.expires.map(Moment)
    }

    async fn created_at(&self) -> Moment {
        Moment(self.0.created)
    }

    async fn deleted_at(&self) -> Option<Moment> {
        self.0.deleted.map(Moment)
    }

    /// Its first and last characters, like `tsk_AbCd…wxYZ`.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    async fn state(&self) -> ApiKeyState {
        self.0.state(Timestamp::now()).into()
    }
}

/// A key that was just made, with its secret: the only answer that ever holds it.
pub(super) struct CreatedKeyNode(pub(super) CreatedKey);

#[Object(name = "APIKey")]
impl CreatedKeyNode {
    async fn id(&self) -> ID {
        ID::from(&self.0.key.id)
    }

    async fn name(&self) -> &str {
        &self.0.key.name
    }

    async fn description(&self) -> Option<&str> {
        self.0.key.description.as_deref()
    }

    /// The secret. It can't be asked for again.
    async fn value(&self) -> &str {
        // Shown to whoever made the key, once.
        self.0.secret.expose()
    }
}
