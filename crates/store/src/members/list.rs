//! Listing the people of an organization.

use crate::error::StoreError;
use crate::storage::{Member, NameFilter, Page, PageOf};
use crate::store::Store;

impl Store {
    /// The people of an organization, by name.
    pub(crate) async fn members(
        &self,
        organization_id: &str,
        filter: NameFilter,
        page: Page,
    ) -> Result<PageOf<Member>, StoreError> {
        Ok(self.storage().members(organization_id, filter, page).await?)
    }
}
