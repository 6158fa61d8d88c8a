//! What can be changed, and who may. What is done belongs to the use-cases.

mod api_keys;
mod invitations;
mod members;
mod organizations;
mod sessions;

use async_graphql::MergedObject;

use api_keys::ApiKeyMutation;
use invitations::InvitationMutation;
use members::MemberMutation;
use organizations::OrganizationMutation;
use sessions::SessionMutation;

/// What can be changed. Each part is in its own file.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    ApiKeyMutation,
    SessionMutation,
    OrganizationMutation,
    MemberMutation,
    InvitationMutation,
);
