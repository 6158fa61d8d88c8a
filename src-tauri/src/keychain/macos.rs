//! The user's keychain of macOS. Should it be locked, macOS asks for its password itself; nobody here waits for that
//! longer than five seconds.

use apple_native_keyring_store::keychain::Store;
use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;

use super::KeychainError;

const SERVICE: &str = "design.studiokeys.desktop.vault";

/// The place of a vault's key.
pub(super) fn entry(vault_id: &str) -> Result<Entry, KeychainError> {
    Ok(Store::new()?.build(SERVICE, vault_id, None)?)
}
