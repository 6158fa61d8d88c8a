//! How the app stands, its beginning and its end.

use device::view::AccountView;
use device::{BeginRequest, ShortcutChoice};
use tauri::{AppHandle, State};

use super::blocking;
use crate::destination::Destination;
use crate::error::CommandError;
use crate::names::NameOf;
use crate::platform::PLATFORM;
use crate::state::{self, AppState, Opened};
use crate::views::{AppPhase, AppStatus, StartRequest};

/// How the app stands.
#[tauri::command]
#[specta::specta]
pub(crate) async fn app_status(state: State<'_, AppState>) -> Result<AppStatus, CommandError> {
    let (phase, problem) = match phase(&state).await {
        Ok(phase) => (phase, None),
        Err(problem) => (AppPhase::Failed, Some(problem)),
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Ok(AppStatus {
        phase,
        problem,
        theme: state.theme(),
        platform: PLATFORM,
        version,
        asks_shortcut: asks_shortcut(&state).await,
    })
}

/// What can't be read is not asked about: the settings say what is wrong.
async fn asks_shortcut(state: &AppState) -> bool {
    let Ok(device) = state.device() else { return false };
    let choice = blocking(move || device.shortcut_choice()).await;
    choice.is_ok_and(|choice| choice == ShortcutChoice::NotAsked)
}

async fn phase(state: &AppState) -> Result<AppPhase, CommandError> {
    let device = state.device()?;
    let account = blocking(move || device.account()).await?;
    Ok(account.map_or(AppPhase::Welcome, |_| AppPhase::Ready))
}

/// Begins on this computer: the store in this app gets its user and organization.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_on_this_computer(
    request: StartRequest,
    state: State<'_, AppState>,
) -> Result<AccountView, CommandError> {
    let user_name = NameOf::User.check(&request.user_name)?;
    let organization_name = NameOf::Organization.check(&request.organization_name)?;
    let account = begin(state.opened()?, user_name, organization_name).await?;
    state.opened()?.start_sync().await;
    Ok(account)
}

async fn begin(
    opened: &Opened,
    user_name: String,
    organization_name: String,
) -> Result<AccountView, CommandError> {
    let (store, store_url) = opened.store.running().await?;
    let owner = store.ensure_local_owner(&user_name, &organization_name).await;
    let owner = owner.map_err(|error| crate::embedded_store::problem(&error))?;
    let device = opened.device.clone();
    let request = BeginRequest {
        user_id: owner.user_id,
        user_name,
        organization_id: owner.organization_id,
        organization_name,
        store_url,
    };
    blocking(move || device.begin_on_this_computer(request)).await
}

/// Who uses this computer's keys, and where they are kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn account(state: State<'_, AppState>) -> Result<AccountView, CommandError> {
    let device = state.device()?;
    blocking(move || state::account(&device)).await
}

/// Where the page is asked to go; asked for after `DestinationWaiting` and once at the start. Answers each once.
#[tauri::command]
#[specta::specta]
pub(crate) async fn take_destination(
    state: State<'_, AppState>,
) -> Result<Option<Destination>, CommandError> {
    Ok(state.destinations.take())
}

/// Takes our secret off the clipboard, ends the store in this app, and the app.
#[tauri::command]
#[specta::specta]
pub(crate) async fn quit(app: AppHandle) -> Result<(), CommandError> {
    app.exit(0);
    Ok(())
}
