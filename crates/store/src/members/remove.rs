//! Ending a membership: somebody leaves, or is made to.

use super::outcome::done;
use crate::error::StoreError;
use crate::store::Store;
use crate::text;

impl Store {
    /// Ends a membership at once, and gives the revision of that change. What the user's keys open is looked up afresh
    /// each time, so they open nothing of it from then on.
    pub(crate) async fn remove_member(
        &self,
        asking_id: &str,
        organization_id: &str,
        user_id: &str,
    ) -> Result<i64, StoreError> {
        let user_id = text::known_id(user_id, "member")?;
        let change = self
            .storage()
            .remove_member(asking_id, organization_id, &user_id)
            .await?;
        let (_member, revision) = done(change)?;
        tracing::info!(
            organization = organization_id,
            user = user_id,
            by = asking_id,
            "a membership was ended"
        );
        Ok(revision)
    }
}
