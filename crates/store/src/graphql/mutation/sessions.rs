//! Ending sessions. Beginning one takes no GraphQL: see `http`.

use async_graphql::{Context, Object, Result};

use crate::graphql::asking::Asking;
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::session::{self, SessionNode};
use crate::policy;

#[derive(Default)]
pub(crate) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Ends one of the user's sessions at once, this one or another.
    async fn end_session(&self, context: &Context<'_>, id: String) -> Result<Guarded<SessionNode>> {
        open(context, &policy::END_SESSION, async |asking: Asking<'_>| {
            let ended = asking.store.end_session(asking.user_id(), &id).await;
            ended.map(|ended| session::node(asking, ended)).map_err(failed)
        })
        .await
    }
}
