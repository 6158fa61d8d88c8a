//! Notices before keys end.

use device::NoticeSettings;
use tauri::State;

use super::blocking;
use crate::error::CommandError;
use crate::notices::{self, NoticesView};
use crate::state::AppState;

/// What there is to set about notices, and whether the desktop shows them.
#[tauri::command]
#[specta::specta]
pub(crate) async fn notices(state: State<'_, AppState>) -> Result<NoticesView, CommandError> {
    let device = state.device()?;
    blocking(move || notices::view(&device)).await
}

/// Chooses about notices.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_notices(
    settings: NoticeSettings,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.set_notice_settings(&settings)).await
}

/// Shows what a notice looks like.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_example_notice(state: State<'_, AppState>) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || notices::show_example(&device)).await
}
