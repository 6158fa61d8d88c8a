//! Opening the vault without its passphrase, for people who let the system's keychain keep the vault key.

use std::sync::Arc;

use device::{Device, VaultError, VaultKey};
use tauri::async_runtime::spawn_blocking;

use crate::error::{CommandError, ErrorCode};
use crate::keychain::{Keychain, KeychainError};

/// From now on the vault opens without its passphrase. It has to be open for that.
pub(crate) fn keep_in_keychain(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    let key = device.vault_key()?;
    keychain
        .store(&device.vault_id()?, key.to_keychain())
        .map_err(|error| unavailable(&error, "The passphrase is asked for as before."))?;
    device.set_vault_in_keychain(true).inspect_err(|_| {
        // What is not noted would stay there for good.
        forget_quietly(keychain, device.vault_id());
    })?;
    Ok(())
}

/// From now on the vault asks for its passphrase. A key that can't be removed is said to be still there, and stays noted.
pub(crate) fn remove_from_keychain(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    match keychain.forget(&device.vault_id()?) {
        // What is nowhere needs no removal.
        Ok(()) | Err(KeychainError::NoKey) => {}
        Err(error @ KeychainError::NotThere) => {
            device.set_vault_in_keychain(false)?;
            let next = "It is not used any more. A key that it kept may still be in it: start over to make that worthless.";
            return Err(unavailable(&error, next));
        }
        Err(error) => {
            let next = "The key to the vault is still in it; unlock the keychain and turn this off again.";
            return Err(unavailable(&error, next));
        }
    }
    Ok(device.set_vault_in_keychain(false)?)
}

/// Opens the vault with the key that the keychain keeps; otherwise says why the passphrase is needed.
pub(crate) fn unlock_from_keychain(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    if !device.vault_settings().in_keychain {
        return Err(VaultError::Locked.into());
    }
    let next = "Unlock the vault with its passphrase.";
    device.unlock_vault_with(|| {
        let kept = keychain.load(&device.vault_id()?);
        let kept = kept.map_err(|error| unavailable(&error, next))?;
        VaultKey::from_keychain(&kept).ok_or_else(|| unavailable(&KeychainError::NoKey, next))
    })
}

/// Has the keychain open the vault no more, whatever it says itself: nothing here asks it again. Answers at once.
pub(crate) fn leave_keychain(keychain: &Arc<Keychain>, device: &Device) -> Result<(), CommandError> {
    if !device.vault_settings().in_keychain {
        return Ok(());
    }
    device.set_vault_in_keychain(false)?;
    let (keychain, id) = (Arc::clone(keychain), device.vault_id());
    drop(spawn_blocking(move || forget_quietly(&keychain, id)));
    Ok(())
}

/// Deletes every sealed copy and the vault, and its key from the keychain. A key that stays there opens nothing.
pub(crate) fn start_over(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    let kept = device.vault_settings().in_keychain;
    let id = device.vault_id();
    device.start_vault_over()?;
    if kept {
        forget_quietly(keychain, id);
    }
    Ok(())
}

fn forget_quietly(keychain: &Keychain, vault_id: Result<String, VaultError>) {
    let Ok(id) = vault_id else { return };
    if let Err(error) = keychain.forget(&id) {
        tracing::warn!(%error, "a key that is used no more stays in the keychain");
    }
}

fn unavailable(error: &KeychainError, next: &str) -> CommandError {
    CommandError::new(ErrorCode::KeychainUnavailable, format!("{error} {next}"))
}
