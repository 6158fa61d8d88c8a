//! Panic: what it would delete, and asking for it, taking it back, and having seen what came of it.

use device::view::PanicPreview;
use jiff::Timestamp;
use tauri::{AppHandle, State};

use super::blocking;
use crate::error::CommandError;
use crate::panic;
use crate::state::AppState;
use crate::views::PanicView;

/// What a panic would delete now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn panic_preview(state: State<'_, AppState>) -> Result<PanicPreview, CommandError> {
    let device = state.device()?;
    blocking(move || device.panic_preview(Timestamp::now())).await
}

/// How it stands with the last panic, until that is dismissed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn panic_state(app: AppHandle) -> Result<Option<PanicView>, CommandError> {
    blocking(move || panic::view(&app)).await
}

/// Locks and clears at once, and deletes every key made on this computer unless it is taken back in time; nothing
/// waits where there is no such key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn begin_panic(app: AppHandle) -> Result<Option<PanicView>, CommandError> {
    blocking(move || panic::begin(&app)).await
}

/// Takes a panic back: no key is deleted.
#[tauri::command]
#[specta::specta]
pub(crate) async fn undo_panic(app: AppHandle) -> Result<(), CommandError> {
    blocking(move || panic::undo(&app)).await
}

/// Somebody has seen what came of a panic.
#[tauri::command]
#[specta::specta]
pub(crate) async fn dismiss_panic(state: State<'_, AppState>) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.dismiss_panic().map(drop)).await
}
