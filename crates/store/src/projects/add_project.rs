//! Adding a project.

use uuid::Uuid;

use crate::error::StoreError;
use crate::moment;
use crate::storage::{Content, NewProject};
use crate::store::Store;
use crate::text;

impl Store {
    /// Adds an empty project with its default branch, and gives the new id.
    pub async fn add_project(&self, organization_id: &str, name: &str) -> Result<String, StoreError> {
        let id = Uuid::now_v7().to_string();
        let organization_id = text::known_id(organization_id, "organization")?;
        let new = new_project(&id, &organization_id, text::name(name)?, None);
        self.store_project(new, Content::default()).await?;
        Ok(id)
    }

    /// Stores a project whose parts are checked; `false` when its id is taken.
    pub(super) async fn store_project(&self, new: NewProject, content: Content) -> Result<bool, StoreError> {
        if !self.storage().organization_exists(&new.organization_id).await? {
            return Err(StoreError::NotFound("organization"));
        }
        let created = Created {
            organization_id: new.organization_id.clone(),
            project_id: new.id.clone(),
        };
        let added = self.storage().add_project(new, content).await?;
        if added {
            self.tell_of_project(created);
        }
        Ok(added)
    }
}

/// A project that was made, for those who follow it.
#[derive(Debug, Clone)]
pub(crate) struct Created {
    pub(crate) organization_id: String,
    pub(crate) project_id: String,
}

/// A project of which no more than its name is known; `by` is the user who makes it, if one does.
pub(super) fn new_project(id: &str, organization_id: &str, name: String, by: Option<&str>) -> NewProject {
    NewProject {
        id: id.to_owned(),
        organization_id: organization_id.to_owned(),
        name,
        description: None,
        icon: None,
        by: by.map(str::to_owned),
        created: moment::now(),
    }
}
