//! Adding an empty project for a member of its organization.

use uuid::Uuid;

use crate::error::StoreError;
use crate::picture::{self, PictureFile};
use crate::storage::{Content, NewProject, Project};
use crate::store::Store;
use crate::{moment, text};

/// A project that is to be, as it was sent.
pub(crate) struct CreateProject {
    pub(crate) organization_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) icon: Option<PictureFile>,
}

impl Store {
    /// Adds an empty project with its default branch.
    pub(crate) async fn create_project(
        &self,
        user_id: &str,
        request: CreateProject,
    ) -> Result<Project, StoreError> {
        let new = NewProject {
            id: Uuid::now_v7().to_string(),
            organization_id: request.organization_id,
            name: text::name(&request.name)?,
            description: text::description(request.description)?,
            icon: request.icon.as_ref().map(picture::of_file).transpose()?,
            by: Some(user_id.to_owned()),
            created: moment::now(),
        };
        let id = new.id.clone();
        self.store_project(new, Content::default()).await?;
        let project = self.storage().project(user_id, &id).await?;
        project.ok_or(StoreError::NotFound("organization"))
    }
}
