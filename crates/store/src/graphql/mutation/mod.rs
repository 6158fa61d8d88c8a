//! What can be changed, and who may. What is done belongs to the use-cases.

mod api_keys;

use async_graphql::MergedObject;

use api_keys::ApiKeyMutation;

/// What can be changed. Each part is in its own file.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(ApiKeyMutation);
