//! Panic: every key that was made on this computer is deleted, a while after it was asked for, so that it can be
//! taken back.
//!
//! What was asked for is written down first. Ending the app does not take it back: the next start goes through with
//! it. How long the while is, and that the vault is locked meanwhile, belongs to the shell, which has a clock that
//! nobody can set.

use jiff::Timestamp;
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::database::{keys_made_here, settings};
use crate::delete_keys::delete;
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::view::{PanicPreview, PanicStanding};

const PANIC: &str = "panic";

/// How many keys a preview names.
const NAMED: u32 = 5;

/// As it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Panic {
    id: String,
    /// As they were when it was asked for: a key made afterwards is not meant.
    key_ids: Vec<String>,
    is_done: bool,
    /// What a panic before it deleted and the store had not confirmed when this one was asked for.
    #[serde(default)]
    unconfirmed: Vec<String>,
}

impl Panic {
    fn of(key_ids: Vec<String>, mut unconfirmed: Vec<String>) -> Self {
        unconfirmed.retain(|id| !key_ids.contains(id));
        Self {
            id: Uuid::now_v7().to_string(),
            key_ids,
            is_done: false,
            unconfirmed,
        }
    }
}

impl Device {
    /// What a panic would delete now.
    pub fn panic_preview(&self, now: Timestamp) -> Result<PanicPreview, DeviceError> {
        self.read(|connection| {
            let counts = keys_made_here::count_by_origin(connection, now)?;
            Ok(PanicPreview {
                keys: counts.here,
                used: counts.here_and_used,
                elsewhere: counts.elsewhere,
                named: keys_made_here::latest(connection, NAMED, now)?,
            })
        })
    }

    /// Writes down that every live key made on this computer is to be deleted; where there is none, what is
    /// answered may be one that is done. Asked for again while one waits, it is that one still.
    pub fn begin_panic(&self, now: Timestamp) -> Result<Option<PanicStanding>, DeviceError> {
        self.write(|transaction| -> Result<_, DeviceError> {
            let former = read(transaction)?;
            if former.as_ref().is_some_and(|panic| !panic.is_done) {
                return Ok(());
            }
            let deleted = former.map(|panic| panic.key_ids).unwrap_or_default();
            let unconfirmed = keys_made_here::still_live(transaction, &deleted)?;
            let key_ids = keys_made_here::ids(transaction, now)?;
            match (key_ids.is_empty(), unconfirmed.is_empty()) {
                (true, true) => Ok(settings::remove(transaction, PANIC)?),
                // It is still to be seen what came of the one before.
                (true, false) => Ok(()),
                (false, _) => Ok(settings::set_parts(
                    transaction,
                    PANIC,
                    &Panic::of(key_ids, unconfirmed),
                )?),
            }
        })?;
        self.announce(Changed::Panic);
        self.panic_standing()
    }

    /// Takes a waiting panic back. False when there is none to be taken back any more.
    pub fn undo_panic(&self) -> Result<bool, DeviceError> {
        self.forget_panic(false)
    }

    /// Forgets a panic that is over, once somebody has seen what came of it.
    pub fn dismiss_panic(&self) -> Result<bool, DeviceError> {
        self.forget_panic(true)
    }

    /// Deletes the keys of the panic with this id. False when it was taken back or is done already.
    pub fn complete_panic(&self, id: &str, now: Timestamp) -> Result<bool, DeviceError> {
        let is_completed = self.write(|transaction| complete(transaction, id, now))?;
        if is_completed {
            self.forget_copies_of_deleted();
            self.announce(Changed::Panic);
            self.announce(Changed::Keys);
            self.nudge();
        }
        Ok(is_completed)
    }

    /// How it stands with the last panic, until that is forgotten.
    pub fn panic_standing(&self) -> Result<Option<PanicStanding>, DeviceError> {
        self.read(|connection| {
            let Some(panic) = settings::get_parts::<Panic>(connection, PANIC)? else {
                return Ok(None);
            };
            Ok(Some(PanicStanding {
                still_live: count(&keys_made_here::still_live(connection, &panic.key_ids)?),
                keys: count(&panic.key_ids),
                id: panic.id,
                is_done: panic.is_done,
            }))
        })
    }

    fn forget_panic(&self, is_done: bool) -> Result<bool, DeviceError> {
        let is_forgotten = self.write(|transaction| forget(transaction, is_done))?;
        if is_forgotten {
            self.announce(Changed::Panic);
        }
        Ok(is_forgotten)
    }
}

fn read(transaction: &Transaction<'_>) -> rusqlite::Result<Option<Panic>> {
    settings::get_parts(transaction, PANIC)
}

/// One that is taken back leaves the one before it, as long as that is not confirmed.
fn forget(transaction: &Transaction<'_>, is_done: bool) -> Result<bool, DeviceError> {
    let Some(panic) = read(transaction)?.filter(|panic| panic.is_done == is_done) else {
        return Ok(false);
    };
    if panic.unconfirmed.is_empty() {
        settings::remove(transaction, PANIC)?;
    } else {
        let former = Panic {
            is_done: true,
            ..Panic::of(panic.unconfirmed, Vec::new())
        };
        settings::set_parts(transaction, PANIC, &former)?;
    }
    Ok(true)
}

fn count(ids: &[String]) -> u32 {
    u32::try_from(ids.len()).unwrap_or(u32::MAX)
}

fn complete(transaction: &Transaction<'_>, id: &str, now: Timestamp) -> Result<bool, DeviceError> {
    let waiting = read(transaction)?.filter(|panic| panic.id == id && !panic.is_done);
    let Some(mut panic) = waiting else {
        return Ok(false);
    };
    for key in &panic.key_ids {
        match delete(transaction, key, now.as_millisecond()) {
            // One that is no longer known here is no reason to spare the others.
            Ok(()) | Err(DeviceError::UnknownKey(_)) => {}
            Err(error) => return Err(error),
        }
    }
    panic.is_done = true;
    panic.key_ids.append(&mut panic.unconfirmed);
    settings::set_parts(transaction, PANIC, &panic)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, tz::TimeZone};
    use keys::{ExpiryChoice, KeyState};

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, named, now};
    use crate::database::outbox;
    use crate::database::remote_keys::{self, RemoteKey};
    use crate::view::KeySync;

    /// A key that the store has; one with this id that was made here is now known to it.
    fn in_store(device: &Device, id: &str, last_used: Option<Timestamp>) {
        let key = RemoteKey {
            id: id.into(),
            name: id.into(),
            hint: "tsk_AbCd…wxYZ".into(),
            scopes: "projects:read".into(),
            created: now(),
            expires: None,
            last_used,
            deleted: None,
        };
        device
            .write(|transaction| {
                outbox::remove_of_key(transaction, id)?;
                Ok::<_, DeviceError>(remote_keys::apply(transaction, &key)?)
            })
            .unwrap();
    }

    fn state(device: &Device, id: &str) -> KeyState {
        device.key(id, now()).unwrap().state
    }

    fn begun_panic(device: &Device) -> PanicStanding {
        device.begin_panic(now()).unwrap().unwrap()
    }

    #[test]
    fn only_live_keys_made_here_are_meant() {
        let (_folder, device) = begun();
        let (here, gone) = (made(&device, "Here"), made(&device, "Gone"));
        let short = crate::view::CreateKeyRequest {
            expiry: ExpiryChoice::Days { days: 7 },
            ..named("Short")
        };
        let earlier = now() - SignedDuration::from_hours(24 * 8);
        let (expired, _) = device.create_key(&short, earlier, &TimeZone::UTC).unwrap();
        device.delete_keys(std::slice::from_ref(&gone), now()).unwrap();
        in_store(&device, "elsewhere", None);

        let preview = device.panic_preview(now()).unwrap();
        assert_eq!((preview.keys, preview.used, preview.elsewhere), (1, 0, 1));
        assert_eq!(preview.named[0].id, here);

        let standing = begun_panic(&device);
        assert_eq!(
            (standing.keys, standing.still_live, standing.is_done),
            (1, 1, false)
        );
        assert!(device.complete_panic(&standing.id, now()).unwrap());
        assert_eq!(state(&device, &here), KeyState::Deleted);
        assert_eq!(state(&device, "elsewhere"), KeyState::Active);
        assert_eq!(state(&device, &expired.id), KeyState::Expired);
    }

    #[test]
    fn the_tools_in_use_are_named_first() {
        let (_folder, device) = begun();
        for number in 0..7 {
            made(&device, &format!("Key {number}"));
        }
        let used = made(&device, "Used");
        in_store(&device, &used, Some(now()));
        let preview = device.panic_preview(now()).unwrap();
        assert_eq!((preview.keys, preview.used, preview.named.len()), (8, 1, 5));
        assert_eq!(preview.named[0].id, used);
    }

    #[test]
    fn nothing_is_deleted_until_it_is_completed_and_nothing_once_it_is_taken_back() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        let panic = begun_panic(&device);
        assert_eq!(state(&device, &id), KeyState::Active);
        assert!(device.undo_panic().unwrap());
        assert!(!device.undo_panic().unwrap(), "there is none any more");
        assert_eq!(device.panic_standing().unwrap(), None);
        assert!(!device.complete_panic(&panic.id, now()).unwrap());
        assert_eq!(state(&device, &id), KeyState::Active);
    }

    #[test]
    fn the_timer_of_one_that_was_taken_back_does_not_end_the_next_one_early() {
        let (_folder, device) = begun();
        let id = made(&device, "Figma");
        let first = begun_panic(&device);
        device.undo_panic().unwrap();
        let second = begun_panic(&device);
        assert_ne!(first.id, second.id);
        assert!(!device.complete_panic(&first.id, now()).unwrap());
        assert_eq!(state(&device, &id), KeyState::Active);
        assert!(device.complete_panic(&second.id, now()).unwrap());
    }

    #[test]
    fn asked_for_twice_it_is_one_and_keys_made_meanwhile_are_spared() {
        let (_folder, device) = begun();
        made(&device, "Before");
        let panic = begun_panic(&device);
        let after = made(&device, "After");
        assert_eq!(begun_panic(&device), panic);
        assert!(device.complete_panic(&panic.id, now()).unwrap());
        assert_eq!(state(&device, &after), KeyState::Active);
    }

    #[test]
    fn it_survives_the_end_of_the_app_and_a_clock_set_back_by_a_year() {
        let (folder, device) = begun();
        let id = made(&device, "Figma");
        let panic = begun_panic(&device);
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(device.panic_standing().unwrap(), Some(panic.clone()));
        let year_ago = now() - SignedDuration::from_hours(24 * 365);
        assert!(device.complete_panic(&panic.id, year_ago).unwrap());
        assert_eq!(device.key(&id, year_ago).unwrap().state, KeyState::Deleted);
    }

    #[test]
    fn what_came_of_it_is_told_until_it_was_seen() {
        let (_folder, device) = begun();
        let (known, unsent) = (made(&device, "Known"), made(&device, "Unsent"));
        in_store(&device, &known, None);
        let panic = begun_panic(&device);
        assert!(
            !device.dismiss_panic().unwrap(),
            "one that waits can't be dismissed"
        );
        device.complete_panic(&panic.id, now()).unwrap();
        assert!(
            !device.undo_panic().unwrap(),
            "one that is done can't be taken back"
        );
        let standing = device.panic_standing().unwrap().unwrap();
        assert_eq!(
            (standing.keys, standing.still_live, standing.is_done),
            (2, 1, true)
        );
        assert_eq!(device.key(&known, now()).unwrap().sync, KeySync::StillLive);
        assert_eq!(device.key(&unsent, now()).unwrap().sync, KeySync::Confirmed);
        device
            .write(|transaction| Ok::<_, DeviceError>(remote_keys::confirm_deletion(transaction, &known)?))
            .unwrap();
        assert_eq!(device.panic_standing().unwrap().unwrap().still_live, 0);
        assert!(device.dismiss_panic().unwrap());
        assert_eq!(device.panic_standing().unwrap(), None);
    }

    #[test]
    fn without_keys_there_is_nothing_to_wait_for() {
        let (_folder, device) = begun();
        in_store(&device, "elsewhere", None);
        assert_eq!(device.begin_panic(now()).unwrap(), None);
        assert_eq!(device.panic_standing().unwrap(), None);
    }

    #[test]
    fn what_is_still_live_is_not_forgotten_for_another_one() {
        let (_folder, device) = begun();
        let known = made(&device, "Known");
        in_store(&device, &known, None);
        let first = begun_panic(&device);
        device.complete_panic(&first.id, now()).unwrap();

        let asked_again = begun_panic(&device);
        assert_eq!((asked_again.id, asked_again.is_done), (first.id, true));

        made(&device, "Later");
        let standing = || {
            let standing = device.panic_standing().unwrap().unwrap();
            (standing.keys, standing.still_live, standing.is_done)
        };
        begun_panic(&device);
        assert_eq!(standing(), (1, 1, false));
        assert!(device.undo_panic().unwrap());
        assert_eq!(standing(), (1, 1, true), "the first one");
        let second = begun_panic(&device);
        device.complete_panic(&second.id, now()).unwrap();
        assert_eq!(standing(), (2, 1, true));
    }

    #[test]
    fn many_keys_are_deleted_in_one_piece() {
        let (_folder, device) = begun();
        let ids: Vec<String> = (0..300)
            .map(|number| made(&device, &format!("Key {number}")))
            .collect();
        let mut changes = device.subscribe();
        let panic = begun_panic(&device);
        assert_eq!(panic.keys, 300);
        device.complete_panic(&panic.id, now()).unwrap();
        assert!(ids.iter().all(|id| state(&device, id) == KeyState::Deleted));
        let told: Vec<_> = std::iter::from_fn(|| changes.try_recv().ok()).collect();
        assert_eq!(told, [Changed::Panic, Changed::Panic, Changed::Keys]);
    }
}
