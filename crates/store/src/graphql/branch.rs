//! Branches: the way to token sets and themes.

use async_graphql::{Context, Object, Result};

use super::asking::Asking;
use super::error::{failed, no_such_name};
use super::filter::TokenSetsFilterInput;
use super::page::{Paginated, page};
use super::scalar::Moment;
use super::theme_group::{ThemeGroupNode, length};
use super::token_set::TokenSetNode;
use crate::storage::Branch;

/// A branch is only ever reached through a guarded field.
pub(super) struct BranchNode(pub(super) Branch);

#[Object(name = "Branch")]
impl BranchNode {
    async fn name(&self) -> &str {
        &self.0.name
    }

    async fn is_default(&self) -> bool {
        self.0.is_default
    }

    async fn created_at(&self) -> Moment {
        Moment(self.0.created)
    }

    /// When it left another branch; the default one never did.
    async fn branched_at(&self) -> Option<Moment> {
        (!self.0.is_default).then_some(Moment(self.0.created))
    }

    async fn organization_id(&self) -> &str {
        &self.0.organization_id
    }

    async fn project_id(&self) -> &str {
        &self.0.project_id
    }

    /// One token set, by its whole name.
    async fn token_set(&self, context: &Context<'_>, path: String) -> Result<TokenSetNode> {
        let asking = Asking::of(context)?;
        let found = asking.storage().token_set(&self.0.id, &path).await;
        let set = found.map_err(failed)?.ok_or_else(|| no_such_name("token set"))?;
        asking.budget().spend_bytes(set.raw.len())?;
        Ok(TokenSetNode::of(set))
    }

    /// The token sets, in order.
    async fn token_sets(
        &self,
        context: &Context<'_>,
        filter: Option<TokenSetsFilterInput>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Paginated<TokenSetNode>> {
        let asking = Asking::of(context)?;
        let filter = filter.map(Into::into).unwrap_or_default();
        let found = asking
            .storage()
            .token_sets(&self.0.id, filter, page(number, limit)?)
            .await
            .map_err(failed)?;
        let length = found.rows.iter().map(|set| set.raw.len()).sum();
        asking.budget().spend_bytes(length)?;
        Ok(Paginated::of(asking.count(found)?, TokenSetNode::of))
    }

    /// The theme groups, in order.
    async fn theme_groups(
        &self,
        context: &Context<'_>,
        #[graphql(name = "page")] number: Option<i32>,
        limit: Option<i32>,
    ) -> Result<Paginated<ThemeGroupNode>> {
        let asking = Asking::of(context)?;
        let found = asking
            .storage()
            .theme_groups(&self.0.id, page(number, limit)?)
            .await
            .map_err(failed)?;
        asking.budget().spend_bytes(found.rows.iter().map(length).sum())?;
        Ok(Paginated::of(asking.count(found)?, ThemeGroupNode::of))
    }
}
