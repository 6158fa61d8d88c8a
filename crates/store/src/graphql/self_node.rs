//! The one who asks.

use async_graphql::{Context, Object, Result, SimpleObject};

use super::api_key::ApiKeyNode;
use super::asking::Asking;
use super::changes::{self, ChangesNode};
use super::error::failed;
use super::guard::{Guarded, open};
use super::invitation::InvitationNode;
use super::page::{Paginated, page};
use super::session::{self, SessionNode};
use super::user::UserNode;
use crate::policy;
use crate::storage::{Profile, User};

/// Whoever asks. Reached only with the scope for it.
pub(super) struct SelfNode(pub(super) User);

/// What is different for a user.
#[derive(SimpleObject)]
struct UserFlags {
    /// Nobody waits to be let into a store of one's own.
    waitlist: Option<bool>,
}

impl SelfNode {
    async fn profile(&self, context: &Context<'_>) -> Result<Profile> {
        let asking = Asking::of(context)?;
        asking.store.profile(&self.0.id).await.map_err(failed)
    }
}

#[Object(name = "Self")]
impl SelfNode {
    async fn id(&self) -> &str {
        &self.0.id
    }

    async fn user(&self) -> UserNode {
        UserNode::of_oneself(&self.0)
    }

    /// What the user likes to be called.
    async fn given_name(&self, context: &Context<'_>) -> Result<Option<String>> {
        Ok(self.profile(context).await?.given_name)
    }

    /// What the user says about themselves.
    async fn description(&self, context: &Context<'_>) -> Result<Option<String>> {
        Ok(self.profile(context).await?.description)
    }

    /// The user's picture, as a `data:` URL.
    async fn icon(&self, context: &Context<'_>) -> Result<Option<String>> {
        Ok(self.profile(context).await?.icon)
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

    /// The invitations that the user can answer, newest first. Their codes come from whoever invited.
    async fn invitations(
        &self,
        context: &Context<'_>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Paginated<InvitationNode>> {
        let asking = Asking::of(context)?;
        let found = asking
            .store
            .invitations_for(&self.0, page(number, limit)?)
            .await
            .map_err(failed)?;
        Ok(Paginated::of(asking.count(found)?, InvitationNode::of))
    }

    /// The user's sessions that have not ended, the one used last first. For whoever is signed in.
    async fn sessions(&self, context: &Context<'_>) -> Result<Guarded<Vec<SessionNode>>> {
        open(context, &policy::SELF_SESSIONS, async |asking: Asking<'_>| {
            session::list(asking).await
        })
        .await
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
