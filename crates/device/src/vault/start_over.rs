//! Giving up a vault whose passphrase is forgotten.

use super::error::VaultError;
use crate::device::{Changed, Device};

impl Device {
    /// Deletes every sealed copy and then the vault; the keys themselves stay.
    pub fn start_vault_over(&self) -> Result<(), VaultError> {
        let vault = self.vault();
        let _work = vault.work();
        vault.slot.empty();
        for id in vault.files.copies()? {
            vault.remove_copy(id)?;
        }
        vault.files.remove_header()?;
        vault.attempts().reset(self)?;
        self.set_vault_in_keychain(false)?;
        self.announce(Changed::Vault);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::create_key::tests::{made, now};
    use crate::vault::kept_keys::tests::keep;
    use crate::vault::set_up::tests::{passphrase, with_vault};
    use crate::vault::{Passphrase, VaultState};

    #[test]
    fn everything_sealed_is_gone_and_the_keys_stay() {
        let (folder, device) = with_vault();
        let id = made(&device, "Figma");
        keep(&device, &id);
        device.lock_vault();
        for _ in 0..4 {
            device.unlock_vault(&Passphrase::new("?".into())).unwrap_err();
        }
        device.start_vault_over().unwrap();
        let view = device.vault_view();
        assert_eq!(
            (view.state, view.copies, view.wait_seconds),
            (VaultState::None, 0, 0)
        );
        assert!(device.kept_keys().is_empty());
        assert_eq!(device.key(&id, now()).unwrap().deleted_at, None);
        assert_eq!(
            std::fs::read_dir(folder.path().join("vault/copies"))
                .unwrap()
                .count(),
            0
        );
        device.set_up_vault(&passphrase()).unwrap();
    }
}
