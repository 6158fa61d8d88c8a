//! The one who asks.

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::api_key::ApiKeyNode;
use super::asking::Asking;
use super::changes::{self, ChangesNode};
use super::error::failed;
use super::guard::{Guarded, open};
use super::page::{Paginated, page};
use crate::policy;
use crate::storage::User;

/// Whoever asks. Reached only with the scope for it.
pub(super) struct SelfNode(pub(super) User);

/// A person, as others see them.
#[derive(SimpleObject)]
#[graphql(name = "User")]
struct UserNode {
    id: ID,
    name: String,
}

/// What is different for a user.
#[derive(SimpleObject)]
struct UserFlags {
    /// Nobody waits to be let into a store of one's own.
    waitlist: Option<bool>,
}

#[Object(name = "Self")]
impl SelfNode {
    async fn id(&self) -> &str {
        &self.0.id
    }

    async fn user(&self) -> UserNode {
        UserNode {
            id: ID::from(&self.0.id),
            name: self.0.name.clone(),
        }
    }

    async fn flags(&self) -> UserFlags {
        UserFlags {
            waitlist: Some(false),
        }
    }

    /// One of the user's keys, without its secret.
    async fn api_key(&self, context: &Context<'_>, id: String) -> Result<ApiKeyNode> {
        let asking = Asking::of(context)?;
        asking
            .store
            .key(&self.0.id, &id)
            .await
            .map(ApiKeyNode::of)
            .map_err(failed)
    }

    /// The user's keys, newest first; ended ones stay for 30 days.
    async fn api_keys(
        &self,
        context: &Context<'_>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Paginated<ApiKeyNode>> {
        let asking = Asking::of(context)?;
        let found = asking
            .store
            .keys(&self.0.id, page(number, limit)?)
            .await
            .map_err(failed)?;
        Ok(Paginated::of(asking.count(found)?, ApiKeyNode::of))
    }

    /// What changed since a cursor; without one, everything. For devices, which keep a copy: signed in, not with a key.
    async fn changes(
        &self,
        context: &Context<'_>,
        since: Option<String>,
        limit: Option<i32>,
    ) -> Result<Guarded<ChangesNode>> {
        open(context, &policy::CHANGES, async |asking: Asking<'_>| {
            changes::since(asking, since, limit).await
        })
        .await
    }
}
