//! The stepper: name, expiration, scopes, and the making of the key.

use device::view::{CreateKeyRequest, KeyAbilities, ScopeCatalogue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, KeyName, Scope};
use tauri::State;

use super::{blocking, reveal};
use crate::destination::KeyRecipe;
use crate::error::CommandError;
use crate::recipe_link;
use crate::state::AppState;
use crate::views::RevealView;

/// What people are told of the scopes.
#[tauri::command]
#[specta::specta]
pub(crate) async fn scope_catalogue(state: State<'_, AppState>) -> Result<ScopeCatalogue, CommandError> {
    Ok(state.device()?.scope_catalogue())
}

/// What a tool with these scopes could do, naming the user's own organizations and projects.
#[tauri::command]
#[specta::specta]
pub(crate) async fn explain_scopes(
    scopes: Vec<Scope>,
    state: State<'_, AppState>,
) -> Result<KeyAbilities, CommandError> {
    let device = state.device()?;
    blocking(move || device.explain_scopes(&scopes)).await
}

/// Checks a key's name and answers it trimmed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn check_key_name(name: String) -> Result<String, CommandError> {
    Ok(KeyName::parse(&name)?.as_str().to_owned())
}

/// The moment at which a key made now would end; nothing is never.
#[tauri::command]
#[specta::specta]
pub(crate) async fn preview_expiry(choice: ExpiryChoice) -> Result<Option<String>, CommandError> {
    let end = choice.resolve(Timestamp::now(), &TimeZone::system())?;
    Ok(end.map(|end| end.to_string()))
}

/// Makes a key. Its secret stays in Rust until it is shown, copied or left.
#[tauri::command]
#[specta::specta]
pub(crate) async fn create_key(
    request: CreateKeyRequest,
    state: State<'_, AppState>,
) -> Result<RevealView, CommandError> {
    let device = state.device()?;
    let held = state.reveal.clone();
    blocking(move || {
        // Before: once the key is made, nothing may fail that would make somebody try again.
        let next_steps = reveal::steps(&device)?;
        let (key, secret) = device.create_key(&request, Timestamp::now(), &TimeZone::system())?;
        held.begin(key.id.clone(), key.name.clone(), secret);
        Ok::<_, CommandError>(RevealView { key, next_steps })
    })
    .await
}

/// What a new key begins with that is to take the place of another.
#[tauri::command]
#[specta::specta]
pub(crate) async fn recipe_to_replace(
    id: String,
    state: State<'_, AppState>,
) -> Result<KeyRecipe, CommandError> {
    let device = state.device()?;
    blocking(move || {
        device
            .key(&id, Timestamp::now())
            .map(|key| recipe_link::to_replace(&key))
    })
    .await
}
