//! Adding a project of a token file.

use uuid::Uuid;

use super::add_project::new_project;
use crate::error::StoreError;
use crate::storage::Project;
use crate::store::Store;
use crate::text;

/// A project that is to be made of a token file.
pub(crate) struct ImportProject {
    pub(crate) organization_id: String,
    pub(crate) name: String,
    /// The id that the client made for it, if it did.
    pub(crate) id: Option<String>,
    pub(crate) file: Vec<u8>,
    /// For a file that holds one set alone.
    pub(crate) set_name: String,
}

impl Store {
    /// Adds a project that holds a token file: all of it, or there is no project. With an id that is there already, it
    /// gives what is there: so a client that heard no answer may send the same again.
    pub(crate) async fn import_project(
        &self,
        user_id: &str,
        request: ImportProject,
    ) -> Result<Project, StoreError> {
        let new_id = || Ok(Uuid::now_v7().to_string());
        let id = request.id.as_deref().map_or_else(new_id, text::id)?;
        let name = text::name(&request.name)?;
        let organization_id = &request.organization_id;
        if let Some(known) = self.project_in(user_id, organization_id, &id).await? {
            return Ok(known);
        }
        let content = self.read_token_file(request.file, request.set_name).await?;
        let new = new_project(&id, organization_id, name, Some(user_id));
        self.store_project(new, content).await?;
        // With one that was taken meanwhile, or by somebody whose projects are not to be seen, nothing was stored.
        let project = self.project_in(user_id, organization_id, &id).await?;
        project.ok_or_else(|| {
            StoreError::Conflict("This id is taken. Send the file again with another one.".into())
        })
    }

    async fn project_in(
        &self,
        user_id: &str,
        organization_id: &str,
        id: &str,
    ) -> Result<Option<Project>, StoreError> {
        let found = self.storage().project(user_id, id).await?;
        Ok(found.filter(|project| project.organization_id == organization_id))
    }
}
