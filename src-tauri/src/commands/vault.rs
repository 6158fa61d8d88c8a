//! The vault and its sealed copies. Passphrases come in halves, and keys never go to the page.

use device::{
    Device, ImportedCopies, KeptKeyView, LockAfter, Passphrase, PassphraseStrength, VaultError, VaultView,
};
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

use super::blocking;
use crate::copy_form::CopyForm;
use crate::error::CommandError;
use crate::keeping;
use crate::state::AppState;
use crate::views::{ClipboardView, ExportDone, SplitText};

/// How it stands with the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn vault(state: State<'_, AppState>) -> Result<VaultView, CommandError> {
    let device = state.device()?;
    blocking(move || Ok::<_, CommandError>(device.vault_view())).await
}

/// The keys of which a sealed copy is kept, by name; also while the vault is locked.
#[tauri::command]
#[specta::specta]
pub(crate) async fn kept_keys(state: State<'_, AppState>) -> Result<Vec<KeptKeyView>, CommandError> {
    let device = state.device()?;
    blocking(move || Ok::<_, CommandError>(device.kept_keys())).await
}

/// How hard a passphrase is to guess.
#[tauri::command]
#[specta::specta]
pub(crate) async fn passphrase_strength(
    passphrase: SplitText,
    state: State<'_, AppState>,
) -> Result<PassphraseStrength, CommandError> {
    let device = state.device()?;
    let passphrase = passphrase.into_passphrase()?;
    blocking(move || Ok::<_, CommandError>(device.passphrase_strength(&passphrase))).await
}

/// Makes the vault with its passphrase, open.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_up_vault(
    passphrase: SplitText,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    with_passphrase(&state, passphrase, Device::set_up_vault).await
}

/// Opens the vault with its passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_vault(
    passphrase: SplitText,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    with_passphrase(&state, passphrase, Device::unlock_vault).await
}

/// Locks the vault and takes our secret off the clipboard.
#[tauri::command]
#[specta::specta]
pub(crate) async fn lock_vault(app: AppHandle) -> Result<(), CommandError> {
    blocking(move || {
        keeping::lock(&app);
        Ok::<_, CommandError>(())
    })
    .await
}

/// Replaces the vault's passphrase.
#[tauri::command]
#[specta::specta]
pub(crate) async fn change_passphrase(
    current: SplitText,
    next: SplitText,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let current = current.into_passphrase()?;
    with_passphrase(&state, next, move |device, next| {
        device.change_passphrase(&current, next)
    })
    .await
}

/// Deletes every sealed copy and the vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn start_vault_over(state: State<'_, AppState>) -> Result<(), CommandError> {
    let (device, keychain) = (state.device()?, state.keychain.clone());
    blocking(move || keeping::start_over(&keychain, &device)).await
}

/// Opens the vault with the key that the system's keychain keeps, where that was chosen.
#[tauri::command]
#[specta::specta]
pub(crate) async fn unlock_vault_from_keychain(state: State<'_, AppState>) -> Result<(), CommandError> {
    let (device, keychain) = (state.device()?, state.keychain.clone());
    blocking(move || keeping::unlock_from_keychain(&keychain, &device)).await
}

/// Chooses whether the system's keychain keeps the vault key. To be kept, it has to be in an open vault.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_vault_in_keychain(
    in_keychain: bool,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let (device, keychain) = (state.device()?, state.keychain.clone());
    blocking(move || {
        if in_keychain {
            keeping::keep_in_keychain(&keychain, &device)
        } else {
            keeping::remove_from_keychain(&keychain, &device)
        }
    })
    .await
}

/// Keeps a sealed copy of the key that is being revealed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn keep_revealed_key(state: State<'_, AppState>) -> Result<(), CommandError> {
    let (device, reveal) = (state.device()?, state.reveal.clone());
    blocking(move || reveal.keep(&device)).await
}

/// Copies a key out of its sealed copy.
#[tauri::command]
#[specta::specta]
pub(crate) async fn copy_kept_key(
    key_id: String,
    form: CopyForm,
    app: AppHandle,
) -> Result<ClipboardView, CommandError> {
    blocking(move || keeping::copy(&app, &key_id, form)).await
}

/// Forgets the sealed copies of some keys.
#[tauri::command]
#[specta::specta]
pub(crate) async fn forget_copies(
    key_ids: Vec<String>,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.forget_copies(&key_ids)).await
}

/// Chooses when the vault locks by itself.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_lock_after(
    lock_after: LockAfter,
    state: State<'_, AppState>,
) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.set_lock_after(lock_after)).await
}

/// Chooses whether a copy of the next new key is kept.
#[tauri::command]
#[specta::specta]
pub(crate) async fn set_keep_copies(keep: bool, state: State<'_, AppState>) -> Result<(), CommandError> {
    let device = state.device()?;
    blocking(move || device.set_keep_copies(keep)).await
}

/// Writes all sealed copies into a file that the user chooses, encrypted; nothing when they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn export_copies(
    passphrase: SplitText,
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<Option<ExportDone>, CommandError> {
    let device = state.device()?;
    let passphrase = passphrase.into_passphrase()?;
    let dialog = app
        .dialog()
        .file()
        .set_title("Export sealed copies")
        .set_file_name("studio-keys-copies.age")
        .add_filter("Encrypted with age", &["age"]);
    blocking(move || {
        // Before anybody is asked for a place.
        device.check_passphrase(&passphrase)?;
        let chosen = dialog.blocking_save_file().and_then(|file| file.into_path().ok());
        chosen
            .map(|path| keeping::export(&device, &passphrase, &path))
            .transpose()
    })
    .await
}

/// Lets the user choose an exported file; its name, or nothing when they choose none.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_exported_file(
    app: AppHandle,
    state: State<'_, AppState>,
) -> Result<Option<String>, CommandError> {
    let dialog = app
        .dialog()
        .file()
        .set_title("Choose an exported file")
        .add_filter("Encrypted with age", &["age"]);
    let imports = state.imports.clone();
    blocking(move || {
        let chosen = dialog.blocking_pick_file().and_then(|file| file.into_path().ok());
        Ok::<_, CommandError>(chosen.map(|path| imports.choose(path)))
    })
    .await
}

/// Adds the copies of the file chosen last that are missing here.
#[tauri::command]
#[specta::specta]
pub(crate) async fn import_copies(
    passphrase: SplitText,
    state: State<'_, AppState>,
) -> Result<ImportedCopies, CommandError> {
    let (device, path) = (state.device()?, state.imports.chosen()?);
    let passphrase = passphrase.into_passphrase()?;
    blocking(move || keeping::import(&device, &passphrase, &path)).await
}

/// Does something with the vault that takes a passphrase, away from the threads that answer the page.
async fn with_passphrase(
    state: &State<'_, AppState>,
    passphrase: SplitText,
    work: impl FnOnce(&Device, &Passphrase) -> Result<(), VaultError> + Send + 'static,
) -> Result<(), CommandError> {
    let device = state.device()?;
    let passphrase = passphrase.into_passphrase()?;
    blocking(move || work(&device, &passphrase)).await
}
