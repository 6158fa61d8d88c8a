//! What can be changed, and who may. What is done belongs to the use-cases.

mod actor_tokens;
mod api_keys;
mod rotation;

use async_graphql::MergedObject;

use actor_tokens::ActorTokenMutation;
use api_keys::ApiKeyMutation;
use rotation::RotationMutation;

/// What can be changed. Each part is in its own file.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(ApiKeyMutation, ActorTokenMutation, RotationMutation);
