//! Theme groups and their themes.

use std::sync::Arc;

use async_graphql::{Context, Object, Result, SimpleObject};

use super::asking::Asking;
use super::error::failed;
use super::scalar::{Json, Moment};
use crate::error::StoreError;
use crate::heavy_work::LONG;
use crate::storage::{Theme, ThemeGroup};
use crate::token_file::{member, members};

pub(super) struct ThemeGroupNode(Arc<ThemeGroup>);

impl ThemeGroupNode {
    pub(super) fn of(group: ThemeGroup) -> Self {
        Self(Arc::new(group))
    }
}

#[Object(name = "ThemeGroup")]
impl ThemeGroupNode {
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The themes, in order.
    async fn options(&self, context: &Context<'_>) -> Result<Option<Vec<ThemeOptionNode>>> {
        let (asking, length) = (Asking::of(context)?, length(&self.0));
        asking.budget().spend_bytes(length)?;
        if length <= LONG {
            return options(&self.0).map(Some);
        }
        let group = Arc::clone(&self.0);
        let read = asking.store.heavy_work().run(move || options(&group));
        read.await.map_err(failed)?.map(Some)
    }

    async fn created_at(&self) -> Moment {
        Moment(self.0.created)
    }

    async fn updated_at(&self) -> Moment {
        Moment(self.0.updated)
    }
}

/// How long the texts of a group are together.
pub(super) fn length(group: &ThemeGroup) -> usize {
    group.themes.iter().map(|theme| theme.raw.len()).sum()
}

/// A theme.
#[derive(SimpleObject)]
#[graphql(name = "ThemeOption")]
pub(super) struct ThemeOptionNode {
    name: String,
    selected_token_sets: Option<Json>,
    figma_style_references: Option<Json>,
    figma_variable_references: Option<Json>,
    figma_collection_id: Option<String>,
    figma_mode_id: Option<String>,
}

fn options(group: &ThemeGroup) -> Result<Vec<ThemeOptionNode>> {
    group.themes.iter().map(option).collect()
}

/// Files write Figma's members with a `$` before them.
fn option(theme: &Theme) -> Result<ThemeOptionNode> {
    let members = members(&theme.raw)
        .map_err(|error| failed(StoreError::System(format!("a theme can't be read: {error}"))))?;
    let json = |name: &str| member(&members, name).map(|json| Json(json.to_owned()));
    let text = |name: &str| member(&members, name).and_then(|json| serde_json::from_str(json).ok());
    Ok(ThemeOptionNode {
        name: theme.name.clone(),
        selected_token_sets: json("selectedTokenSets"),
        figma_style_references: json("$figmaStyleReferences"),
        figma_variable_references: json("$figmaVariableReferences"),
        figma_collection_id: text("$figmaCollectionId"),
        figma_mode_id: text("$figmaModeId"),
    })
}
