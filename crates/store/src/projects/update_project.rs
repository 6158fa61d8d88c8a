//! Changing what a project is called and shows.

use crate::error::StoreError;
use crate::picture::{self, PictureFile};
use crate::storage::{Change, Project, ProjectEdit};
use crate::store::Store;
use crate::text;

/// What is to change of a project, as it was sent; nothing leaves it as it is.
pub(crate) struct UpdateProject {
    pub(crate) name: Option<String>,
    pub(crate) description: Change<String>,
    pub(crate) icon: Change<PictureFile>,
}

impl Store {
    /// Changes a project that the user may see.
    pub(crate) async fn update_project(
        &self,
        user_id: &str,
        id: &str,
        request: UpdateProject,
    ) -> Result<Project, StoreError> {
        let new_icon = |file: Option<PictureFile>| file.as_ref().map(picture::of_file).transpose();
        let edit = ProjectEdit {
            name: request.name.as_deref().map(text::name).transpose()?,
            description: request.description.try_map(text::description)?,
            icon: request.icon.try_map(new_icon)?,
        };
        let edited = self.storage().edit_project(user_id, id, edit).await?;
        edited.ok_or(StoreError::NotFound("project"))
    }
}
