//! Where the vault key is while the vault is open, and nowhere else.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::held;
use super::vault_key::VaultKey;

/// Holds the vault key, or nothing.
#[derive(Default)]
pub(super) struct Slot(Mutex<Held>);

#[derive(Default)]
struct Held {
    open: Option<Open>,
    /// Rises with every locking, so that what began to unlock before does not open after.
    locked: u64,
}

struct Open {
    key: Arc<VaultKey>,
    used: Instant,
}

impl Slot {
    /// The vault key, noted as used now.
    pub(super) fn used(&self) -> Option<Arc<VaultKey>> {
        let mut held = held(&self.0);
        let open = held.open.as_mut()?;
        open.used = Instant::now();
        Some(Arc::clone(&open.key))
    }

    /// The vault key, for what no person asked for.
    pub(super) fn key(&self) -> Option<Arc<VaultKey>> {
        held(&self.0).open.as_ref().map(|open| Arc::clone(&open.key))
    }

    /// When it was last used, by a clock that nobody sets.
    pub(super) fn used_at(&self) -> Option<Instant> {
        held(&self.0).open.as_ref().map(|open| open.used)
    }

    /// How often it was locked.
    pub(super) fn lockings(&self) -> u64 {
        held(&self.0).locked
    }

    /// Takes the key, unless the vault was locked since. Whether it did.
    pub(super) fn fill(&self, key: VaultKey, lockings: u64) -> bool {
        let mut held = held(&self.0);
        if held.locked != lockings {
            return false;
        }
        held.open = Some(Open {
            key: Arc::new(key),
            used: Instant::now(),
        });
        true
    }

    /// Drops the key. Whether there was one.
    pub(super) fn empty(&self) -> bool {
        let mut held = held(&self.0);
        held.locked += 1;
        held.open.take().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_began_before_a_locking_does_not_open_after_it() {
        let slot = Slot::default();
        let begun = slot.lockings();
        assert!(!slot.empty());
        assert!(!slot.fill(VaultKey::generate().unwrap(), begun));
        assert!(slot.used().is_none());
        assert!(slot.fill(VaultKey::generate().unwrap(), slot.lockings()));
        assert!(slot.used().is_some() && slot.used_at().is_some());
        assert!(slot.empty());
        assert!(slot.used().is_none());
    }
}
