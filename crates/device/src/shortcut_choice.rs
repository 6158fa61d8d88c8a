//! Which keys open the quick menu from everywhere, as somebody chose.
//!
//! Which keys there are, and whether another program has them, is the shell's to know.

use serde::{Deserialize, Serialize};

use crate::database::settings;
use crate::device::{Changed, Device};
use crate::error::DeviceError;

const SHORTCUT: &str = "shortcut";

/// What somebody chose about the system-wide shortcut.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ShortcutChoice {
    /// Nobody has been asked yet: no key is taken from other programs.
    #[default]
    NotAsked,
    /// The product's usual one.
    Usual,
    /// Another one, as the shell writes it.
    Keys(String),
    /// None.
    Off,
}

impl Device {
    /// What was chosen.
    pub fn shortcut_choice(&self) -> Result<ShortcutChoice, DeviceError> {
        self.read(|connection| Ok(settings::get_parts(connection, SHORTCUT)?.unwrap_or_default()))
    }

    /// Keeps a choice.
    pub fn set_shortcut_choice(&self, choice: &ShortcutChoice) -> Result<(), DeviceError> {
        self.write(|transaction| -> Result<(), DeviceError> {
            Ok(settings::set_parts(transaction, SHORTCUT, choice)?)
        })?;
        self.announce(Changed::Settings);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn a_choice_is_kept_and_told_of() {
        let (folder, device) = begun();
        assert_eq!(device.shortcut_choice().unwrap(), ShortcutChoice::NotAsked);
        let mut news = device.subscribe();
        for choice in [
            ShortcutChoice::Off,
            ShortcutChoice::Usual,
            ShortcutChoice::Keys("Ctrl+Shift+Space".into()),
        ] {
            device.set_shortcut_choice(&choice).unwrap();
            assert_eq!(device.shortcut_choice().unwrap(), choice);
            assert_eq!(news.try_recv().unwrap(), Changed::Settings);
        }
        drop(device);
        let again = Device::open(folder.path()).unwrap();
        assert_eq!(
            again.shortcut_choice().unwrap(),
            ShortcutChoice::Keys("Ctrl+Shift+Space".into())
        );
    }

    #[test]
    fn what_a_newer_version_wrote_is_asked_again() {
        let (_folder, device) = begun();
        device
            .write(|transaction| -> Result<(), DeviceError> {
                Ok(settings::set(transaction, SHORTCUT, r#"{"gesture":"swipe"}"#)?)
            })
            .unwrap();
        assert_eq!(device.shortcut_choice().unwrap(), ShortcutChoice::NotAsked);
    }
}
