//! API keys, as their user sees them.

use async_graphql::{Context, Enum, ID, Object, Result};
use jiff::Timestamp;
use keys::{KeyState, PlainKey, Scope};

use super::asking::Asking;
use super::error::failed;
use super::key_use::{SecretNode, UseNode};
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

/// A key without its secret, unless that was just made.
pub(super) struct ApiKeyNode {
    key: ApiKey,
    new_secret: Option<PlainKey>,
}

impl ApiKeyNode {
    pub(super) fn of(key: ApiKey) -> Self {
        Self {
            key,
            new_secret: None,
        }
    }

    pub(super) fn with_new_secret(created: CreatedKey) -> Self {
        Self {
            key: created.key,
            new_secret: Some(created.secret),
        }
    }
}

#[Object(name = "APIKeyWithoutValue")]
impl ApiKeyNode {
    async fn id(&self) -> ID {
        ID::from(&self.key.id)
    }

    async fn name(&self) -> &str {
        &self.key.name
    }

    async fn description(&self) -> Option<&str> {
        self.key.description.as_deref()
    }

    async fn last_used(&self) -> Option<Moment> {
        self.key.last_used.map(Moment)
    }

    /// Every scope it holds, narrower ones that are included among them.
    async fn scopes(&self) -> Vec<&'static str> {
        self.key.scopes.iter().map(Scope::as_str).collect()
    }

    /// None when it never ends.
    async fn expires_at(&self) -> Option<Moment> {
        self.key.expires.map(Moment)
    }

    async fn created_at(&self) -> Moment {
        Moment(self.key.created)
    }

    async fn deleted_at(&self) -> Option<Moment> {
        self.key.deleted.map(Moment)
    }

    /// Its first and last characters, like `tsk_AbCd…wxYZ`.
    async fn hint(&self) -> &str {
        &self.key.hint
    }

    async fn state(&self) -> ApiKeyState {
        self.key.state(Timestamp::now()).into()
    }

    /// The secret that the store just made for it; it can't be asked for again.
    async fn value(&self) -> Option<&str> {
        // Shown to whoever let the store make it, once.
        self.new_secret.as_ref().map(PlainKey::expose)
    }

    /// Its secrets that are good, newest first: two at most.
    async fn secrets(&self, context: &Context<'_>) -> Result<Vec<SecretNode>> {
        let asking = Asking::of(context)?;
        let secrets = asking.store.secrets_of_key(&self.key).await.map_err(failed)?;
        asking.budget().spend_rows(secrets.len())?;
        Ok(secrets.into_iter().map(SecretNode::from).collect())
    }

    /// How it is used.
    #[graphql(name = "use")]
    async fn key_use(&self, context: &Context<'_>) -> Result<UseNode> {
        let asking = Asking::of(context)?;
        let kept = asking.store.use_of_key(&self.key).await.map_err(failed)?;
        asking.budget().spend_rows(kept.places.len() + kept.days.len())?;
        Ok(UseNode::of(self.key.last_used.map(Moment), kept))
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
