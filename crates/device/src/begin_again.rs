//! Beginning again with a store that has lost everything, as when its file was damaged and moved away.

use jiff::Timestamp;

use crate::database::{account, api_keys, outbox, projects};
use crate::device::{Changed, Device};
use crate::error::DeviceError;

impl Device {
    /// Has the store told of everything that was made here: it has the account again, and nothing else. Keys that were
    /// made elsewhere and projects were in the store alone and are gone with it.
    pub fn begin_again(&self, now: Timestamp) -> Result<(), DeviceError> {
        let now = now.as_millisecond();
        self.write(|transaction| -> Result<(), DeviceError> {
            api_keys::remove_made_elsewhere(transaction)?;
            api_keys::forget_store(transaction, now)?;
            outbox::fill_anew(transaction, now)?;
            projects::remove_all(transaction)?;
            Ok(account::set_pulled_to(transaction, None)?)
        })?;
        for changed in [Changed::Keys, Changed::Projects, Changed::Account] {
            self.announce(changed);
        }
        self.nudge();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use keys::KeyState;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};
    use crate::dashboard::tests::add_project;
    use crate::database::remote_keys::{self, RemoteKey};
    use crate::view::KeySync;

    /// As the store has a key that it was told of.
    fn confirmed(device: &Device, id: &str) {
        let key = RemoteKey {
            id: id.into(),
            name: "Figma".into(),
            hint: "tsk_AbCd…wxYZ".into(),
            scopes: "projects:read".into(),
            created: now(),
            expires: None,
            last_used: None,
            deleted: None,
        };
        device
            .write(|transaction| {
                outbox::remove_of_key(transaction, id)?;
                Ok::<_, DeviceError>(remote_keys::apply(transaction, &key)?)
            })
            .unwrap();
    }

    #[test]
    fn keys_made_here_are_told_anew_and_deleted_ones_are_done_with() {
        let (_folder, device) = begun();
        let (live, deleted) = (made(&device, "Live"), made(&device, "Deleted"));
        confirmed(&device, &live);
        confirmed(&device, &deleted);
        confirmed(&device, "elsewhere");
        add_project(&device, "p-1", "Brand core", "northwind");
        device.delete_keys(std::slice::from_ref(&deleted), now()).unwrap();
        let waiting = made(&device, "Waiting");

        for _ in 0..2 {
            device.begin_again(now() + SignedDuration::from_mins(1)).unwrap();
            assert_eq!(device.key(&live, now()).unwrap().sync, KeySync::Queued);
            assert_eq!(device.key(&waiting, now()).unwrap().sync, KeySync::Queued);
            let gone = device.key(&deleted, now()).unwrap();
            assert_eq!((gone.state, gone.sync), (KeyState::Deleted, KeySync::Confirmed));
            assert!(device.key("elsewhere", now()).is_err());
            assert!(device.projects().unwrap().is_empty());
            assert_eq!(device.sync_view().unwrap().waiting, 2, "each live key once");
        }
    }
}
