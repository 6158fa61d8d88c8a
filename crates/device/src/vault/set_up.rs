//! Setting the vault's passphrase for the first time.

use super::error::VaultError;
use super::header::Header;
use super::passphrase::Passphrase;
use super::stretch::Cost;
use super::vault_key::VaultKey;
use crate::device::{Changed, Device};

impl Device {
    /// Makes the vault, open, with a passphrase that is strong enough. Takes about as long as unlocking will, twice.
    pub fn set_up_vault(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        self.set_up_vault_at(passphrase, Cost::calibrated)
    }

    pub(super) fn set_up_vault_at(
        &self,
        passphrase: &Passphrase,
        cost: impl FnOnce() -> Result<Cost, VaultError>,
    ) -> Result<(), VaultError> {
        self.check_passphrase(passphrase)?;
        let vault = self.vault();
        let _work = vault.work();
        let lockings = vault.slot.lockings();
        if vault.files.header()?.is_some() {
            return Err(VaultError::AlreadySetUp);
        }
        let key = VaultKey::generate()?;
        let header = Header::wrap(&key, passphrase, cost()?, None)?;
        vault.files.write_header(&header.to_file())?;
        vault.attempts().reset(self)?;
        vault.examine(&key)?;
        // Locked meanwhile: it is there, and wants its passphrase.
        vault.slot.fill(key, lockings);
        self.announce(Changed::Vault);
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::vault::VaultState;
    use crate::vault::stretch::tests::CHEAP;

    pub(crate) const PASSPHRASE: &str = "lantern orbit velvet mosaic";

    pub(crate) fn passphrase() -> Passphrase {
        Passphrase::new(PASSPHRASE.into())
    }

    /// Somebody with an open vault that is quick to unlock.
    pub(crate) fn with_vault() -> (tempfile::TempDir, Device) {
        let (folder, device) = begun();
        device.set_up_vault_at(&passphrase(), || Ok(CHEAP)).unwrap();
        (folder, device)
    }

    #[test]
    fn a_vault_is_set_up_once_and_open() {
        let (_folder, device) = begun();
        assert_eq!(device.vault_view().state, VaultState::None);
        let mut changes = device.subscribe();
        device.set_up_vault(&passphrase()).unwrap();
        assert_eq!(changes.try_recv(), Ok(Changed::Vault));
        assert_eq!(device.vault_view().state, VaultState::Open);
        let error = device.set_up_vault(&passphrase()).unwrap_err();
        assert!(matches!(error, VaultError::AlreadySetUp), "{error}");
    }

    #[test]
    fn a_weak_passphrase_leaves_nothing() {
        let (folder, device) = begun();
        let error = device
            .set_up_vault(&Passphrase::new("password".into()))
            .unwrap_err();
        assert!(error.to_string().contains("Too easy to guess"), "{error}");
        assert!(!folder.path().join("vault").exists());
    }

    #[test]
    fn the_passphrase_is_in_no_file() {
        let (folder, device) = with_vault();
        drop(device);
        for path in ["vault/header", "device.sqlite3"] {
            let bytes = std::fs::read(folder.path().join(path)).unwrap();
            let found = bytes
                .windows(PASSPHRASE.len())
                .any(|window| window == PASSPHRASE.as_bytes());
            assert!(!found, "{path}");
        }
    }
}
