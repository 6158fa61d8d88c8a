//! Writing theme groups, one by one.

use async_graphql::{Context, InputObject, Object, Result};

use crate::graphql::asking::{Asking, Place};
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::scalar::Json;
use crate::graphql::theme_group::{ThemeGroupNode, length};
use crate::policy;
use crate::storage::ThemeGroup;
use crate::theme_groups::ThemeOption;

/// A theme. What is left out is not in it.
#[derive(InputObject)]
struct ThemeOptionInput {
    /// One line of 1 to 500 visible characters.
    name: String,
    selected_token_sets: Option<Json>,
    figma_style_references: Option<Json>,
    figma_variable_references: Option<Json>,
    figma_collection_id: Option<String>,
    figma_mode_id: Option<String>,
}

/// A theme group that is to be.
#[derive(InputObject)]
struct ThemeGroupInput {
    /// One line of 1 to 500 visible characters.
    name: String,
    /// Its themes, in order; at least one.
    options: Vec<ThemeOptionInput>,
}

/// What a theme group is to be.
#[derive(InputObject)]
struct ThemeGroupUpdateInput {
    /// The name that it has.
    name: String,
    /// The name that it is to get.
    new_name: Option<String>,
    /// All its themes, in order; at least one.
    options: Vec<ThemeOptionInput>,
}

#[derive(Default)]
pub(crate) struct ThemeGroupMutation;

#[Object]
impl ThemeGroupMutation {
    /// Adds a theme group after all others.
    async fn create_theme_group(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: Option<String>,
        input: ThemeGroupInput,
    ) -> Result<Guarded<ThemeGroupNode>> {
        let rule = &policy::CREATE_THEME_GROUP;
        open(context, rule, async |asking: Asking<'_>| {
            let place = Place {
                organization: &organization,
                project: &project,
                branch: branch.as_deref(),
            };
            let branch_id = asking.branch_in(place, rule).await?;
            let themes = input.options.into_iter().map(option).collect();
            let group = asking.store.create_theme_group(&branch_id, input.name, themes);
            answered(asking, group.await.map_err(failed)?)
        })
        .await
    }

    /// Gives a theme group these themes, and another name if there is one.
    async fn update_theme_group(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: Option<String>,
        input: ThemeGroupUpdateInput,
    ) -> Result<Guarded<ThemeGroupNode>> {
        let rule = &policy::UPDATE_THEME_GROUP;
        open(context, rule, async |asking: Asking<'_>| {
            let place = Place {
                organization: &organization,
                project: &project,
                branch: branch.as_deref(),
            };
            let branch_id = asking.branch_in(place, rule).await?;
            let themes = input.options.into_iter().map(option).collect();
            let group = asking
                .store
                .update_theme_group(&branch_id, &input.name, input.new_name, themes);
            answered(asking, group.await.map_err(failed)?)
        })
        .await
    }

    /// Deletes a theme group, and answers it as it was.
    async fn delete_theme_group(
        &self,
        context: &Context<'_>,
        organization: String,
        project: String,
        branch: String,
        theme_group_name: String,
    ) -> Result<Guarded<ThemeGroupNode>> {
        let rule = &policy::DELETE_THEME_GROUP;
        open(context, rule, async |asking: Asking<'_>| {
            let place = Place {
                organization: &organization,
                project: &project,
                branch: Some(&branch),
            };
            let branch_id = asking.branch_in(place, rule).await?;
            let group = asking.store.delete_theme_group(&branch_id, &theme_group_name);
            answered(asking, group.await.map_err(failed)?)
        })
        .await
    }
}

fn option(input: ThemeOptionInput) -> ThemeOption {
    let json = |json: Option<Json>| json.map(|json| json.0);
    ThemeOption {
        name: input.name,
        selected_token_sets: json(input.selected_token_sets),
        figma_style_references: json(input.figma_style_references),
        figma_variable_references: json(input.figma_variable_references),
        figma_collection_id: input.figma_collection_id,
        figma_mode_id: input.figma_mode_id,
    }
}

fn answered(asking: Asking<'_>, group: ThemeGroup) -> Result<ThemeGroupNode> {
    asking.budget().spend_bytes(length(&group))?;
    Ok(ThemeGroupNode::of(group))
}
