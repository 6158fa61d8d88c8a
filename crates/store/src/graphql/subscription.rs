//! What can be followed, and by whom. How it travels belongs to `http`.

use std::sync::Arc;

use async_graphql::{Context, Result, Subscription};
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::asking::Asking;
use super::budget::Budget;
use super::error::{denied, failed, not_found, with_code};
use super::project::ProjectNode;
use crate::error::ErrorCode;
use crate::policy;
use crate::projects::Created;
use crate::storage::Project;
use crate::store::Store;

pub(crate) struct Subscription;

#[Subscription]
impl Subscription {
    /// Each project that is made in an organization from now on.
    async fn on_create_project(
        &self,
        context: &Context<'_>,
        organization: String,
    ) -> Result<BoxStream<'static, Result<ProjectNode>>> {
        let asking = Asking::of(context)?;
        let rule = &policy::ON_CREATE_PROJECT;
        asking.principal.pass(rule).map_err(|reason| denied(&reason))?;
        // Before anything is waited for, so that nothing is missed meanwhile.
        let created = asking.store.created_projects();
        let organization = asking.member_of(&organization, rule).await?;
        let following = Following {
            store: asking.store.clone(),
            user_id: asking.user_id().to_owned(),
            organization_id: organization.id,
            budget: Arc::clone(asking.budget()),
            created,
        };
        let projects = stream::unfold(Some(following), async |following| {
            let mut following = following?;
            match following.next().await {
                Ok(project) => Some((Ok(ProjectNode(project?)), Some(following))),
                Err(error) => Some((Err(error), None)),
            }
        });
        Ok(projects.boxed())
    }
}

/// Somebody who follows what is made in an organization.
struct Following {
    store: Store,
    user_id: String,
    organization_id: String,
    budget: Arc<Budget>,
    created: Receiver<Created>,
}

impl Following {
    /// The next project, if there will ever be one more. It is looked up anew, for the user may have left meanwhile.
    async fn next(&mut self) -> Result<Option<Project>> {
        loop {
            let created = match self.created.recv().await {
                Ok(created) if created.organization_id == self.organization_id => created,
                Ok(_) => continue,
                Err(RecvError::Closed) => return Ok(None),
                Err(RecvError::Lagged(_)) => return Err(too_many()),
            };
            let storage = self.store.storage();
            let found = storage.project(&self.user_id, &created.project_id).await;
            if let Some(project) = found.map_err(failed)? {
                self.budget.begin_anew();
                return Ok(Some(project));
            }
            let organization = storage.organization(&self.user_id, &self.organization_id).await;
            if organization.map_err(failed)?.is_none() {
                return Err(not_found("organization"));
            }
        }
    }
}

fn too_many() -> async_graphql::Error {
    let reason =
        "Too many projects were made at once to tell each of them. Ask for the list, then follow again.";
    with_code(reason, ErrorCode::TooLarge)
}
