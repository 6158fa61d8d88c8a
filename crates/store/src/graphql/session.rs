//! Sessions, as their user sees them.

use async_graphql::{Object, Result};

use super::asking::Asking;
use super::error::failed;
use super::scalar::Moment;
use crate::access::Grant;
use crate::storage::Session;

/// The sessions of the asking user.
pub(super) async fn list(asking: Asking<'_>) -> Result<Vec<SessionNode>> {
    let found = asking.store.sessions(asking.user_id()).await.map_err(failed)?;
    asking.budget().spend_rows(found.len())?;
    Ok(found.into_iter().map(|session| node(asking, session)).collect())
}

pub(super) fn node(asking: Asking<'_>, session: Session) -> SessionNode {
    let is_current = matches!(&asking.principal.grant, Grant::Session { id } if *id == session.id);
    SessionNode { session, is_current }
}

/// A place where the user is signed in.
pub(super) struct SessionNode {
    session: Session,
    is_current: bool,
}

#[Object(name = "Session")]
impl SessionNode {
    async fn id(&self) -> &str {
        &self.session.id
    }

    async fn device_name(&self) -> &str {
        &self.session.device_name
    }

    async fn created_at(&self) -> Moment {
        Moment(self.session.created)
    }

    /// To a few minutes.
    async fn last_used_at(&self) -> Moment {
        Moment(self.session.last_used)
    }

    /// Whether this request came with it.
    async fn is_current(&self) -> bool {
        self.is_current
    }
}
