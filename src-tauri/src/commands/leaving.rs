//! Leaving the window or the app, and coming back to the window.

use tauri::{AppHandle, State};

use crate::closing::Leaving;
use crate::error::CommandError;
use crate::state::AppState;
use crate::window;

/// How somebody wants to leave; asked for after `LeavingWaiting`. Answers each once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_leaving(state: State<'_, AppState>) -> Result<Option<Leaving>, CommandError> {
    Ok(state.leavings.take())
}

/// Takes the window away; the app stays in the tray.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hide_window(app: AppHandle) -> Result<(), CommandError> {
    window::hide(&app);
    Ok(())
}

/// Brings the window forward, because something in it has to be answered.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_window(app: AppHandle) -> Result<(), CommandError> {
    window::bring_forward(&app);
    Ok(())
}
