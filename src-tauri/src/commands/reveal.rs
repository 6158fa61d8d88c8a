//! The one time that a key is seen.

use device::Device;
use jiff::Timestamp;
use tauri::State;

use super::blocking;
use crate::error::CommandError;
use crate::next_steps::next_steps;
use crate::state::{self, AppState};
use crate::views::{NextStep, RevealView, SplitSecret};

/// The key that is being revealed now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reveal(state: State<'_, AppState>) -> Result<Option<RevealView>, CommandError> {
    let (device, key_id) = (state.device()?, state.reveal.key_id());
    let Some(id) = key_id else { return Ok(None) };
    blocking(move || {
        let key = device.key(&id, Timestamp::now())?;
        let next_steps = steps(&device)?;
        Ok::<_, CommandError>(Some(RevealView { key, next_steps }))
    })
    .await
}

/// What to do next with any key made here.
pub(super) fn steps(device: &Device) -> Result<Vec<NextStep>, CommandError> {
    let store_url = state::account(device)?.store_url;
    let target = state::pull_target(device, None)?;
    Ok(next_steps(&store_url, target.as_ref()))
}

/// The secret being revealed, in two halves: only *Show* may ask for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn show_secret(state: State<'_, AppState>) -> Result<SplitSecret, CommandError> {
    state.reveal.split()
}

/// Leaves the reveal and drops the secret; a saved key counts as claimed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn finish_reveal(saved: bool, state: State<'_, AppState>) -> Result<(), CommandError> {
    if saved && let Some(id) = state.reveal.key_id() {
        let device = state.device()?;
        // First: should it fail, the key is still there to be copied.
        blocking(move || device.claim_key(&id)).await?;
    }
    state.reveal.finish();
    Ok(())
}
