//! Token sets and the design tokens in them.

use std::sync::Arc;

use async_graphql::{Context, Enum, Object, Result, SimpleObject};

use super::asking::Asking;
use super::budget::{Budget, FIELD};
use super::error::failed;
use super::scalar::{Json, Moment};
use crate::error::StoreError;
use crate::storage::TokenSet;
use crate::token_file::{DesignToken, walk};

/// Where the content of a token set comes from.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
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

    /// Its place among the sets of the branch, from 0.
    async fn order_index(&self) -> u32 {
        self.0.position
    }

    #[graphql(name = "type")]
    async fn kind(&self) -> TokenSetType {
        TokenSetType::Static
    }

    /// The set's JSON, exactly as it was written.
    async fn raw(&self) -> Option<Json> {
        Some(Json(self.0.raw.clone()))
    }

    /// What works the set out; a written one has none.
    async fn generator_id(&self) -> &'static str {
        ""
    }

    /// The design tokens in the set's groups.
    async fn tokens(&self, context: &Context<'_>) -> Result<Vec<DesignTokenNode>> {
        let budget = Arc::clone(Asking::of(context)?.budget());
        budget.spend_bytes(self.0.raw.len())?;
        let set = Arc::clone(&self.0);
        // Off the async threads, for a large set takes a while.
        let found = tokio::task::spawn_blocking(move || design_tokens(&set, &budget));
        found
            .await
            .map_err(|error| failed(StoreError::System(error.to_string())))?
    }

    async fn created_at(&self) -> Moment {
        Moment(self.0.created)
    }

    async fn updated_at(&self) -> Moment {
        Moment(self.0.updated)
    }
}

/// The parts of the set's text are paid for already; names repeat those of their groups.
fn design_tokens(set: &TokenSet, budget: &Budget) -> Result<Vec<DesignTokenNode>> {
    let (mut tokens, mut spent) = (Vec::new(), Ok(()));
    let walked = walk(&set.raw, &mut |token| {
        let node = DesignTokenNode::from(token);
        if spent.is_ok() {
            spent = budget.spend_bytes(FIELD + node.name.len() + node.kind.len());
            tokens.push(node);
        }
    });
    walked.map_err(|_| {
        failed(StoreError::System(format!(
            "the token set {} can't be read",
            set.id
        )))
    })?;
    spent.map(|()| tokens)
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

impl From<DesignToken<'_>> for DesignTokenNode {
    fn from(token: DesignToken<'_>) -> Self {
        Self {
            name: token.name,
            kind: token.kind.unwrap_or_else(|| "other".into()),
            value: Json(token.value.to_owned()),
            description: token.description,
            extensions: token.extensions.map(|json| Json(json.to_owned())),
        }
    }
}
