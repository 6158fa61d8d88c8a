//! What the quick menu's page may call, and no other page. Nothing here reveals or deletes.

use tauri::AppHandle;

use super::blocking;
use crate::error::CommandError;
use crate::quick_menu::view::{QuickMenuView, Target};
use crate::quick_menu::{self, Leaving};

/// What fits what was typed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn find_in_quick_menu(
    question: String,
    app: AppHandle,
) -> Result<QuickMenuView, CommandError> {
    blocking(move || quick_menu::find(&app, &question)).await
}

/// Does what a line says, and closes the menu.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_in_quick_menu(target: Target, app: AppHandle) -> Result<(), CommandError> {
    blocking(move || quick_menu::choose(&app, &target)).await
}

/// Copies what belongs to a line, and closes the menu.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_in_quick_menu(target: Target, app: AppHandle) -> Result<(), CommandError> {
    blocking(move || quick_menu::copy(&app, &target)).await
}

/// Closes the menu; whoever had the focus before has it again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hide_quick_menu(app: AppHandle) -> Result<(), CommandError> {
    quick_menu::hide(&app, Leaving::Back);
    Ok(())
}
