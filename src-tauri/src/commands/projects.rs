//! Projects: made from a file or from the starter set, listed, and looked at.

use device::view::{DashboardView, ProjectView};
use jiff::Timestamp;
use reqwest::Body;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use super::blocking;
use crate::error::{CommandError, ErrorCode};
use crate::import::{self, Destination, NewProject, Progress, STARTER_SET};
use crate::names::NameOf;
use crate::state::{self, AppState, Opened};
use crate::views::{ChosenFile, ImportRequest, ImportStep};

/// Lets the user choose a Tokens Studio file; nothing when they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_token_file(
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<Option<ChosenFile>, CommandError> {
    let dialog = app
        .dialog()
        .file()
        .set_title("Choose a Tokens Studio file")
        .add_filter("Tokens Studio JSON", &["json"]);
    let chosen = blocking(move || Ok::<_, CommandError>(dialog.blocking_pick_file())).await?;
    let path = chosen.and_then(|file| file.into_path().ok());
    let files = state.token_files.clone();
    blocking(move || path.map(|path| files.take_up(path)).transpose()).await
}

/// Makes a project from a chosen or dropped file, telling of its progress by `importProgress`.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_project(
    request: ImportRequest,
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<ProjectView, CommandError> {
    let name = NameOf::Project.check(&request.name)?;
    let file = state.token_files.file(&request.file_id)?;
    let opened = state.opened()?;
    let mut progress = Progress::new(app, request.file_id);
    let body = progress.body_of(&file.path).await?;
    let project = NewProject {
        id: file.project_id.clone(),
        name,
        file_name: file.name.clone(),
    };
    let id = import::send(&destination(opened).await?, &project, body).await?;
    state.token_files.forget(&file);
    progress.tell(ImportStep::Fetching);
    bring_here(opened, id).await
}

/// Makes a project from the small starter set.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_starter_project(
    name: String,
    state: State<'_, AppState>,
) -> Result<ProjectView, CommandError> {
    let name = NameOf::Project.check(&name)?;
    let opened = state.opened()?;
    let project = NewProject {
        id: state.token_files.starter_project_id(),
        name,
        file_name: "starter.tokens.json".to_owned(),
    };
    let destination = destination(opened).await?;
    let id = import::send(&destination, &project, Body::from(STARTER_SET)).await?;
    state.token_files.forget_starter();
    bring_here(opened, id).await
}

async fn destination(opened: &Opened) -> Result<Destination, CommandError> {
    let device = opened.device.clone();
    let account = blocking(move || state::account(&device)).await?;
    let (store_url, session) = opened.store.session(&account.user_id).await?;
    let organization = account
        .organizations
        .into_iter()
        .next()
        .ok_or_else(no_organization)?;
    Ok(Destination {
        store_url,
        session,
        organization_id: organization.id,
    })
}

fn no_organization() -> CommandError {
    CommandError::new(
        ErrorCode::NotFound,
        "You are in no organization just now, so there is no place for a project. Wait until sync is done and try again.",
    )
}

/// Brings a new project to this computer and makes it the current one.
async fn bring_here(opened: &Opened, id: String) -> Result<ProjectView, CommandError> {
    opened.sync_now().await;
    let project = import::bring_here(&opened.device, &id).await?;
    let device = opened.device.clone();
    blocking(move || device.set_current_project(&id)).await?;
    Ok(project)
}

/// All projects, in order of name.
#[tauri::command]
#[specta::specta]
pub(crate) async fn projects(state: State<'_, AppState>) -> Result<Vec<ProjectView>, CommandError> {
    let device = state.device()?;
    blocking(move || device.projects()).await
}

/// What the dashboard of a project shows.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dashboard(
    project_id: String,
    state: State<'_, AppState>,
) -> Result<DashboardView, CommandError> {
    let device = state.device()?;
    blocking(move || device.dashboard(&project_id, Timestamp::now())).await
}

/// The project that was looked at last.
#[tauri::command]
#[specta::specta]
pub(crate) async fn current_project(state: State<'_, AppState>) -> Result<Option<String>, CommandError> {
    let device = state.device()?;
    blocking(move || device.current_project()).await
}

/// Remembers the project that is looked at.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_current_project(id: String, state: State<'_, AppState>) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.set_current_project(&id)).await
}
