//! Opening the vault without its passphrase, for people who let the system's keychain keep the vault key.

use device::{Device, VaultError, VaultKey};

use crate::error::{CommandError, ErrorCode};
use crate::keychain::{Keychain, KeychainError};

/// From now on the vault opens without its passphrase. It has to be open for that.
pub(crate) fn keep_in_keychain(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    let key = device.vault_key()?;
    keychain
        .store(&device.vault_id()?, key.to_keychain())
        .map_err(|error| unavailable(&error, "The passphrase is asked for as before."))?;
    Ok(device.set_vault_in_keychain(true)?)
}

/// From now on the vault asks for its passphrase. A key that can't be removed is said to be still there, and stays noted.
pub(crate) fn remove_from_keychain(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    match keychain.forget(&device.vault_id()?) {
        // What is nowhere needs no removal.
        Ok(()) | Err(KeychainError::NotThere | KeychainError::NoKey) => {}
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
    let kept = keychain.load(&device.vault_id()?);
    let kept = kept.map_err(|error| unavailable(&error, next))?;
    let key = VaultKey::from_keychain(&kept).ok_or_else(|| unavailable(&KeychainError::NoKey, next))?;
    Ok(device.unlock_vault_with(key)?)
}

/// Deletes every sealed copy and the vault, and its key from the keychain. A key that stays there opens nothing.
pub(crate) fn start_over(keychain: &Keychain, device: &Device) -> Result<(), CommandError> {
    let kept = device.vault_settings().in_keychain;
    let id = device.vault_id();
    device.start_vault_over()?;
    if let (true, Ok(id)) = (kept, id)
        && let Err(error) = keychain.forget(&id)
    {
        tracing::warn!(%error, "the key to a vault that is no more stays in the keychain");
    }
    Ok(())
}

fn unavailable(error: &KeychainError, next: &str) -> CommandError {
    CommandError::new(ErrorCode::KeychainUnavailable, format!("{error} {next}"))
}
