//! Making a key here, for clients that make none themselves.

use jiff::Timestamp;
use keys::{KeyKind, KeyName, PlainKey, Scope, ScopeSet};
use uuid::Uuid;

use super::expiry;
use crate::error::StoreError;
use crate::moment;
use crate::storage::ApiKey;
use crate::store::Store;
use crate::text;

/// A key that the store is to make.
pub(crate) struct CreateKey {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    /// `None` gives what the clients that know no scopes need: reading projects.
    pub(crate) scopes: Option<Vec<String>>,
    pub(crate) expires: Option<Timestamp>,
}

/// A key with its secret, which nobody can give again.
pub(crate) struct CreatedKey {
    pub(crate) key: ApiKey,
    pub(crate) secret: PlainKey,
}

impl Store {
    /// Makes a key for a user.
    pub(crate) async fn create_key(
        &self,
        user_id: &str,
        request: CreateKey,
    ) -> Result<CreatedKey, StoreError> {
        let scopes = match &request.scopes {
            Some(names) => ScopeSet::parse(names.iter().map(String::as_str)).map_err(StoreError::invalid)?,
            None => ScopeSet::new([Scope::ProjectsRead]).map_err(StoreError::invalid)?,
        };
        let now = moment::now();
        expiry::check(request.expires, now)?;
        let name = KeyName::parse(&request.name).map_err(StoreError::invalid)?;
        let description = text::description(request.description)?;
        let secret = PlainKey::generate(KeyKind::Api)?;
        let key = ApiKey {
            id: Uuid::now_v7().to_string(),
            user_id: user_id.to_owned(),
            digest: secret.digest(),
            hint: secret.hint().as_str().to_owned(),
            name: name.as_str().to_owned(),
            description,
            scopes,
            created: now,
            expires: request.expires,
            last_used: None,
            deleted: None,
            revision: 0,
        };
        let key = self.store_key(key).await?;
        Ok(CreatedKey { key, secret })
    }
}
