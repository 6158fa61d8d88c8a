//! How it stands with the vault, as far as the menu shows it.

use std::time::Duration;

use device::{Device, VaultState};
use jiff::{SignedDuration, Timestamp};

use super::view::VaultGlance;

/// A vault that can be used. Whether it is open is asked anew each time, which costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Vault {
    lock_after: Option<Duration>,
}

impl Vault {
    /// The vault; nothing where none was set up, and where it is damaged. Waits for the disk.
    pub(super) fn of(device: &Device) -> Option<Self> {
        let view = device.vault_view();
        matches!(view.state, VaultState::Locked | VaultState::Open).then(|| Self {
            lock_after: view.settings.lock_after.duration(),
        })
    }

    /// How it stands with it now.
    pub(super) fn glance(self, device: &Device) -> VaultGlance {
        self.glance_at(
            Timestamp::now(),
            device.vault_used_at().map(|used| used.elapsed()),
        )
    }

    /// `unused` is how long the open vault was not used. Where somebody uses the computer meanwhile it locks later, but
    /// not every system tells.
    fn glance_at(self, now: Timestamp, unused: Option<Duration>) -> VaultGlance {
        let left = unused.and_then(|unused| Some(self.lock_after?.saturating_sub(unused)));
        let locks_at = left
            .and_then(|left| SignedDuration::try_from(left).ok())
            .and_then(|left| now.checked_add(left).ok());
        VaultGlance {
            is_open: unused.is_some(),
            locks_at: locks_at.map(|at| at.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn glance(lock_after: Option<Duration>, unused: Option<Duration>) -> (bool, Option<String>) {
        let now = "2026-11-25T10:00:00Z".parse().unwrap();
        let VaultGlance { is_open, locks_at } = Vault { lock_after }.glance_at(now, unused);
        (is_open, locks_at)
    }

    #[test]
    fn an_open_vault_locks_as_long_after_its_last_use_as_was_chosen() {
        let at = |time: &str| (true, Some(format!("2026-11-25T{time}Z")));
        assert_eq!(glance(Some(10 * MINUTE), Some(MINUTE)), at("10:09:00"));
        assert_eq!(glance(Some(10 * MINUTE), Some(Duration::ZERO)), at("10:10:00"));
        assert_eq!(glance(Some(MINUTE), Some(5 * MINUTE)), at("10:00:00"));
        assert_eq!(glance(None, Some(MINUTE)), (true, None));
    }

    #[test]
    fn a_locked_vault_has_no_time_left() {
        assert_eq!(glance(Some(MINUTE), None), (false, None));
    }
}
