//! Beginning, with the store that runs inside the app.

use crate::database::account::{self, Account};
use crate::database::organizations;
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::view::{AccountView, OrganizationView, Role};

/// Who begins, as the store inside the app knows them.
#[derive(Debug, Clone)]
pub struct BeginRequest {
    /// The user's id in the store.
    pub user_id: String,
    /// The user's name.
    pub user_name: String,
    /// The organization's id in the store.
    pub organization_id: String,
    /// The organization's name.
    pub organization_name: String,
    /// `http://127.0.0.1:4210`, as the store is reached now.
    pub store_url: String,
}

impl Device {
    /// Writes the account down, and its organization, of which the user is the owner. Doing it again brings
    /// names and address up to date.
    pub fn begin_on_this_computer(&self, request: BeginRequest) -> Result<AccountView, DeviceError> {
        let organization = OrganizationView {
            id: request.organization_id,
            name: request.organization_name,
            role: Role::Owner,
        };
        let account = Account {
            user_id: request.user_id,
            user_name: request.user_name,
            store_url: request.store_url,
            on_this_computer: true,
        };
        self.write(|transaction| -> Result<(), DeviceError> {
            account::put(transaction, &account)?;
            Ok(organizations::put(transaction, &organization)?)
        })?;
        self.announce(Changed::Account);
        self.nudge();
        self.account()?.ok_or(DeviceError::NotStarted)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A device in a folder of its own, with an account that no store knows.
    pub(crate) fn begun() -> (tempfile::TempDir, Device) {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path()).unwrap();
        device.begin_on_this_computer(request()).unwrap();
        (folder, device)
    }

    fn request() -> BeginRequest {
        BeginRequest {
            user_id: "user-1".into(),
            user_name: "Mira Lindqvist".into(),
            organization_id: "northwind".into(),
            organization_name: "Northwind".into(),
            store_url: "http://127.0.0.1:4210".into(),
        }
    }

    #[test]
    fn the_account_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(device.account().unwrap(), None);
        let mut changes = device.subscribe();
        let begun = device.begin_on_this_computer(request()).unwrap();
        assert_eq!(changes.try_recv(), Ok(Changed::Account));
        drop((device, changes));
        let account = Device::open(folder.path()).unwrap().account().unwrap().unwrap();
        assert_eq!(account, begun);
        assert_eq!(
            (account.user_name.as_str(), account.on_this_computer),
            ("Mira Lindqvist", true)
        );
        assert_eq!(account.organizations[0].role, Role::Owner);
    }

    #[test]
    fn beginning_again_brings_it_up_to_date() {
        let (_folder, device) = begun();
        let again = BeginRequest {
            organization_name: "Northwind Studio".into(),
            ..request()
        };
        let account = device.begin_on_this_computer(again).unwrap();
        assert_eq!(account.organizations.len(), 1);
        assert_eq!(account.organizations[0].name, "Northwind Studio");
    }
}
