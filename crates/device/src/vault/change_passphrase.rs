//! Changing the vault's passphrase. The vault key stays, so no copy has to be sealed anew.

use super::error::VaultError;
use super::header::Header;
use super::passphrase::Passphrase;
use super::stretch::Cost;
use crate::device::{Changed, Device};

impl Device {
    /// Replaces the passphrase by one that is strong enough. The old one is asked for also while the vault is open.
    pub fn change_passphrase(&self, old: &Passphrase, new: &Passphrase) -> Result<(), VaultError> {
        self.check_passphrase(new)?;
        let vault = self.vault();
        let _work = vault.work();
        let header = vault.header()?;
        let key = self.try_passphrase(&header, old)?;
        let wrapped = Header::wrap(&key, new, Cost::calibrated()?, Some(header.id))?;
        vault.files.write_header(&wrapped.to_file())?;
        self.announce(Changed::Vault);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::create_key::tests::made;
    use crate::vault::kept_keys::tests::keep;
    use crate::vault::set_up::tests::{passphrase, with_vault};

    #[test]
    fn the_new_one_opens_what_the_old_one_sealed() {
        let (_folder, device) = with_vault();
        let id = made(&device, "Figma");
        let digest = keep(&device, &id);
        let vault_id = device.vault_id().unwrap();
        let new = || Passphrase::new("copper meadow ticket harbor".into());
        device.change_passphrase(&passphrase(), &new()).unwrap();
        device.lock_vault();
        assert!(device.unlock_vault(&passphrase()).is_err());
        device.unlock_vault(&new()).unwrap();
        assert_eq!(device.kept_secret(&id).unwrap().digest(), digest);
        assert_eq!(device.vault_id().unwrap(), vault_id, "the keychain's entry stays");
    }

    #[test]
    fn a_wrong_old_one_or_a_weak_new_one_changes_nothing() {
        let (_folder, device) = with_vault();
        let strong = Passphrase::new("copper meadow ticket harbor".into());
        let error = device
            .change_passphrase(&Passphrase::new("wrong".into()), &strong)
            .unwrap_err();
        assert!(matches!(error, VaultError::WrongPassphrase { .. }), "{error}");
        let error = device
            .change_passphrase(&passphrase(), &Passphrase::new("weak".into()))
            .unwrap_err();
        assert!(matches!(error, VaultError::WeakPassphrase(_)), "{error}");
        device.lock_vault();
        device.unlock_vault(&passphrase()).unwrap();
    }
}
