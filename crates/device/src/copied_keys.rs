//! Which kept keys were copied lately, so that the tray and the quick menu offer them first.

use crate::database::settings;
use crate::device::{Changed, Device};
use crate::error::DeviceError;

const COPIED_KEYS: &str = "copiedKeys";
const MOST: usize = 30;

impl Device {
    /// The ids of the keys that were copied lately, the last one first. Some may no longer be kept.
    pub fn recently_copied(&self) -> Result<Vec<String>, DeviceError> {
        self.read(|connection| Ok(settings::get_parts(connection, COPIED_KEYS)?.unwrap_or_default()))
    }

    /// Remembers that a key was copied. The lists that begin with the last copied are told.
    pub fn remember_copied(&self, key_id: &str) -> Result<(), DeviceError> {
        if self.recently_copied()?.first().is_some_and(|last| last == key_id) {
            return Ok(());
        }
        self.write(|transaction| -> Result<(), DeviceError> {
            Ok(settings::put_first(transaction, COPIED_KEYS, key_id, MOST)?)
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
    fn the_last_copied_comes_first_and_each_once() {
        let (folder, device) = begun();
        assert!(device.recently_copied().unwrap().is_empty());
        let mut changes = device.subscribe();
        for key in ["a", "b", "a", "a"] {
            device.remember_copied(key).unwrap();
        }
        assert_eq!(device.recently_copied().unwrap(), ["a", "b"]);
        let told: Vec<_> = std::iter::from_fn(|| changes.try_recv().ok()).collect();
        assert_eq!(told, [Changed::Vault; 3]);
        for number in 0..40 {
            device.remember_copied(&number.to_string()).unwrap();
        }
        drop(device);
        let copied = Device::open(folder.path()).unwrap().recently_copied().unwrap();
        assert_eq!((copied.len(), copied[0].as_str()), (MOST, "39"));
    }
}
