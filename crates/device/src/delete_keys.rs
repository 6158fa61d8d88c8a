//! Deleting keys, on this computer first.

use jiff::Timestamp;
use rusqlite::Transaction;

use crate::database::api_keys;
use crate::database::outbox::{self, ChangeKind};
use crate::device::{Changed, Device};
use crate::error::DeviceError;

impl Device {
    /// Deletes all of the keys or, when one of them is unknown, none. Deleting a deleted one is no error.
    ///
    /// A sealed copy of it is forgotten. A key is *still live* until the store has confirmed it; one that the store never heard of is gone at once.
    pub fn delete_keys(&self, ids: &[String], now: Timestamp) -> Result<(), DeviceError> {
        self.write(|transaction| {
            ids.iter()
                .try_for_each(|id| delete(transaction, id, now.as_millisecond()))
        })?;
        self.forget_copies_of_deleted();
        self.announce(Changed::Keys);
        self.nudge();
        Ok(())
    }
}

/// Deletes one key, unless it is deleted already.
pub(crate) fn delete(transaction: &Transaction<'_>, id: &str, now: i64) -> Result<(), DeviceError> {
    let standing =
        api_keys::standing(transaction, id)?.ok_or_else(|| DeviceError::UnknownKey(id.to_owned()))?;
    if standing.is_deleted {
        return Ok(());
    }
    let store_never_heard = standing.is_not_in_store || outbox::was_never_sent(transaction, id)?;
    if store_never_heard {
        outbox::remove_of_key(transaction, id)?;
    } else {
        outbox::add(transaction, ChangeKind::DeleteApiKey, id, now)?;
    }
    Ok(api_keys::mark_deleted(transaction, id, now, store_never_heard)?)
}

#[cfg(test)]
mod tests {
    use keys::KeyState;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};
    use crate::view::KeySync;

    fn waiting(device: &Device) -> u32 {
        device.sync_view().unwrap().waiting
    }

    /// What the sync loop does before it sends.
    fn begin_sending(device: &Device) {
        device
            .write(|transaction| {
                Ok::<_, DeviceError>(outbox::begin_next(transaction, now().as_millisecond())?)
            })
            .unwrap();
    }

    #[test]
    fn a_key_that_was_never_sent_is_gone_at_once() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        device.delete_keys(std::slice::from_ref(&id), now()).unwrap();
        let key = device.key(&id, now()).unwrap();
        assert_eq!((key.state, key.sync), (KeyState::Deleted, KeySync::Confirmed));
        assert_eq!(waiting(&device), 0);
    }

    #[test]
    fn a_key_that_may_have_been_sent_is_live_until_the_store_says_otherwise() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        begin_sending(&device);
        for _ in 0..2 {
            device.delete_keys(std::slice::from_ref(&id), now()).unwrap();
            let key = device.key(&id, now()).unwrap();
            assert_eq!((key.state, key.sync), (KeyState::Deleted, KeySync::StillLive));
            assert_eq!(waiting(&device), 2, "registration and deletion, each once");
        }
    }

    #[test]
    fn an_unknown_one_among_them_deletes_none() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        let error = device
            .delete_keys(&[id.clone(), "nothing".into()], now())
            .unwrap_err();
        assert!(
            matches!(error, DeviceError::UnknownKey(ref unknown) if unknown == "nothing"),
            "{error}"
        );
        assert_eq!(device.key(&id, now()).unwrap().deleted_at, None);
    }
}
