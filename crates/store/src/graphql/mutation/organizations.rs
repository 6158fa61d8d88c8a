//! Organizations, and what people say about themselves.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};

use crate::accounts::{OrganizationRequest, UserRequest};
use crate::error::ErrorCode;
use crate::graphql::asking::Asking;
use crate::graphql::error::{failed, with_code};
use crate::graphql::guard::{Guarded, open};
use crate::graphql::organization::{OrganizationNode, Visibility};
use crate::graphql::scalar::Moment;
use crate::policy;
use crate::storage::Edit;

/// What an organization is to be like. What is left out of a change stays as it is; null takes it away.
#[derive(InputObject)]
struct OrganizationInput {
    /// 1 to 80 characters.
    name: String,
    description: MaybeUndefined<String>,
    /// A picture (PNG, JPEG, GIF or WebP of at most 256 KiB) in base64.
    icon: MaybeUndefined<String>,
}

/// What is to change about oneself. What is left out stays as it is; null takes it away.
#[derive(InputObject)]
struct UpdateSelfInput {
    /// What others read: 1 to 80 characters.
    name: Option<String>,
    /// What the user likes to be called.
    given_name: MaybeUndefined<String>,
    description: MaybeUndefined<String>,
    /// A picture (PNG, JPEG, GIF or WebP of at most 256 KiB) in base64.
    icon: MaybeUndefined<String>,
    /// People are seen by the members of their organizations alone, so only `PRIVATE` is taken.
    visibility: Option<Visibility>,
}

impl From<OrganizationInput> for OrganizationRequest {
    fn from(input: OrganizationInput) -> Self {
        Self {
            name: input.name,
            description: wanted(input.description),
            icon: wanted(input.icon),
        }
    }
}

fn wanted(input: MaybeUndefined<String>) -> Edit {
    match input {
        MaybeUndefined::Undefined => Edit::Keep,
        MaybeUndefined::Null => Edit::Set(None),
        MaybeUndefined::Value(text) => Edit::Set(Some(text)),
    }
}

#[derive(Default)]
pub(crate) struct OrganizationMutation;

#[Object]
impl OrganizationMutation {
    /// Makes an organization; the asking user owns it.
    async fn create_organization(
        &self,
        context: &Context<'_>,
        input: OrganizationInput,
    ) -> Result<Guarded<OrganizationNode>> {
        open(
            context,
            &policy::CREATE_ORGANIZATION,
            async |asking: Asking<'_>| {
                let made = asking
                    .store
                    .create_organization(asking.user_id(), input.into())
                    .await;
                made.map(OrganizationNode).map_err(failed)
            },
        )
        .await
    }

    /// Changes what an organization is called and how it is shown.
    async fn update_organization(
        &self,
        context: &Context<'_>,
        organization: String,
        input: OrganizationInput,
    ) -> Result<Guarded<OrganizationNode>> {
        let rule = &policy::UPDATE_ORGANIZATION;
        open(context, rule, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, rule).await?;
            let changed = asking
                .store
                .update_organization(asking.user_id(), &found.id, input.into())
                .await;
            changed.map(OrganizationNode).map_err(failed)
        })
        .await
    }

    /// Deletes an organization with its projects, for good.
    async fn delete_organization(
        &self,
        context: &Context<'_>,
        organization: String,
    ) -> Result<Guarded<OrganizationNode>> {
        let rule = &policy::DELETE_ORGANIZATION;
        open(context, rule, async |asking: Asking<'_>| {
            let found = asking.member_of(&organization, rule).await?;
            let deleted = asking
                .store
                .delete_organization(asking.user_id(), &found.id)
                .await;
            deleted.map(|()| OrganizationNode(found)).map_err(failed)
        })
        .await
    }

    /// Changes what is known of the asking user, and answers when.
    async fn update_self(&self, context: &Context<'_>, input: UpdateSelfInput) -> Result<Guarded<Moment>> {
        open(context, &policy::UPDATE_SELF, async |asking: Asking<'_>| {
            if input.visibility == Some(Visibility::Public) {
                let reason = "This store shows people to the members of their organizations alone. Leave the visibility private.";
                return Err(with_code(reason, ErrorCode::InvalidInput));
            }
            let request = UserRequest {
                name: input.name,
                given_name: wanted(input.given_name),
                description: wanted(input.description),
                icon: wanted(input.icon),
            };
            let changed = asking.store.update_user(asking.user_id(), request).await;
            changed.map(Moment).map_err(failed)
        })
        .await
    }
}
