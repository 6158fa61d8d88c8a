//! Unlocking the vault, and locking it.

use std::sync::MutexGuard;
use std::time::Instant;

use super::attempts::Attempts;
use super::error::VaultError;
use super::header::Header;
use super::passphrase::Passphrase;
use super::vault_key::VaultKey;
use super::{Vault, held};
use crate::device::{Changed, Device};

impl Device {
    /// Opens the vault with its passphrase. Wrong ones make the next try wait.
    pub fn unlock_vault(&self, passphrase: &Passphrase) -> Result<(), VaultError> {
        let vault = self.vault();
        let _work = vault.work();
        let lockings = vault.slot.lockings();
        let header = vault.header()?;
        let key = self.try_passphrase(&header, passphrase)?;
        self.open_vault(key, lockings)
    }

    /// Opens the vault with the vault key that the system's keychain kept. Getting it may take a while: a locking in
    /// that time wins.
    pub fn unlock_vault_with<E: From<VaultError>>(
        &self,
        load: impl FnOnce() -> Result<VaultKey, E>,
    ) -> Result<(), E> {
        let vault = self.vault();
        let lockings = vault.slot.lockings();
        let key = load()?;
        let _work = vault.work();
        if !vault.header()?.is_of(&key) {
            return Err(VaultError::ForeignKey.into());
        }
        Ok(self.open_vault(key, lockings)?)
    }

    /// Drops the vault key from memory. Whether the vault was open.
    pub fn lock_vault(&self) -> bool {
        let was_open = self.vault().slot.empty();
        if was_open {
            self.announce(Changed::Vault);
        }
        was_open
    }

    /// The vault key, for the system's keychain.
    pub fn vault_key(&self) -> Result<VaultKey, VaultError> {
        let open = self.vault().slot.used().ok_or(VaultError::Locked)?;
        let mut key = VaultKey::zeroed();
        key.bytes_mut().copy_from_slice(open.bytes());
        Ok(key)
    }

    /// What names this vault: 32 hexadecimal digits, others for each vault.
    pub fn vault_id(&self) -> Result<String, VaultError> {
        let id = self.vault().header()?.id;
        Ok(uuid::Uuid::from_bytes(id).simple().to_string())
    }

    /// When the open vault was last used; nothing while it is not open.
    pub fn vault_used_at(&self) -> Option<Instant> {
        self.vault().slot.used_at()
    }

    /// The vault key that the passphrase unwraps; a wrong one is counted.
    pub(super) fn try_passphrase(
        &self,
        header: &Header,
        passphrase: &Passphrase,
    ) -> Result<VaultKey, VaultError> {
        let vault = self.vault();
        let wait = vault.attempts().wait(self)?;
        if !wait.is_zero() {
            return Err(VaultError::TooSoon(wait));
        }
        vault.attempts().begin(self)?;
        let Some(key) = header.unwrap(passphrase)? else {
            let wait = vault.attempts().failed();
            self.announce(Changed::Vault);
            return Err(VaultError::WrongPassphrase { wait });
        };
        vault.attempts().reset(self)?;
        Ok(key)
    }

    fn open_vault(&self, key: VaultKey, lockings: u64) -> Result<(), VaultError> {
        let vault = self.vault();
        vault.examine(&key)?;
        if !vault.slot.fill(key, lockings) {
            return Err(VaultError::Locked);
        }
        self.forget_copies_of_deleted();
        self.announce(Changed::Vault);
        Ok(())
    }
}

impl Vault {
    /// The header of a vault that is there.
    pub(super) fn header(&self) -> Result<Header, VaultError> {
        Header::from_file(&self.files.header()?.ok_or(VaultError::NotSetUp)?)
    }

    pub(super) fn attempts(&self) -> MutexGuard<'_, Attempts> {
        held(&self.attempts)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::vault::VaultState;
    use crate::vault::set_up::tests::{passphrase, with_vault};

    fn wrong(device: &Device) -> VaultError {
        device
            .unlock_vault(&Passphrase::new("something else".into()))
            .unwrap_err()
    }

    #[test]
    fn only_the_passphrase_opens_it() {
        let (_folder, device) = with_vault();
        assert!(device.lock_vault());
        assert!(!device.lock_vault());
        assert_eq!(device.vault_view().state, VaultState::Locked);
        let error = wrong(&device);
        let free = VaultError::WrongPassphrase { wait: Duration::ZERO };
        assert_eq!(error.to_string(), free.to_string());
        device.unlock_vault(&passphrase()).unwrap();
        assert_eq!(device.vault_view().state, VaultState::Open);
        assert!(device.vault_used_at().is_some());
    }

    #[test]
    fn after_a_few_wrong_ones_even_the_right_one_has_to_wait_also_after_a_restart() {
        let (folder, device) = with_vault();
        device.lock_vault();
        for _ in 0..3 {
            wrong(&device);
        }
        assert_eq!(device.vault_view().wait_seconds, 0);
        wrong(&device);
        assert_eq!(device.vault_view().wait_seconds, 5);
        let error = device.unlock_vault(&passphrase()).unwrap_err();
        assert!(matches!(error, VaultError::TooSoon(_)), "{error}");
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        let error = device.unlock_vault(&passphrase()).unwrap_err();
        assert!(matches!(error, VaultError::TooSoon(_)), "{error}");
    }

    #[test]
    fn the_right_one_forgives() {
        let (_folder, device) = with_vault();
        for _ in 0..5 {
            device.lock_vault();
            for _ in 0..3 {
                wrong(&device);
            }
            device.unlock_vault(&passphrase()).unwrap();
        }
    }

    #[test]
    fn the_keychains_key_opens_its_own_vault_alone() {
        let (_folder, device) = with_vault();
        let (_other_folder, other) = with_vault();
        let key = device.vault_key().unwrap().to_keychain();
        device.lock_vault();
        assert!(matches!(device.vault_key(), Err(VaultError::Locked)));
        let kept = || VaultKey::from_keychain(&key).ok_or(VaultError::ForeignKey);
        assert!(matches!(
            other.unlock_vault_with(kept),
            Err(VaultError::ForeignKey)
        ));
        assert_ne!(device.vault_id().unwrap(), other.vault_id().unwrap());
        device.unlock_vault_with(kept).unwrap();
        assert_eq!(device.vault_view().state, VaultState::Open);
    }

    #[test]
    fn a_locking_while_the_keychain_answers_wins() {
        let (_folder, device) = with_vault();
        let key = device.vault_key().unwrap().to_keychain();
        device.lock_vault();
        let slow = || {
            device.lock_vault();
            VaultKey::from_keychain(&key).ok_or(VaultError::ForeignKey)
        };
        assert!(matches!(device.unlock_vault_with(slow), Err(VaultError::Locked)));
        assert_eq!(device.vault_view().state, VaultState::Locked);
    }

    #[test]
    fn without_a_vault_there_is_nothing_to_unlock() {
        let (_folder, device) = begun();
        assert!(matches!(wrong(&device), VaultError::NotSetUp));
    }
}
