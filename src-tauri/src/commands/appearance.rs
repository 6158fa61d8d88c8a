//! How the app looks.

use device::Device;
use device::view::ThemeChoice;
use tauri::{AppHandle, State};

use super::blocking;
use crate::error::CommandError;
use crate::state::AppState;
use crate::{quick_menu, window};

/// Chooses the theme.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_theme(
    theme: ThemeChoice,
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || choose(&app, &device, theme)).await
}

/// Keeps a theme and gives it to every window.
pub(crate) fn choose(app: &AppHandle, device: &Device, theme: ThemeChoice) -> Result<(), CommandError> {
    device.set_theme(theme)?;
    window::set_theme(app, theme);
    quick_menu::set_theme(app, theme);
    Ok(())
}
