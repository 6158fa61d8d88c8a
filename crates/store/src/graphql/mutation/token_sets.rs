//! Writing token sets, one by one or all below a path.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use crate::graphql::asking::{Asking, Place};
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::scalar::{Json, Moment};
use crate::graphql::token_set::{TokenSetNode, TokenSetType};
use crate::moment;
use crate::policy;
use crate::storage::TokenSet;
use crate::token_sets::{CreateTokenSet, DuplicateTokenSet, UpdateTokenSet, place};

/// A token set that is to be.
#[derive(InputObject)]
struct TokenSetInput {
    /// Its name: one line of 1 to 500 visible characters.
    path: String,
    /// After all others when left out.
    order_index: Option<i32>,
    /// An object, kept as it is written; an empty one when left out.
    raw: Option<Json>,
    #[graphql(name = "type")]
    kind: Option<TokenSetType>,
}

/// What is to change of a token set; what is left out stays as it is.
#[derive(InputObject)]
struct TokenSetUpdateInput {
    /// The name that it has.
    path: String,
    /// The name that it is to get.
    new_path: Option<String>,
    order_index: Option<i32>,
    /// An object, kept as it is written.
    raw: Option<Json>,
    #[graphql(name = "type")]
    kind: Option<TokenSetType>,
}

/// A token set that is to be like another one.
#[derive(InputObject)]
struct DuplicateTokenSetInput {
    /// The name of the other one.
    duplicate_from: String,
    /// Its own name.
    path: String,
    /// A whole number; after all others when left out.
    order_index: Option<f64>,
}

/// A new place for a token set.
#[derive(InputObject)]
struct TokenSetOrderInput {
    path: String,
    /// A whole number.
    order_index: f64,
}

/// Token sets that were deleted, as they were.
#[derive(SimpleObject)]
struct DeleteSetTransaction {
    completed: Moment,
    sets: Vec<TokenSetNode>,
}

/// Token sets that were renamed.
#[derive(SimpleObject)]
struct RenameSetTransaction {
    completed: Moment,
    sets: Vec<TokenSetNode>,
}

#[derive(Default)]
pub(crate) struct TokenSetMutation;

#[Object]
impl TokenSetMutation {
    /// Adds a token set.
    async fn create_token_set(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: Option<String>,
        input: TokenSetInput,
    ) -> Result<Guarded<TokenSetNode>> {
        let rule = &policy::CREATE_TOKEN_SET;
        open(context, rule, async |asking: Asking<'_>| {
            let place = at(&organization, &project, branch.as_deref());
            let branch_id = asking.branch_in(place, rule).await?;
            let request = CreateTokenSet {
                path: input.path,
                place: index(input.order_index.map(f64::from))?,
                kind: input.kind.map(Into::into).unwrap_or_default(),
                raw: content(input.raw),
            };
            let set = asking.store.create_token_set(&branch_id, request).await;
            answered(asking, set.map_err(failed)?)
        })
        .await
    }

    /// Changes a token set, and no other. Of two changes at once, the last one stands.
    async fn update_token_set(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: Option<String>,
        input: TokenSetUpdateInput,
    ) -> Result<Guarded<TokenSetNode>> {
        let rule = &policy::UPDATE_TOKEN_SET;
        open(context, rule, async |asking: Asking<'_>| {
            let place = at(&organization, &project, branch.as_deref());
            let branch_id = asking.branch_in(place, rule).await?;
            let request = UpdateTokenSet {
                path: input.path,
                new_path: input.new_path,
                place: index(input.order_index.map(f64::from))?,
                kind: input.kind.map(Into::into),
                raw: content(input.raw),
            };
            let set = asking
                .store
                .update_token_set(asking.user_id(), &branch_id, request)
                .await;
            answered(asking, set.map_err(failed)?)
        })
        .await
    }

    /// Deletes a token set, and answers it as it was.
    async fn delete_set(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: String,
        path: String,
    ) -> Result<Guarded<TokenSetNode>> {
        let rule = &policy::DELETE_SET;
        open(context, rule, async |asking: Asking<'_>| {
            let place = at(&organization, &project, Some(&branch));
            let branch_id = asking.branch_in(place, rule).await?;
            let set = asking
                .store
                .delete_token_set(asking.user_id(), &branch_id, &path)
                .await;
            answered(asking, set.map_err(failed)?)
        })
        .await
    }

    /// Deletes the token sets `path` and `path/…`.
    async fn delete_all_sets(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: String,
        path: String,
    ) -> Result<Guarded<DeleteSetTransaction>> {
        let rule = &policy::DELETE_ALL_SETS;
        open(context, rule, async |asking: Asking<'_>| {
            let place = at(&organization, &project, Some(&branch));
            let branch_id = asking.branch_in(place, rule).await?;
            let sets = asking
                .store
                .delete_token_sets_below(asking.user_id(), &branch_id, &path)
                .await;
            Ok(DeleteSetTransaction {
                completed: Moment(moment::now()),
                sets: all_answered(asking, sets.map_err(failed)?)?,
            })
        })
        .await
    }

    /// Gives the token sets `path` and `path/…` the names `newPath` and `newPath/…`: all of them, or none.
    async fn rename_token_sets(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: String,
        path: String,
        new_path: String,
    ) -> Result<Guarded<RenameSetTransaction>> {
        let rule = &policy::RENAME_TOKEN_SETS;
        open(context, rule, async |asking: Asking<'_>| {
            let place = at(&organization, &project, Some(&branch));
            let branch_id = asking.branch_in(place, rule).await?;
            let sets = asking.store.rename_token_sets_below(&branch_id, &path, new_path);
            Ok(RenameSetTransaction {
                sets: all_answered(asking, sets.await.map_err(failed)?)?,
                completed: Moment(moment::now()),
            })
        })
        .await
    }

    /// Adds a token set with the content of another one.
    async fn duplicate_token_set(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: Option<String>,
        input: DuplicateTokenSetInput,
    ) -> Result<Guarded<TokenSetNode>> {
        let rule = &policy::DUPLICATE_TOKEN_SET;
        open(context, rule, async |asking: Asking<'_>| {
            let place = at(&organization, &project, branch.as_deref());
            let branch_id = asking.branch_in(place, rule).await?;
            let request = DuplicateTokenSet {
                from: input.duplicate_from,
                path: input.path,
                place: index(input.order_index)?,
            };
            let set = asking.store.duplicate_token_set(&branch_id, request).await;
            answered(asking, set.map_err(failed)?)
        })
        .await
    }

    /// Gives token sets new places: all of them, or none. Answers those that it was about.
    async fn update_token_sets_order(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: Option<String>,
        updates: Vec<TokenSetOrderInput>,
    ) -> Result<Guarded<Vec<TokenSetNode>>> {
        let rule = &policy::UPDATE_TOKEN_SETS_ORDER;
        open(context, rule, async |asking: Asking<'_>| {
            let at = at(&organization, &project, branch.as_deref());
            let branch_id = asking.branch_in(at, rule).await?;
            let places = updates.into_iter().map(|update| {
                let place = place(update.order_index).map_err(failed)?;
                Ok((update.path, place))
            });
            let places = places.collect::<Result<Vec<_>>>()?;
            let sets = asking.store.reorder_token_sets(&branch_id, places).await;
            all_answered(asking, sets.map_err(failed)?)
        })
        .await
    }
}

fn at<'request>(
    organization: &'request str,
    project: &'request str,
    branch: Option<&'request str>,
) -> Place<'request> {
    Place {
        organization,
        project,
        branch,
    }
}

fn index(number: Option<f64>) -> Result<Option<u32>> {
    number.map(place).transpose().map_err(failed)
}

fn content(raw: Option<Json>) -> Option<String> {
    raw.map(|json| json.0)
}

fn answered(asking: Asking<'_>, set: TokenSet) -> Result<TokenSetNode> {
    asking.budget().spend_bytes(set.raw.len())?;
    Ok(TokenSetNode::of(set))
}

fn all_answered(asking: Asking<'_>, sets: Vec<TokenSet>) -> Result<Vec<TokenSetNode>> {
    asking.budget().spend_rows(sets.len())?;
    sets.into_iter().map(|set| answered(asking, set)).collect()
}
