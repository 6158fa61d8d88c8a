//! The list of keys.

use device::view::{KeyCounts, KeyPage, KeyQuery, KeyView};
use jiff::Timestamp;
use tauri::State;

use super::blocking;
use crate::error::CommandError;
use crate::state::AppState;

/// A part of the list of keys.
#[tauri::command]
#[specta::specta]
pub(crate) async fn query_keys(query: KeyQuery, state: State<'_, AppState>) -> Result<KeyPage, CommandError> {
    let device = state.device()?;
    blocking(move || device.query_keys(&query, Timestamp::now())).await
}

/// All keys at a glance.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key_counts(state: State<'_, AppState>) -> Result<KeyCounts, CommandError> {
    let device = state.device()?;
    blocking(move || device.key_counts(Timestamp::now())).await
}

/// The ids of all keys that a question matches, for *select all*.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key_ids(
    query: KeyQuery,
    state: State<'_, AppState>,
) -> Result<Vec<String>, CommandError> {
    let device = state.device()?;
    blocking(move || device.key_ids(&query, Timestamp::now())).await
}

/// One key.
#[tauri::command]
#[specta::specta]
pub(crate) async fn key(id: String, state: State<'_, AppState>) -> Result<KeyView, CommandError> {
    let device = state.device()?;
    blocking(move || device.key(&id, Timestamp::now())).await
}

/// Deletes keys, here at once and at the store as soon as it can be reached.
#[tauri::command]
#[specta::specta]
pub(crate) async fn delete_keys(ids: Vec<String>, state: State<'_, AppState>) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.delete_keys(&ids, Timestamp::now())).await
}
