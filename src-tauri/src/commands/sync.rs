//! How it stands with the store.

use device::view::SyncView;
use tauri::State;

use super::blocking;
use crate::error::CommandError;
use crate::state::AppState;

/// How it stands with the store.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync(state: State<'_, AppState>) -> Result<SyncView, CommandError> {
    let device = state.device()?;
    blocking(move || device.sync_view()).await
}

/// Tries to reach the store now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn sync_now(state: State<'_, AppState>) -> Result<(), CommandError> {
    state.opened()?.sync_now().await;
    Ok(())
}
