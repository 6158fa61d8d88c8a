//! Listing invitations.

use crate::error::StoreError;
use crate::moment;
use crate::storage::{Invitation, Page, PageOf, User};
use crate::store::Store;

impl Store {
    /// The invitations into an organization, newest first.
    pub(crate) async fn invitations(
        &self,
        organization_id: &str,
        page: Page,
    ) -> Result<PageOf<Invitation>, StoreError> {
        Ok(self.storage().invitations(organization_id, page).await?)
    }

    /// The invitations that a user can answer, newest first.
    pub(crate) async fn invitations_for(
        &self,
        user: &User,
        page: Page,
    ) -> Result<PageOf<Invitation>, StoreError> {
        let Some(email) = &user.email else {
            return Ok(PageOf {
                rows: Vec::new(),
                total: 0,
                page,
            });
        };
        Ok(self.storage().invitations_for(email, moment::now(), page).await?)
    }
}
