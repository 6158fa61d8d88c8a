//! Changing a theme group: its name and its themes. Of two changes at once, the last one stands.

use super::option::{ThemeOption, name, outcome, themes};
use crate::error::StoreError;
use crate::moment;
use crate::storage::{NewThemeGroup, ThemeGroup};
use crate::store::Store;

impl Store {
    /// Gives a theme group these themes, and another name if there is one.
    pub(crate) async fn update_theme_group(
        &self,
        branch_id: &str,
        group: &str,
        new_name: Option<String>,
        options: Vec<ThemeOption>,
    ) -> Result<ThemeGroup, StoreError> {
        let before = self.storage().theme_group(branch_id, group).await?;
        let before = before.ok_or(StoreError::NoSuchName("theme group"))?;
        let new_name = new_name.filter(|new_name| *new_name != before.name);
        let name = new_name.map_or_else(|| Ok(before.name), |new_name| name(new_name, "theme group"))?;
        let themes = themes(&name, options, before.themes)?;
        let new = NewThemeGroup { name, themes };
        let edited = self
            .storage()
            .edit_theme_group(branch_id, group, new, moment::now());
        outcome(edited.await?)
    }
}
