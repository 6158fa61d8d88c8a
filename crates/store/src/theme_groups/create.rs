//! Adding a theme group.

use super::option::{ThemeOption, name, outcome, themes};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{NewThemeGroup, ThemeGroup};
use crate::store::Store;

impl Store {
    /// Adds a theme group to a branch, after all others.
    pub(crate) async fn create_theme_group(
        &self,
        branch_id: &str,
        group: String,
        options: Vec<ThemeOption>,
    ) -> Result<ThemeGroup, StoreError> {
        let name = name(group, "theme group")?;
        let themes = themes(&name, options, Vec::new())?;
        let group = NewThemeGroup { name, themes };
        let added = self
            .storage()
            .add_theme_group(branch_id, group, moment::now())
            .await?;
        outcome(added)
    }
}
