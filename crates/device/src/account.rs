//! Reading and pointing the account.

use crate::database::{account, organizations, projects, settings};
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::preferences::CURRENT_PROJECT;
use crate::view::{AccountView, ProjectView};

impl Device {
    /// The account of this computer, once there is one.
    pub fn account(&self) -> Result<Option<AccountView>, DeviceError> {
        self.read(|connection| {
            let Some(account) = account::get(connection)? else {
                return Ok(None);
            };
            let current = match settings::get(connection, CURRENT_PROJECT)? {
                Some(id) => projects::get(connection, &id)?.map(|project| project.organization_id),
                None => None,
            };
            Ok(Some(AccountView {
                user_id: account.user_id,
                user_name: account.user_name,
                organizations: organizations::list(connection, current.as_deref())?,
                store_url: account.store_url,
                on_this_computer: account.on_this_computer,
            }))
        })
    }

    /// Notes where the store is reached now: its port can be another one at every start.
    pub fn set_store_url(&self, url: &str) -> Result<(), DeviceError> {
        self.write(|transaction| {
            let is_there = account::set_store_url(transaction, url)?;
            is_there.then_some(()).ok_or(DeviceError::NotStarted)
        })?;
        self.announce(Changed::Account);
        self.nudge();
        Ok(())
    }

    /// The projects of all the user's organizations, by name.
    pub fn projects(&self) -> Result<Vec<ProjectView>, DeviceError> {
        self.read(|connection| Ok(projects::list(connection)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn the_address_follows_the_store() {
        let (_folder, device) = begun();
        device.set_store_url("http://127.0.0.1:4211").unwrap();
        assert_eq!(
            device.account().unwrap().unwrap().store_url,
            "http://127.0.0.1:4211"
        );
    }

    #[test]
    fn without_an_account_there_is_nothing_to_point() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path()).unwrap();
        let error = device.set_store_url("http://127.0.0.1:4211").unwrap_err();
        assert!(matches!(error, DeviceError::NotStarted), "{error}");
    }
}
