//! Copying. The page says what; the text goes from here to the clipboard.

use device::Device;
use jiff::Timestamp;
use tauri::State;

use super::blocking;
use crate::copy_form::CopyForm;
use crate::error::{CommandError, ErrorCode};
use crate::next_steps::{command, configuration, figma_url};
use crate::recipe_link;
use crate::shortcut;
use crate::state::{self, AppState};
use crate::views::{ClipboardView, CopyText};

/// Copies the secret being revealed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_secret(
    form: CopyForm,
    state: State<'_, AppState>,
) -> Result<ClipboardView, CommandError> {
    let (device, reveal, clipboard) = (state.device()?, state.reveal.clone(), state.clipboard.clone());
    blocking(move || {
        let store_url = state::account(&device)?.store_url;
        Ok::<_, CommandError>(clipboard.copy_secret(reveal.secret_text(form, &store_url)?)?)
    })
    .await
}

/// Copies a text that holds no secret.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_text(text: CopyText, state: State<'_, AppState>) -> Result<(), CommandError> {
    let (device, clipboard) = (state.device()?, state.clipboard.clone());
    blocking(move || Ok::<_, CommandError>(clipboard.copy_text(written(&device, text)?)?)).await
}

/// The text itself.
pub(crate) fn written(device: &Device, text: CopyText) -> Result<String, CommandError> {
    match text {
        CopyText::FigmaUrl { project_id } => {
            let project = state::pull_target(device, Some(&project_id))?.ok_or_else(no_project)?;
            Ok(figma_url(&state::account(device)?.store_url, &project.project_id))
        }
        CopyText::CommandLineConfiguration { project_id } => {
            let target = state::pull_target(device, Some(&project_id))?;
            Ok(target.as_ref().map(configuration).unwrap_or_default())
        }
        CopyText::CommandLineCommand => Ok(command(&state::account(device)?.store_url)),
        CopyText::QuickMenuCommand => Ok(shortcut::COMMAND.to_owned()),
        CopyText::StoreUrl => Ok(state::account(device)?.store_url),
        CopyText::ProjectId { id } => {
            let project = state::pull_target(device, id.as_deref())?.ok_or_else(no_project)?;
            Ok(project.project_id)
        }
        CopyText::OrganizationId => {
            let organization = state::current_organization(device)?.ok_or_else(no_project)?;
            Ok(organization.id)
        }
        // Looked up: what the page says is not put on the clipboard as it is.
        CopyText::KeyId { id } => Ok(device.key(&id, Timestamp::now())?.id),
        CopyText::RecipeLink { id } => Ok(recipe_link::write(&device.key(&id, Timestamp::now())?)),
    }
}

fn no_project() -> CommandError {
    CommandError::new(
        ErrorCode::NotFound,
        "There is no project yet. Add one and try again.",
    )
}

/// The secret of ours that is on the clipboard now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clipboard(state: State<'_, AppState>) -> Result<Option<ClipboardView>, CommandError> {
    Ok(state.clipboard.shown())
}

/// Takes our secret off the clipboard now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clear_clipboard(state: State<'_, AppState>) -> Result<(), CommandError> {
    let clipboard = state.clipboard.clone();
    blocking(move || clipboard.clear()).await
}
