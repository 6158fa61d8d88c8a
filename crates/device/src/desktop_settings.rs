//! What a person chose about the app's place on the desktop: closing its window, starting it, and the clipboard.
//!
//! Whether it starts at login is not kept here: the system's own entry for that is what counts.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use specta::Type;

use crate::database::settings;
use crate::device::{Changed, Device};
use crate::error::DeviceError;

const DESKTOP: &str = "desktop";

/// What closing the window does where a tray shows the app.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Closing {
    /// Nobody has chosen yet: the next close asks.
    #[default]
    Ask,
    /// The window goes, the app stays in the tray.
    KeepInTray,
    /// The app ends.
    Quit,
}

/// How long a secret stays on the clipboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ClearAfter {
    /// 10 s.
    TenSeconds,
    /// 30 s.
    #[default]
    ThirtySeconds,
    /// 60 s.
    OneMinute,
    /// Until it is taken off by hand, by locking the vault or by quitting.
    Never,
}

/// All of it; the default is how it is until somebody chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DesktopSettings {
    /// What closing the window does.
    pub closing: Closing,
    /// How long a secret stays on the clipboard.
    pub clear_after: ClearAfter,
    /// Whether a start at login shows no window.
    pub start_hidden: bool,
}

impl Default for DesktopSettings {
    fn default() -> Self {
        Self {
            closing: Closing::default(),
            clear_after: ClearAfter::default(),
            start_hidden: true,
        }
    }
}

impl ClearAfter {
    /// The time, where there is one.
    pub fn time(self) -> Option<Duration> {
        match self {
            Self::TenSeconds => Some(Duration::from_secs(10)),
            Self::ThirtySeconds => Some(Duration::from_secs(30)),
            Self::OneMinute => Some(Duration::from_secs(60)),
            Self::Never => None,
        }
    }
}

impl Device {
    /// What was chosen about the app's place on the desktop.
    pub fn desktop_settings(&self) -> Result<DesktopSettings, DeviceError> {
        self.read(|connection| Ok(settings::get_parts(connection, DESKTOP)?.unwrap_or_default()))
    }

    /// Changes some of it.
    pub fn change_desktop_settings(
        &self,
        change: impl FnOnce(&mut DesktopSettings),
    ) -> Result<DesktopSettings, DeviceError> {
        let changed = self.write(|transaction| -> Result<_, DeviceError> {
            let mut chosen: DesktopSettings = settings::get_parts(transaction, DESKTOP)?.unwrap_or_default();
            change(&mut chosen);
            settings::set_parts(transaction, DESKTOP, &chosen)?;
            Ok(chosen)
        })?;
        self.announce(Changed::Settings);
        Ok(changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn each_choice_is_kept_beside_the_others() {
        let (folder, device) = begun();
        assert_eq!(device.desktop_settings().unwrap(), DesktopSettings::default());
        device
            .change_desktop_settings(|chosen| chosen.closing = Closing::KeepInTray)
            .unwrap();
        device
            .change_desktop_settings(|chosen| chosen.clear_after = ClearAfter::Never)
            .unwrap();
        drop(device);
        let kept = Device::open(folder.path()).unwrap().desktop_settings().unwrap();
        assert_eq!(
            (kept.closing, kept.clear_after, kept.start_hidden),
            (Closing::KeepInTray, ClearAfter::Never, true)
        );
    }

    #[test]
    fn a_change_is_announced() {
        let (_folder, device) = begun();
        let mut news = device.subscribe();
        device
            .change_desktop_settings(|chosen| chosen.start_hidden = false)
            .unwrap();
        assert_eq!(news.try_recv().unwrap(), Changed::Settings);
    }

    #[test]
    fn what_a_newer_version_wrote_is_as_good_as_not_set() {
        let (_folder, device) = begun();
        for text in [r#"{"closing":"minimize"}"#, "[]", "x"] {
            device
                .write(|transaction| -> Result<(), DeviceError> {
                    Ok(settings::set(transaction, DESKTOP, text)?)
                })
                .unwrap();
            assert_eq!(device.desktop_settings().unwrap(), DesktopSettings::default());
        }
    }

    #[test]
    fn times_are_as_they_are_called() {
        let seconds = |after: ClearAfter| after.time().map(|time| time.as_secs());
        assert_eq!(seconds(ClearAfter::TenSeconds), Some(10));
        assert_eq!(seconds(ClearAfter::default()), Some(30));
        assert_eq!(seconds(ClearAfter::OneMinute), Some(60));
        assert_eq!(seconds(ClearAfter::Never), None);
    }
}
