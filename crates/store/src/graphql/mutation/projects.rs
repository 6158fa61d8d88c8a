//! Making, changing and deleting projects. What they hold belongs to `token_sets` and `theme_groups`.

use async_graphql::{Context, InputObject, MaybeUndefined, Object, Result};

use crate::error::StoreError;
use crate::graphql::asking::Asking;
use crate::graphql::error::failed;
use crate::graphql::guard::{Guarded, open};
use crate::graphql::organization::Visibility;
use crate::graphql::project::ProjectNode;
use crate::picture::PictureFile;
use crate::policy;
use crate::projects::{CreateProject, UpdateProject};
use crate::storage::Change;

/// A small file.
#[derive(InputObject)]
struct FileInput {
    name: String,
    /// Like `image/png`; PNG, JPEG, SVG, WebP and GIF are taken.
    #[graphql(name = "type")]
    kind: String,
    /// Base64, of at most 256 KiB.
    data: String,
}

/// A project that is to be made.
#[derive(InputObject)]
struct ProjectInput {
    /// 1 to 80 characters.
    name: String,
    description: Option<String>,
    icon: Option<FileInput>,
    /// Only private ones can be made.
    visibility: Option<Visibility>,
}

/// What is to change of a project: what is left out stays as it is, and null takes away what can be missing.
#[derive(InputObject)]
struct UpdateProjectInput {
    /// 1 to 80 characters.
    name: Option<String>,
    description: MaybeUndefined<String>,
    icon: MaybeUndefined<FileInput>,
    /// Only private ones can be made.
    visibility: Option<Visibility>,
}

#[derive(Default)]
pub(crate) struct ProjectMutation;

#[Object]
impl ProjectMutation {
    /// Makes an empty project.
    async fn create_project(
        &self,
        context: &Context<'_>,
        organization: String,
        input: ProjectInput,
    ) -> Result<Guarded<ProjectNode>> {
        open(context, &policy::CREATE_PROJECT, async |asking: Asking<'_>| {
            let organization = asking.member_of(&organization, &policy::CREATE_PROJECT).await?;
            only_private(input.visibility)?;
            let request = CreateProject {
                organization_id: organization.id,
                name: input.name,
                description: input.description,
                icon: input.icon.map(icon),
            };
            let made = asking.store.create_project(asking.user_id(), request).await;
            made.map(ProjectNode).map_err(failed)
        })
        .await
    }

    /// Changes what a project is called and shows.
    async fn update_project(
        &self,
        context: &Context<'_>,
        organization: String,
        id: String,
        input: UpdateProjectInput,
    ) -> Result<Guarded<ProjectNode>> {
        let rule = &policy::UPDATE_PROJECT;
        open(context, rule, async |asking: Asking<'_>| {
            let project = asking.project_in(&organization, &id, rule).await?;
            only_private(input.visibility)?;
            let request = UpdateProject {
                name: input.name,
                description: change(input.description, |text| text),
                icon: change(input.icon, icon),
            };
            let changed = asking
                .store
                .update_project(asking.user_id(), &project.id, request);
            changed.await.map(ProjectNode).map_err(failed)
        })
        .await
    }

    /// Deletes a project with all that is in it, and answers it as it was.
    async fn delete_project(
        &self,
        context: &Context<'_>,
        organization: String,
        id: String,
    ) -> Result<Guarded<ProjectNode>> {
        let rule = &policy::DELETE_PROJECT;
        open(context, rule, async |asking: Asking<'_>| {
            let project = asking.project_in(&organization, &id, rule).await?;
            let deleted = asking.store.delete_project(asking.user_id(), &project.id);
            deleted.await.map_err(failed)?;
            Ok(ProjectNode(project))
        })
        .await
    }
}

fn icon(file: FileInput) -> PictureFile {
    PictureFile {
        name: file.name,
        kind: file.kind,
        data: file.data,
    }
}

fn change<Sent, Made>(sent: MaybeUndefined<Sent>, made: impl FnOnce(Sent) -> Made) -> Change<Made> {
    match sent {
        MaybeUndefined::Undefined => Change::None,
        MaybeUndefined::Null => Change::To(None),
        MaybeUndefined::Value(sent) => Change::To(Some(made(sent))),
    }
}

fn only_private(visibility: Option<Visibility>) -> Result<()> {
    if visibility == Some(Visibility::Public) {
        return Err(failed(StoreError::invalid(
            "In this store, projects are for the members of their organization alone. Leave out the visibility, or send PRIVATE.",
        )));
    }
    Ok(())
}
