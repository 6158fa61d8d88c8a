//! Sealed copies, as the windows and the tray use them. A key goes from the vault to the clipboard and nowhere else.
//!
//! What a vault is belongs to `device`.

mod export;
mod import;
mod in_keychain;

use device::{Device, VaultError};
use keys::PlainKey;
use tauri::{AppHandle, Manager};

use crate::copy_form::CopyForm;
use crate::error::CommandError;
use crate::reveal::SecretText;
use crate::state::{self, AppState};
use crate::views::ClipboardView;

pub(crate) use export::export;
pub(crate) use import::{Imports, import};
pub(crate) use in_keychain::{
    keep_in_keychain, leave_keychain, remove_from_keychain, start_over, unlock_from_keychain,
};

/// Copies a key out of its sealed copy, in a form. Waits for the disk and the system: not for the main thread. While the
/// vault is locked the code is `vaultLocked`.
pub(crate) fn copy(app: &AppHandle, key_id: &str, form: CopyForm) -> Result<ClipboardView, CommandError> {
    let state = app.state::<AppState>();
    let device = state.device()?;
    let secret = secret(&state, &device, key_id)?;
    let store_url = state::account(&device)?.store_url;
    let secret_text = SecretText {
        key_name: device.kept_key_name(key_id).unwrap_or_default(),
        text: form.write_secret(&secret, &store_url),
    };
    let copied = state.clipboard.copy_secret(secret_text)?;
    // A locking in between cleared the clipboard before there was anything on it.
    if device.vault_used_at().is_none() {
        state.clipboard.clear()?;
        return Err(VaultError::Locked.into());
    }
    // Afterwards: the key is not to wait for the disk.
    if let Err(error) = device.remember_copied(key_id) {
        tracing::warn!(%error, "it could not be remembered which key was copied last");
    }
    Ok(copied)
}

/// A key out of its sealed copy; a locked vault is opened for it where the keychain can.
fn secret(state: &AppState, device: &Device, key_id: &str) -> Result<PlainKey, CommandError> {
    match device.kept_secret(key_id) {
        Err(VaultError::Locked) if unlock_from_keychain(&state.keychain, device).is_ok() => {
            Ok(device.kept_secret(key_id)?)
        }
        known => Ok(known?),
    }
}

/// Locks the vault and takes our secret off the clipboard. Waits for the system: not for the main thread.
pub(crate) fn lock(app: &AppHandle) {
    let state = app.state::<AppState>();
    if let Ok(device) = state.device() {
        device.lock_vault();
    }
    if let Err(error) = state.clipboard.clear() {
        // It is tried again every second by the clipboard itself.
        tracing::warn!(%error, "the clipboard could not be cleared while locking");
    }
}
