//! Giving keys other secrets. No key can: all of this takes a signed-in session.

use async_graphql::{Context, InputObject, Object, Result};

use crate::api_keys::RotateKey;
use crate::graphql::api_key::ApiKeyNode;
use crate::graphql::asking::Asking;
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::policy;

/// A new secret that was made on a device, of which the store learns all but the secret.
#[derive(InputObject)]
#[graphql(name = "RotateAPIKeyInput")]
struct RotateApiKeyInput {
    /// The key's.
    id: String,
    /// SHA-256 of the new secret's characters, as 64 hexadecimal digits.
    digest: String,
    /// Like `tsk_AbCd…wxYZ`.
    hint: String,
    /// How long the secret that the key has now stays good: 0 to 43200 (30 days), but never longer than the key.
    overlap_minutes: i32,
}

#[derive(Default)]
pub(crate) struct RotationMutation;

#[Object]
impl RotationMutation {
    /// Gives a key a secret that a device made. Sending it again changes nothing and answers the key as it is now.
    #[graphql(name = "rotateAPIKey")]
    async fn rotate_api_key(
        &self,
        context: &Context<'_>,
        input: RotateApiKeyInput,
    ) -> Result<Guarded<ApiKeyNode>> {
        open(context, &policy::ROTATE_API_KEY, async |asking: Asking<'_>| {
            let request = RotateKey {
                id: input.id,
                digest: input.digest,
                hint: input.hint,
                overlap_minutes: input.overlap_minutes,
            };
            let rotated = asking.store.rotate_key(asking.user_id(), request).await;
            rotated.map(ApiKeyNode::of).map_err(failed)
        })
        .await
    }

    /// Gives a key a secret that the store makes, answered once as `value`. The secret that it had opens nothing any more.
    async fn regenerate_api_key(&self, context: &Context<'_>, id: String) -> Result<Guarded<ApiKeyNode>> {
        open(
            context,
            &policy::REGENERATE_API_KEY,
            async |asking: Asking<'_>| {
                let regenerated = asking.store.regenerate_key(asking.user_id(), &id).await;
                regenerated.map(ApiKeyNode::with_new_secret).map_err(failed)
            },
        )
        .await
    }
}
