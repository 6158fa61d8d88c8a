//! Making a token set of another one.

use super::input::{name, outcome};
use crate::error::StoreError;
use crate::moment;
use crate::storage::TokenSet;
use crate::store::Store;

/// A token set that is to be like another one, as it was sent.
pub(crate) struct DuplicateTokenSet {
    /// The name of the other one.
    pub(crate) from: String,
    /// Its own name.
    pub(crate) path: String,
    /// Its place; after all others when none is given.
    pub(crate) place: Option<u32>,
}

impl Store {
    /// Adds a token set with the content of another one.
    pub(crate) async fn duplicate_token_set(
        &self,
        branch_id: &str,
        request: DuplicateTokenSet,
    ) -> Result<TokenSet, StoreError> {
        let DuplicateTokenSet { from, path, place } = request;
        let name = name(path)?;
        let copied = self
            .storage()
            .copy_token_set(branch_id, &from, &name, place, moment::now());
        outcome(copied.await?)
    }
}
