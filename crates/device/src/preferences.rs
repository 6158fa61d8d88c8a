//! What a person chose for the windows.

use crate::database::{projects, settings};
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::view::ThemeChoice;

const THEME: &str = "theme";
pub(crate) const CURRENT_PROJECT: &str = "currentProject";

impl Device {
    /// Light, dark or as the system, which it is until somebody chooses.
    pub fn theme(&self) -> Result<ThemeChoice, DeviceError> {
        let name = self.read(|connection| Ok(settings::get(connection, THEME)?))?;
        Ok(match name.as_deref() {
            Some("light") => ThemeChoice::Light,
            Some("dark") => ThemeChoice::Dark,
            _ => ThemeChoice::System,
        })
    }

    /// Chooses a theme.
    pub fn set_theme(&self, theme: ThemeChoice) -> Result<(), DeviceError> {
        let name = match theme {
            ThemeChoice::System => "system",
            ThemeChoice::Light => "light",
            ThemeChoice::Dark => "dark",
        };
        self.write(|transaction| -> Result<(), DeviceError> {
            Ok(settings::set(transaction, THEME, name)?)
        })?;
        self.announce(Changed::Settings);
        Ok(())
    }

    /// The project that the dashboard shows: the chosen one, or the first by name while that one is not here.
    pub fn current_project(&self) -> Result<Option<String>, DeviceError> {
        self.read(|connection| {
            let chosen = match settings::get(connection, CURRENT_PROJECT)? {
                Some(id) => projects::get(connection, &id)?,
                None => None,
            };
            let first = || -> Result<_, DeviceError> { Ok(projects::list(connection)?.into_iter().next()) };
            let project = chosen.map_or_else(first, |project| Ok(Some(project)))?;
            Ok(project.map(|project| project.id))
        })
    }

    /// Chooses the project to show. It may be one that sync has yet to bring, such as one just imported.
    pub fn set_current_project(&self, id: &str) -> Result<(), DeviceError> {
        self.write(|transaction| -> Result<(), DeviceError> {
            Ok(settings::set(transaction, CURRENT_PROJECT, id)?)
        })?;
        self.announce(Changed::Account);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn the_theme_is_kept() {
        let (folder, device) = begun();
        assert_eq!(device.theme().unwrap(), ThemeChoice::System);
        for theme in [ThemeChoice::Dark, ThemeChoice::Light, ThemeChoice::System] {
            device.set_theme(theme).unwrap();
            assert_eq!(device.theme().unwrap(), theme);
        }
        device.set_theme(ThemeChoice::Dark).unwrap();
        drop(device);
        assert_eq!(
            Device::open(folder.path()).unwrap().theme().unwrap(),
            ThemeChoice::Dark
        );
    }

    #[test]
    fn a_project_that_is_not_here_gives_way_to_the_first() {
        let (_folder, device) = begun();
        assert_eq!(device.current_project().unwrap(), None);
        for (id, name) in [("p-2", "Checkout"), ("p-1", "brand core")] {
            crate::dashboard::tests::add_project(&device, id, name, "northwind");
        }
        assert_eq!(device.current_project().unwrap().as_deref(), Some("p-1"));
        device.set_current_project("p-2").unwrap();
        assert_eq!(device.current_project().unwrap().as_deref(), Some("p-2"));
        device.set_current_project("elsewhere").unwrap();
        assert_eq!(device.current_project().unwrap().as_deref(), Some("p-1"));
    }
}
