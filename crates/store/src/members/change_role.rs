//! Giving a member another role.

use super::outcome::done;
use crate::error::StoreError;
use crate::storage::{Member, Role};
use crate::store::Store;
use crate::text;

impl Store {
    /// Gives a member another role, and the member as it is then.
    pub(crate) async fn change_role(
        &self,
        asking_id: &str,
        organization_id: &str,
        user_id: &str,
        role: Role,
    ) -> Result<Member, StoreError> {
        let user_id = text::known_id(user_id, "member")?;
        let change = self
            .storage()
            .change_role(asking_id, organization_id, &user_id, role)
            .await?;
        let (before, _revision) = done(change)?;
        tracing::info!(
            organization = organization_id,
            user = user_id,
            by = asking_id,
            role = role.as_str(),
            "a member's role was changed"
        );
        Ok(Member { role, ..before })
    }
}
