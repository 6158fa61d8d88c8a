//! Making and ending keys. No key can: all of this takes a signed-in session.

use async_graphql::{Context, InputObject, Object, Result};

use crate::api_keys::{CreateKey, RegisterKey};
use crate::graphql::api_key::{ApiKeyNode, CreatedKeyNode};
use crate::graphql::asking::Asking;
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::scalar::Moment;
use crate::policy;

/// A key that the store is to make.
#[derive(InputObject)]
#[graphql(name = "APIKeyInput")]
struct ApiKeyInput {
    /// 1 to 80 characters.
    name: String,
    description: Option<String>,
    /// What it may open; `projects:read` when left out.
    scopes: Option<Vec<String>>,
    /// When it ends; never when left out.
    expires_at: Option<Moment>,
}

/// A key that was made on a device, of which the store learns all but the secret.
#[derive(InputObject)]
#[graphql(name = "RegisterAPIKeyInput")]
struct RegisterApiKeyInput {
    /// A UUID.
    id: String,
    /// SHA-256 of the key's characters, as 64 hexadecimal digits.
    digest: String,
    /// Like `tsk_AbCd…wxYZ`.
    hint: String,
    /// 1 to 80 characters.
    name: String,
    description: Option<String>,
    scopes: Vec<String>,
    /// When it ends; never when left out.
    expires_at: Option<Moment>,
}

#[derive(Default)]
pub(crate) struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes a key for the asking user.
    #[graphql(name = "createAPIKey")]
    async fn create_api_key(
        &self,
        context: &Context<'_>,
        input: ApiKeyInput,
    ) -> Result<Guarded<CreatedKeyNode>> {
        open(context, &policy::CREATE_API_KEY, async |asking: Asking<'_>| {
            let request = CreateKey {
                name: input.name,
                description: input.description,
                scopes: input.scopes,
                expires: input.expires_at.map(|moment| moment.0),
            };
            asking
                .store
                .create_key(asking.user_id(), request)
                .await
                .map(CreatedKeyNode)
                .map_err(failed)
        })
        .await
    }

    /// Takes in a key that a device made. Sending it again changes nothing and answers the key as it is now.
    #[graphql(name = "registerAPIKey")]
    async fn register_api_key(
        &self,
        context: &Context<'_>,
        input: RegisterApiKeyInput,
    ) -> Result<Guarded<ApiKeyNode>> {
        open(context, &policy::REGISTER_API_KEY, async |asking: Asking<'_>| {
            let request = RegisterKey {
                id: input.id,
                digest: input.digest,
                hint: input.hint,
                name: input.name,
                description: input.description,
                scopes: input.scopes,
                expires: input.expires_at.map(|moment| moment.0),
            };
            asking
                .store
                .register_key(asking.user_id(), request)
                .await
                .map(ApiKeyNode::of)
                .map_err(failed)
        })
        .await
    }

    /// Ends a key of the asking user at once. Ending it again answers it unchanged.
    #[graphql(name = "deleteAPIKey")]
    async fn delete_api_key(&self, context: &Context<'_>, id: String) -> Result<Guarded<ApiKeyNode>> {
        open(context, &policy::DELETE_API_KEY, async |asking: Asking<'_>| {
            asking
                .store
                .revoke_key(Some(asking.user_id()), &id)
                .await
                .map(ApiKeyNode::of)
                .map_err(failed)
        })
        .await
    }
}
