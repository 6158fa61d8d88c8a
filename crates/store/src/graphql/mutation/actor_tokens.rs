//! Making actor tokens, with a key that may.

use async_graphql::{Context, InputObject, Object, Result};
use keys::Scope;

use crate::access::Denied;
use crate::actor_tokens::{ActorToken, CreateActorToken, NotMade};
use crate::error::StoreError;
use crate::graphql::asking::Asking;
use crate::graphql::error::{denied, failed};
use crate::graphql::guard::{Guarded, open};
use crate::graphql::scalar::Moment;
use crate::policy;

/// An actor token that is to be made.
#[derive(InputObject)]
struct CreateActorTokenInput {
    /// What it may open: a part of what the key does.
    scopes: Vec<String>,
    /// How long it lives: 1 to 60.
    minutes: i32,
    /// The device or tool that will use it.
    actor: Option<String>,
}

/// A token that was just made, with its secret: the only answer that ever holds it.
struct ActorTokenNode(ActorToken);

#[Object(name = "ActorToken")]
impl ActorTokenNode {
    /// The secret. It can't be asked for again.
    async fn value(&self) -> &str {
        // Shown to whoever made the token, once.
        self.0.secret.expose()
    }

    /// Every scope it holds, narrower ones that are included among them.
    async fn scopes(&self) -> Vec<&'static str> {
        self.0.scopes.iter().map(Scope::as_str).collect()
    }

    /// The device or tool that uses it.
    async fn actor(&self) -> Option<&str> {
        self.0.actor.as_deref()
    }

    async fn created_at(&self) -> Moment {
        Moment(self.0.created)
    }

    async fn expires_at(&self) -> Moment {
        Moment(self.0.expires)
    }
}

#[derive(Default)]
pub(crate) struct ActorTokenMutation;

#[Object]
impl ActorTokenMutation {
    /// Makes a token that opens a part of what the asking key opens, for an hour at most. It ends with the key, too.
    async fn create_actor_token(
        &self,
        context: &Context<'_>,
        input: CreateActorTokenInput,
    ) -> Result<Guarded<ActorTokenNode>> {
        open(
            context,
            &policy::CREATE_ACTOR_TOKEN,
            async |asking: Asking<'_>| {
                let shown = asking.principal.shown.as_ref();
                let shown = shown.ok_or_else(|| denied(&Denied::KeyOnly))?;
                let request = CreateActorToken {
                    scopes: Some(input.scopes),
                    minutes: input.minutes,
                    actor: input.actor,
                };
                let made = asking.store.create_actor_token(shown, request).await;
                made.map(ActorTokenNode).map_err(|reason| match reason {
                    NotMade::Scopes(reason) => failed(StoreError::InvalidInput(reason)),
                    NotMade::Store(error) => failed(error),
                })
            },
        )
        .await
    }
}
