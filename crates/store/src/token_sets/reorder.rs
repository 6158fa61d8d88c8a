//! Putting token sets into another order.

use super::input::outcome;
use crate::error::StoreError;
use crate::moment;
use crate::storage::TokenSet;
use crate::store::Store;

impl Store {
    /// Gives token sets (by name) new places: all of them, or none.
    pub(crate) async fn reorder_token_sets(
        &self,
        branch_id: &str,
        places: Vec<(String, u32)>,
    ) -> Result<Vec<TokenSet>, StoreError> {
        let ordered = self
            .storage()
            .order_token_sets(branch_id, places, moment::now())
            .await?;
        outcome(ordered)
    }
}
