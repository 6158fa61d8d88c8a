//! Adding a token set.

use super::input::{name, outcome};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{AddedTokenSet, TokenSet, TokenSetKind};
use crate::store::Store;

/// A token set that is to be, as it was sent.
pub(crate) struct CreateTokenSet {
    /// Its name.
    pub(crate) path: String,
    /// Its place; after all others when none is given.
    pub(crate) place: Option<u32>,
    pub(crate) kind: TokenSetKind,
    /// JSON; an empty set when there is none.
    pub(crate) raw: Option<String>,
}

impl Store {
    /// Adds a token set to a branch.
    pub(crate) async fn create_token_set(
        &self,
        branch_id: &str,
        request: CreateTokenSet,
    ) -> Result<TokenSet, StoreError> {
        let set = AddedTokenSet {
            name: name(request.path)?,
            position: request.place,
            kind: request.kind,
            raw: self
                .checked_set(request.raw.unwrap_or_else(|| "{}".into()))
                .await?,
        };
        let added = self
            .storage()
            .add_token_set(branch_id, set, moment::now())
            .await?;
        outcome(added)
    }
}
