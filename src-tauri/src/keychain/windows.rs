//! The Credential Manager of Windows, which is open while its user is logged in.

use keyring_core::Entry;
use keyring_core::api::CredentialStoreApi;
use windows_native_keyring_store::Store;

use super::KeychainError;

const SERVICE: &str = "design.studiokeys.desktop.vault";

/// The place of a vault's key.
pub(super) fn entry(vault_id: &str) -> Result<Entry, KeychainError> {
    Ok(Store::new()?.build(SERVICE, vault_id, None)?)
}
