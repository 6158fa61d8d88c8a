//! What is chosen in the settings about the app's place on the desktop.

use device::ClearAfter;
use tauri::State;

use super::blocking;
use crate::error::CommandError;
use crate::state::AppState;

/// How long a secret stays on the clipboard.
#[tauri::command]
#[specta::specta]
pub(crate) async fn clear_after(state: State<'_, AppState>) -> Result<ClearAfter, CommandError> {
    let device = state.device()?;
    Ok(blocking(move || device.desktop_settings()).await?.clear_after)
}

/// Chooses how long secrets that are copied from now on stay on the clipboard.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_clear_after(
    time: ClearAfter,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.change_desktop_settings(|chosen| chosen.clear_after = time)).await?;
    state.clipboard.clear_after(time);
    Ok(())
}
