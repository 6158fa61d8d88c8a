//! What can be changed, and who may. What is done belongs to the use-cases.

mod actor_tokens;
mod api_keys;
mod invitations;
mod members;
mod organizations;
mod projects;
mod rotation;
mod sessions;
mod theme_groups;
mod token_sets;

use async_graphql::MergedObject;

use actor_tokens::ActorTokenMutation;
use api_keys::ApiKeyMutation;
use invitations::InvitationMutation;
use members::MemberMutation;
use organizations::OrganizationMutation;
use projects::ProjectMutation;
use rotation::RotationMutation;
use sessions::SessionMutation;
use theme_groups::ThemeGroupMutation;
use token_sets::TokenSetMutation;

/// What can be changed. Each part is in its own file.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    ActorTokenMutation,
    ApiKeyMutation,
    InvitationMutation,
    MemberMutation,
    OrganizationMutation,
    ProjectMutation,
    RotationMutation,
    SessionMutation,
    ThemeGroupMutation,
    TokenSetMutation,
);
