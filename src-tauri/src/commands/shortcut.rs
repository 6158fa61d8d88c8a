//! The system-wide shortcut, and the quick menu that it opens.

use tauri::{AppHandle, Manager, State};

use super::blocking;
use crate::error::CommandError;
use crate::quick_menu;
use crate::shortcut::{Shortcut, ShortcutRequest, ShortcutView};
use crate::state::AppState;

/// How it stands with the shortcut.
#[tauri::command]
#[specta::specta]
pub(crate) async fn shortcut(
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<ShortcutView, CommandError> {
    let device = state.device()?;
    blocking(move || app.state::<Shortcut>().view(&device)).await
}

/// Takes other keys, or none. When they can't be had, the old ones stay.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_shortcut(
    request: ShortcutRequest,
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<ShortcutView, CommandError> {
    let device = state.device()?;
    blocking(move || app.state::<Shortcut>().choose(&device, &request)).await
}

/// Tries to take keys that another program had.
#[tauri::command]
#[specta::specta]
pub(crate) async fn try_shortcut_again(
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<ShortcutView, CommandError> {
    let device = state.device()?;
    blocking(move || app.state::<Shortcut>().try_again(&device)).await
}

/// Says whether the page is recording keys now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn record_shortcut(recording: bool, app: AppHandle) -> Result<(), CommandError> {
    app.state::<Shortcut>().record(recording);
    Ok(())
}

/// Opens the quick menu from the main window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_quick_menu(app: AppHandle) -> Result<(), CommandError> {
    quick_menu::show(&app);
    Ok(())
}
