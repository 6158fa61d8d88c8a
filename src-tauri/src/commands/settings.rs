//! What is chosen in the settings about the app's place on the desktop.

use device::{ClearAfter, Closing};
use tauri::{AppHandle, State};

use super::blocking;
use crate::data_folder::DataFolder;
use crate::error::CommandError;
use crate::state::AppState;
use crate::views::GeneralSettings;
use crate::{login, tray};

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

/// How the app is closed and started.
#[tauri::command]
#[specta::specta]
pub(crate) async fn general_settings(
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<GeneralSettings, CommandError> {
    let device = state.device()?;
    let tray_shown = tray::is_shown(&app).await;
    blocking(move || {
        let chosen = device.desktop_settings()?;
        Ok::<_, CommandError>(GeneralSettings {
            closing: chosen.closing,
            tray_shown,
            starts_at_login: login::is_on(),
            starts_hidden: chosen.start_hidden,
        })
    })
    .await
}

/// Chooses what closing the window does where a tray shows the app.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_closing(closing: Closing, state: State<'_, AppState>) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.change_desktop_settings(|chosen| chosen.closing = closing)).await?;
    Ok(())
}

/// Starts the app at login from now on, or no longer.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_start_at_login(
    on: bool,
    state: State<'_, AppState>,
    folder: State<'_, DataFolder>,
) -> Result<(), CommandError> {
    let (device, folder) = (state.device()?, folder.inner().clone());
    blocking(move || {
        if on {
            let hidden = device.desktop_settings()?.start_hidden;
            login::switch_on(&folder, hidden)?;
        } else {
            login::switch_off()?;
        }
        Ok::<_, CommandError>(())
    })
    .await
}

/// Chooses whether a start at login shows no window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_start_hidden(
    hidden: bool,
    state: State<'_, AppState>,
    folder: State<'_, DataFolder>,
) -> Result<(), CommandError> {
    let (device, folder) = (state.device()?, folder.inner().clone());
    blocking(move || {
        if login::is_on() {
            login::switch_on(&folder, hidden)?;
        }
        device.change_desktop_settings(|chosen| chosen.start_hidden = hidden)?;
        Ok::<_, CommandError>(())
    })
    .await
}
