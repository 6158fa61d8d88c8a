//! What a person chose for the vault.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::database::settings;
use crate::device::{Changed, Device};
use crate::error::DeviceError;

const VAULT: &str = "vault";

/// What a person chose for the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultSettings {
    /// When it locks by itself.
    pub lock_after: LockAfter,
    /// Whether a copy of the next new key is kept, as was chosen for the last one.
    pub keep_copies: bool,
    /// Whether the system's keychain has the vault key, so that no passphrase needs to be typed.
    pub in_keychain: bool,
}

/// How long nobody may touch the computer before the vault locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LockAfter {
    /// One minute.
    OneMinute,
    /// Five minutes.
    FiveMinutes,
    /// Ten minutes.
    #[default]
    TenMinutes,
    /// Half an hour.
    HalfAnHour,
    /// An hour.
    OneHour,
    /// Only with the screen, on sleep, and by hand.
    Never,
}

impl LockAfter {
    /// The time; nothing is never.
    pub fn duration(self) -> Option<Duration> {
        let minutes = match self {
            Self::OneMinute => 1,
            Self::FiveMinutes => 5,
            Self::TenMinutes => 10,
            Self::HalfAnHour => 30,
            Self::OneHour => 60,
            Self::Never => return None,
        };
        Some(Duration::from_secs(minutes * 60))
    }
}

impl Device {
    /// What was chosen; the usual where nothing was, or where it can't be read.
    pub fn vault_settings(&self) -> VaultSettings {
        let chosen = self.read(|connection| Ok(settings::get_parts(connection, VAULT)?));
        chosen
            .inspect_err(|error| tracing::error!(%error, "the vault's settings could not be read"))
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    /// Chooses when the vault locks by itself.
    pub fn set_lock_after(&self, lock_after: LockAfter) -> Result<(), DeviceError> {
        self.change_vault_settings(|settings| settings.lock_after = lock_after)
    }

    /// Chooses whether a copy of the next new key is kept.
    pub fn set_keep_copies(&self, keep_copies: bool) -> Result<(), DeviceError> {
        self.change_vault_settings(|settings| settings.keep_copies = keep_copies)
    }

    /// Notes whether the system's keychain has the vault key.
    pub fn set_vault_in_keychain(&self, in_keychain: bool) -> Result<(), DeviceError> {
        self.change_vault_settings(|settings| settings.in_keychain = in_keychain)
    }

    fn change_vault_settings(&self, change: impl FnOnce(&mut VaultSettings)) -> Result<(), DeviceError> {
        self.write(|transaction| -> Result<(), DeviceError> {
            let mut parts = settings::get_parts(transaction, VAULT)?.unwrap_or_default();
            change(&mut parts);
            Ok(settings::set_parts(transaction, VAULT, &parts)?)
        })?;
        self.announce(Changed::Vault);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn what_is_chosen_is_kept_and_the_rest_stays() {
        let (folder, device) = begun();
        assert_eq!(device.vault_settings().lock_after, LockAfter::TenMinutes);
        device.set_lock_after(LockAfter::Never).unwrap();
        device.set_keep_copies(true).unwrap();
        drop(device);
        let settings = Device::open(folder.path()).unwrap().vault_settings();
        let expected = VaultSettings {
            lock_after: LockAfter::Never,
            keep_copies: true,
            in_keychain: false,
        };
        assert_eq!(settings, expected);
    }
}
