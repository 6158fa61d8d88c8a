//! What was chosen in the quick menu lately, so that it is offered first.
//!
//! What a choice is stays the shell's business; one that no longer leads anywhere is left out there.

use crate::database::settings;
use crate::device::Device;
use crate::error::DeviceError;

const RECENT_CHOICES: &str = "recentChoices";
const MOST: usize = 12;

impl Device {
    /// The latest choices, the last one first.
    pub fn recent_choices(&self) -> Result<Vec<String>, DeviceError> {
        self.read(|connection| Ok(settings::get_parts(connection, RECENT_CHOICES)?.unwrap_or_default()))
    }

    /// Remembers a choice. No window is told: the quick menu, which chose, is just closing.
    pub fn remember_choice(&self, choice: &str) -> Result<(), DeviceError> {
        self.write(|transaction| Ok(settings::put_first(transaction, RECENT_CHOICES, choice, MOST)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn the_last_ones_are_kept_each_once_and_survive_a_restart() {
        let (folder, device) = begun();
        assert!(device.recent_choices().unwrap().is_empty());
        for choice in ["keys", "create", "keys"] {
            device.remember_choice(choice).unwrap();
        }
        assert_eq!(device.recent_choices().unwrap(), ["keys", "create"]);
        for number in 0..20 {
            device.remember_choice(&number.to_string()).unwrap();
        }
        drop(device);
        let recent = Device::open(folder.path()).unwrap().recent_choices().unwrap();
        assert_eq!(recent.len(), MOST);
        assert_eq!(recent[0], "19");
    }
}
