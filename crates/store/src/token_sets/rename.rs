//! Renaming all token sets below a path.

use super::input::{name, outcome};
use crate::error::StoreError;
use crate::moment;
use crate::storage::TokenSet;
use crate::store::Store;
use crate::token_file::is_set_name;

impl Store {
    /// Gives the token sets `path` and `path/…` the names `new_path` and `new_path/…`: all of them, or none.
    pub(crate) async fn rename_token_sets_below(
        &self,
        branch_id: &str,
        path: &str,
        new_path: String,
    ) -> Result<Vec<TokenSet>, StoreError> {
        let new_path = name(new_path)?;
        let renamed =
            self.storage()
                .rename_token_sets_below(branch_id, path, &new_path, is_set_name, moment::now());
        outcome(renamed.await?)
    }
}
