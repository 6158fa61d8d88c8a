//! Listing and ending the sessions of a user.

use crate::error::StoreError;
use crate::moment;
use crate::storage::Session;
use crate::store::Store;
use crate::text;

impl Store {
    /// The sessions of a user that have not ended, the one used last first.
    pub(crate) async fn sessions(&self, user_id: &str) -> Result<Vec<Session>, StoreError> {
        Ok(self.storage().sessions(user_id, moment::now()).await?)
    }

    /// Ends a session of a user at once, with all its secrets.
    pub(crate) async fn end_session(&self, user_id: &str, id: &str) -> Result<Session, StoreError> {
        let id = text::known_id(id, "session")?;
        let ended = self.storage().end_session(user_id, &id).await?;
        let session = ended.ok_or(StoreError::NotFound("session"))?;
        tracing::info!(session = session.id, user = user_id, "a session was ended");
        Ok(session)
    }
}
