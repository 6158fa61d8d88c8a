//! Taking in a key that a device made: the store learns its digest, never the key.

use jiff::Timestamp;
use keys::{KeyDigest, KeyHint, KeyName, ScopeSet};

use super::expiry;
use crate::error::StoreError;
use crate::moment;
use crate::storage::{ApiKey, Registration};
use crate::store::Store;
use crate::text;

/// A key that a device made, as it was sent.
pub(crate) struct RegisterKey {
    pub(crate) id: String,
    pub(crate) digest: String,
    pub(crate) hint: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires: Option<Timestamp>,
}

impl Store {
    /// Takes in a key that a device made. Sending it again gives the key as it is now, be it ended meanwhile.
    pub(crate) async fn register_key(
        &self,
        user_id: &str,
        request: RegisterKey,
    ) -> Result<ApiKey, StoreError> {
        let id = text::id(&request.id)?;
        let digest: KeyDigest = request.digest.parse().map_err(|_| {
            StoreError::invalid(
                "The digest of a key is its SHA-256, as 64 hexadecimal digits. Send it without the key itself.",
            )
        })?;
        // Looked up before the rest is checked: an expiration that was good then may have passed by now.
        match self.storage().key(user_id, &id).await? {
            Some(mut known) if known.digest == digest || self.had_secret(&id, digest).await? => {
                self.key_uses().complete(&mut known);
                Ok(known)
            }
            Some(_) => Err(taken()),
            None => self.store_key(new_key(user_id, id, digest, request)?).await,
        }
    }

    /// Whether a key had this secret before it got another one.
    async fn had_secret(&self, key_id: &str, digest: KeyDigest) -> Result<bool, StoreError> {
        let secret = self.storage().secret_by_digest(digest).await?;
        Ok(secret.is_some_and(|secret| secret.key_id == key_id && secret.replaced.is_some()))
    }

    /// Stores a key whose parts are checked.
    pub(super) async fn store_key(&self, key: ApiKey) -> Result<ApiKey, StoreError> {
        match self.storage().register_key(key).await? {
            Registration::New(key) => {
                tracing::info!(key = key.id, user = key.user_id, "an API key was registered");
                Ok(key)
            }
            Registration::Known(key) => Ok(key),
            Registration::Taken => Err(taken()),
        }
    }
}

fn taken() -> StoreError {
    StoreError::Conflict("Another API key has this id or this digest. Make a new key.".into())
}

fn new_key(user_id: &str, id: String, digest: KeyDigest, request: RegisterKey) -> Result<ApiKey, StoreError> {
    let hint = KeyHint::parse(&request.hint)
        .filter(|hint| hint.as_str().starts_with(keys::KeyKind::Api.prefix()))
        .ok_or_else(|| StoreError::invalid("The hint of a key looks like tsk_AbCd…wxYZ."))?;
    let now = moment::now();
    expiry::check(request.expires, now)?;
    Ok(ApiKey {
        id,
        user_id: user_id.to_owned(),
        digest,
        hint: hint.as_str().to_owned(),
        name: KeyName::parse(&request.name)
            .map_err(StoreError::invalid)?
            .as_str()
            .to_owned(),
        description: text::description(request.description)?,
        scopes: ScopeSet::parse(request.scopes.iter().map(String::as_str)).map_err(StoreError::invalid)?,
        created: now,
        expires: request.expires,
        last_used: None,
        deleted: None,
        revision: 0,
    })
}
