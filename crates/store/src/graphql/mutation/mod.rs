//! What can be changed, and who may. What is done belongs to the use-cases.

mod api_keys;
mod projects;
mod theme_groups;
mod token_sets;

use async_graphql::MergedObject;

use api_keys::ApiKeyMutation;
use projects::ProjectMutation;
use theme_groups::ThemeGroupMutation;
use token_sets::TokenSetMutation;

/// What can be changed. Each part is in its own file.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    ApiKeyMutation,
    ProjectMutation,
    TokenSetMutation,
    ThemeGroupMutation,
);
