//! Changing a token set: its content, its name, its place or its kind. Of two changes at once, the last one stands.

use super::input::{name, outcome};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{TokenSet, TokenSetEdit, TokenSetKind};
use crate::store::Store;

/// What is to change of a token set, as it was sent; `None` leaves it as it is.
pub(crate) struct UpdateTokenSet {
    /// The name it has.
    pub(crate) path: String,
    pub(crate) new_path: Option<String>,
    pub(crate) place: Option<u32>,
    pub(crate) kind: Option<TokenSetKind>,
    /// JSON.
    pub(crate) raw: Option<String>,
}

impl Store {
    /// Changes a token set of a branch, and no other.
    pub(crate) async fn update_token_set(
        &self,
        user_id: &str,
        branch_id: &str,
        request: UpdateTokenSet,
    ) -> Result<TokenSet, StoreError> {
        let raw = match request.raw {
            Some(raw) => Some(self.checked_set(raw).await?),
            None => None,
        };
        // Clients send the name it has along with every change, and a file may have brought one that is none of ours.
        let new_path = request.new_path.filter(|new_path| *new_path != request.path);
        let edit = TokenSetEdit {
            name: new_path.map(name).transpose()?,
            position: request.place,
            kind: request.kind,
            raw,
        };
        let edited = self
            .storage()
            .edit_token_set(branch_id, &request.path, edit, user_id, moment::now());
        outcome(edited.await?)
    }
}
