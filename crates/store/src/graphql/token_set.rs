//! Token sets and the design tokens in them.

use std::sync::{Arc, Weak};

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::asking::Asking;
use super::budget::{Budget, FIELD};
use super::error::{failed, with_code};
use super::scalar::{Json, Moment};
use crate::error::{ErrorCode, StoreError};
use crate::storage::{TokenSet, TokenSetKind};
use crate::token_file::{DesignToken, Found, WalkError, walk};

/// Where the content of a token set comes from.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "TokenSetKind")]
pub(super) enum TokenSetType {
    /// It is written.
    #[graphql(name = "Static")]
    Static,
    /// It is worked out.
    #[graphql(name = "Dynamic")]
    Dynamic,
}

pub(super) struct TokenSetNode(Arc<TokenSet>);

impl TokenSetNode {
    pub(super) fn of(set: TokenSet) -> Self {
        Self(Arc::new(set))
    }
}

#[Object(name = "TokensSet")]
impl TokenSetNode {
    async fn id(&self) -> &str {
        &self.0.id
    }

    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The sets of a branch are in the order of these, those with the same one in the order in which they were made.
    async fn order_index(&self) -> u32 {
        self.0.position
    }

    #[graphql(name = "type")]
    async fn kind(&self) -> TokenSetType {
        self.0.kind.into()
    }

    /// The set's JSON, exactly as it was written.
    async fn raw(&self) -> Option<Json> {
        Some(Json(self.0.raw.clone()))
    }

    /// What works the set out; this store keeps no such thing.
    async fn generator_id(&self) -> &'static str {
        ""
    }

    /// The design tokens in the set's groups.
    async fn tokens(&self, context: &Context<'_>) -> Result<Vec<DesignTokenNode>> {
        let asking = Asking::of(context)?;
        asking.budget().spend_bytes(self.0.raw.len())?;
        let (set, budget) = (Arc::clone(&self.0), Arc::downgrade(asking.budget()));
        let found = asking
            .store
            .heavy_work()
            .run(move || design_tokens(&set, &budget));
        found.await.map_err(failed)?
    }

    async fn created_at(&self) -> Moment {
        Moment(self.0.created)
    }

    async fn updated_at(&self) -> Moment {
        Moment(self.0.updated)
    }
}

/// What a member costs while it is held, in bytes.
const MEMBER: usize = 100;

/// The parts of the set's text are paid for already; names repeat those of their groups. When nobody waits for the
/// answer any more, the budget is gone, and the walk ends.
fn design_tokens(set: &TokenSet, budget: &Weak<Budget>) -> Result<Vec<DesignTokenNode>> {
    let spend = |bytes: usize| match budget.upgrade() {
        Some(budget) => budget.spend_bytes(bytes),
        None => Err(with_code(
            "This request was ended. Try again.",
            ErrorCode::Internal,
        )),
    };
    let mut tokens = Vec::new();
    let walked = walk(&set.raw, |found| match found {
        Found::Object(members) => spend(MEMBER * members),
        Found::Token(token) => {
            spend(FIELD + token.name.len())?;
            let node = DesignTokenNode::from(token);
            spend(node.kind.len())?;
            tokens.push(node);
            Ok(())
        }
    });
    match walked {
        Ok(()) => Ok(tokens),
        Err(WalkError::Stopped(reason)) => Err(reason),
        Err(_) => Err(failed(StoreError::System(format!(
            "the token set {} can't be read",
            set.id
        )))),
    }
}

/// A design token of a set.
#[derive(SimpleObject)]
#[graphql(name = "Token")]
pub(super) struct DesignTokenNode {
    /// With its groups, joined by dots.
    name: String,
    /// `other` when nothing says it.
    #[graphql(name = "type")]
    kind: String,
    value: Json,
    description: Option<String>,
    extensions: Option<Json>,
}

impl From<DesignToken<'_, '_>> for DesignTokenNode {
    fn from(token: DesignToken<'_, '_>) -> Self {
        Self {
            name: token.name.to_owned(),
            kind: token.kind().unwrap_or_else(|| "other".into()),
            value: Json(token.value.to_owned()),
            description: token.description(),
            extensions: token.extensions().map(|json| Json(json.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(raw: &str) -> TokenSet {
        TokenSet {
            id: "7".into(),
            name: "core".into(),
            position: 0,
            kind: TokenSetKind::Static,
            raw: raw.into(),
            created: jiff::Timestamp::UNIX_EPOCH,
            updated: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_walk_ends_with_the_request() {
        let set = set(r#"{"a": {"$value": 1}}"#);
        let budget = Arc::new(Budget::default());
        let of_request = Arc::downgrade(&budget);
        assert_eq!(
            design_tokens(&set, &of_request)
                .map(|tokens| tokens.len())
                .unwrap(),
            1
        );
        drop(budget);
        assert!(design_tokens(&set, &of_request).is_err());
    }
}
