//! What the quick menu's page may call, and no other page. Nothing here reveals or deletes.

use tauri::AppHandle;

use crate::error::CommandError;
use crate::quick_menu::{self, Leaving};

/// Closes the menu; whoever had the focus before has it again.
#[tauri::command]
#[specta::specta]
pub(crate) async fn hide_quick_menu(app: AppHandle) -> Result<(), CommandError> {
    quick_menu::hide(&app, Leaving::Back);
    Ok(())
}
