//! Telling people in time that keys end: what is to be said now, that it was said, and what is put off.
//!
//! Each step of a key is told once, and noted as told only after it was. Nothing here looks at when something was told:
//! a clock that is set back and forward again tells nothing twice. How a notice looks belongs to the shell.

use jiff::{SignedDuration, Timestamp};
use keys::ExpiryStep;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::database::notices::{self, EndingKey};
use crate::database::settings;
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::moment;

const SETTING: &str = "notices";

/// How long after its end a key is still spoken of: as long as it is listed.
const SPOKEN_OF: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How far ahead is looked: further than the first step of any key.
const AHEAD: SignedDuration = SignedDuration::from_hours(31 * 24);

const SNOOZE: SignedDuration = SignedDuration::from_hours(24);
const LAST_HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What was said of keys that are gone is forgotten this long after their end.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(400 * 24);

/// What a person chose about notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoticeSettings {
    /// Whether there are any.
    pub on: bool,
    /// Whether they name the keys. Others may look at the screen, and systems keep a history of notices.
    pub names: bool,
    /// Which steps are told.
    pub steps: Vec<ExpiryStep>,
}

impl Default for NoticeSettings {
    fn default() -> Self {
        Self {
            on: true,
            names: false,
            steps: ExpiryStep::ALL.to_vec(),
        }
    }
}

/// A key of which something is to be said now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueNotice {
    /// The key.
    pub key_id: String,
    /// Its name.
    pub key_name: String,
    /// What is to be told.
    pub step: ExpiryStep,
    /// When it ends.
    pub expires: Timestamp,
}

impl Device {
    /// What a person chose about notices.
    pub fn notice_settings(&self) -> Result<NoticeSettings, DeviceError> {
        let chosen = self.read(|connection| Ok(settings::get_parts(connection, SETTING)?))?;
        Ok(chosen.unwrap_or_default())
    }

    /// Chooses about notices.
    pub fn set_notice_settings(&self, chosen: &NoticeSettings) -> Result<(), DeviceError> {
        self.write(|transaction| -> Result<(), DeviceError> {
            Ok(settings::set_parts(transaction, SETTING, chosen)?)
        })?;
        self.announce(Changed::Settings);
        Ok(())
    }

    /// What is to be said now, the next end first: of each key the nearest step alone, whatever was missed before it.
    pub fn due_notices(&self, now: Timestamp) -> Result<Vec<DueNotice>, DeviceError> {
        let chosen = self.notice_settings()?;
        if !chosen.on {
            return Ok(Vec::new());
        }
        let ending = self.ending_keys(now)?;
        Ok(ending
            .into_iter()
            .filter_map(|key| due(key, &chosen.steps, now))
            .collect())
    }

    /// When there will next be something to say, now at the earliest; `None` while no key ends within a month.
    pub fn next_notice(&self, now: Timestamp) -> Result<Option<Timestamp>, DeviceError> {
        let chosen = self.notice_settings()?;
        if !chosen.on {
            return Ok(None);
        }
        let ending = self.ending_keys(now)?;
        let next = ending
            .iter()
            .filter_map(|key| next(key, &chosen.steps, now))
            .min();
        Ok(next.map(|moment| moment.max(now)))
    }

    /// Notes that these were told.
    pub fn notices_told(&self, told: &[DueNotice], now: Timestamp) -> Result<(), DeviceError> {
        self.write(|transaction| {
            for notice in told {
                notices::tell(transaction, &notice.key_id, notice.expires, notice.step)?;
            }
            let old = now.checked_sub(REMEMBERED).unwrap_or(Timestamp::MIN);
            Ok(notices::forget_before(transaction, old)?)
        })
    }

    /// Has these told again in a day, or an hour before the end when that is sooner. Within the last hour, the end
    /// itself is the next to be told.
    pub fn snooze_notices(&self, told: &[DueNotice], now: Timestamp) -> Result<(), DeviceError> {
        self.write(|transaction| -> Result<(), DeviceError> {
            for notice in told.iter().filter(|notice| notice.expires > now) {
                notices::snooze(transaction, &notice.key_id, snoozed_until(notice.expires, now))?;
            }
            Ok(())
        })?;
        self.announce(Changed::Settings);
        Ok(())
    }

    fn ending_keys(&self, now: Timestamp) -> Result<Vec<EndingKey>, DeviceError> {
        let after = now.checked_sub(SPOKEN_OF).unwrap_or(Timestamp::MIN);
        let before = now.checked_add(AHEAD).unwrap_or(Timestamp::MAX);
        self.read(|connection| Ok(notices::ending_keys(connection, after, before)?))
    }
}

fn due(key: EndingKey, steps: &[ExpiryStep], now: Timestamp) -> Option<DueNotice> {
    let step = ExpiryStep::at(now, key.created, key.expires, steps)?;
    let wanted = match snooze_of(&key, now) {
        Snooze::Running(_) => false,
        Snooze::Over => true,
        Snooze::None => !key.told.iter().any(|told| told == step.as_str()),
    };
    wanted.then_some(DueNotice {
        key_id: key.id,
        key_name: key.name,
        step,
        expires: key.expires,
    })
}

fn next(key: &EndingKey, steps: &[ExpiryStep], now: Timestamp) -> Option<Timestamp> {
    if let Snooze::Running(until) = snooze_of(key, now) {
        return Some(until);
    }
    let is_due = ExpiryStep::at(now, key.created, key.expires, steps).is_some_and(|step| {
        matches!(snooze_of(key, now), Snooze::Over) || !key.told.iter().any(|told| told == step.as_str())
    });
    if is_due {
        return Some(now);
    }
    ExpiryStep::next_after(now, key.created, key.expires, steps)
}

enum Snooze {
    None,
    Running(Timestamp),
    Over,
}

fn snooze_of(key: &EndingKey, now: Timestamp) -> Snooze {
    match key.snoozed_until {
        None => Snooze::None,
        // One that seems longer than any is tells of a clock that was set back.
        Some(until) if until > now && until.duration_since(now) <= SNOOZE * 2 => Snooze::Running(until),
        Some(_) => Snooze::Over,
    }
}

fn snoozed_until(expires: Timestamp, now: Timestamp) -> Timestamp {
    let now = moment::to_the_millisecond(now);
    let last_hour = expires - LAST_HOUR;
    let end = if last_hour > now { last_hour } else { expires };
    end.min(now + SNOOZE)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use keys::ExpiryChoice;
    use proptest::prelude::*;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{named, now};
    use crate::view::CreateKeyRequest;

    fn days(count: i64) -> SignedDuration {
        SignedDuration::from_hours(24 * count)
    }

    /// Makes a key that lives so many days, and returns its id and end.
    fn lasting(device: &Device, name: &str, life: u16) -> (String, Timestamp) {
        let expiry = ExpiryChoice::Days { days: life };
        let request = CreateKeyRequest {
            expiry,
            ..named(name)
        };
        let (key, _) = device.create_key(&request, now(), &TimeZone::UTC).unwrap();
        (key.id, key.expires_at.unwrap().parse().unwrap())
    }

    /// What is told at a moment, as name and step; it is noted as told.
    fn told(device: &Device, now: Timestamp) -> Vec<(String, ExpiryStep)> {
        let due = device.due_notices(now).unwrap();
        device.notices_told(&due, now).unwrap();
        due.into_iter()
            .map(|notice| (notice.key_name, notice.step))
            .collect()
    }

    #[test]
    fn each_step_is_told_once_also_across_restarts() {
        let (folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 90);
        assert_eq!(told(&device, now()), []);
        assert_eq!(device.next_notice(end - days(31)).unwrap(), None);
        assert_eq!(
            device.next_notice(end - days(30) - LAST_HOUR).unwrap(),
            Some(end - days(30))
        );
        assert_eq!(
            told(&device, end - days(30)),
            [("Figma".into(), ExpiryStep::Month)]
        );
        assert_eq!(told(&device, end - days(29)), []);
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(told(&device, end - days(29)), []);
        assert_eq!(device.next_notice(end - days(29)).unwrap(), Some(end - days(7)));
        for (before, step) in [(7, ExpiryStep::Week), (1, ExpiryStep::Day), (0, ExpiryStep::End)] {
            assert_eq!(told(&device, end - days(before)), [("Figma".into(), step)]);
            assert_eq!(told(&device, end - days(before)), []);
        }
        assert_eq!(device.next_notice(end).unwrap(), None);
    }

    #[test]
    fn what_was_not_told_stays_due() {
        let (_folder, device) = begun();
        let (id, end) = lasting(&device, "Figma", 90);
        for _ in 0..2 {
            let due = device.due_notices(end - days(1)).unwrap();
            assert_eq!((due.len(), due[0].key_id.as_str()), (1, id.as_str()));
        }
        assert_eq!(device.next_notice(end - days(1)).unwrap(), Some(end - days(1)));
    }

    #[test]
    fn after_a_long_sleep_only_the_nearest_step_is_told() {
        let (_folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 90);
        lasting(&device, "Later", 95);
        assert_eq!(
            told(&device, end),
            [
                ("Figma".into(), ExpiryStep::End),
                ("Later".into(), ExpiryStep::Week)
            ]
        );
    }

    #[test]
    fn a_clock_set_back_and_forward_again_tells_nothing_twice_and_loses_nothing() {
        let (_folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 90);
        told(&device, end - days(30));
        assert_eq!(told(&device, end - days(30 + 365)), []);
        assert_eq!(told(&device, end - days(29)), []);
        assert_eq!(told(&device, end - days(7)), [("Figma".into(), ExpiryStep::Week)]);
        // Too far ahead by mistake: the steps between are still told when their time comes.
        let (_, end) = lasting(&device, "Other", 365);
        told(&device, end);
        assert_eq!(
            told(&device, end - days(30)),
            [("Other".into(), ExpiryStep::Month)]
        );
    }

    #[test]
    fn a_snooze_lasts_a_day_across_restarts() {
        let (folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 90);
        let first = end - days(7);
        let due = device.due_notices(first).unwrap();
        device.notices_told(&due, first).unwrap();
        device.snooze_notices(&due, first).unwrap();
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(device.next_notice(first).unwrap(), Some(first + SNOOZE));
        assert_eq!(told(&device, first + SNOOZE - LAST_HOUR), []);
        assert_eq!(
            told(&device, first + SNOOZE),
            [("Figma".into(), ExpiryStep::Week)]
        );
        assert_eq!(told(&device, first + SNOOZE), []);
    }

    #[test]
    fn a_snooze_ends_an_hour_before_the_key_does() {
        let (_folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 90);
        let late = end - SignedDuration::from_hours(5);
        let due = device.due_notices(late).unwrap();
        device.notices_told(&due, late).unwrap();
        device.snooze_notices(&due, late).unwrap();
        assert_eq!(
            told(&device, end - LAST_HOUR),
            [("Figma".into(), ExpiryStep::Day)]
        );
        device.snooze_notices(&due, end - LAST_HOUR).unwrap();
        assert_eq!(device.next_notice(end - LAST_HOUR).unwrap(), Some(end));
        assert_eq!(told(&device, end), [("Figma".into(), ExpiryStep::End)]);
        device.snooze_notices(&due, end).unwrap();
        assert_eq!(told(&device, end + SNOOZE), [], "an end can't be put off");
    }

    #[test]
    fn a_snooze_from_a_wrong_clock_does_not_last_a_year() {
        let (_folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 730);
        let (wrong, right) = (end - days(1), end - days(30));
        let due = device.due_notices(wrong).unwrap();
        device.snooze_notices(&due, wrong).unwrap();
        assert_eq!(told(&device, right), [("Figma".into(), ExpiryStep::Month)]);
    }

    #[test]
    fn nothing_is_said_of_deleted_keys_and_of_those_without_an_end() {
        let (_folder, device) = begun();
        let (id, end) = lasting(&device, "Figma", 90);
        let endless = CreateKeyRequest {
            expiry: ExpiryChoice::Never,
            ..named("Endless")
        };
        device.create_key(&endless, now(), &TimeZone::UTC).unwrap();
        device.delete_keys(&[id], now()).unwrap();
        assert_eq!(told(&device, end), []);
        assert_eq!(device.next_notice(end).unwrap(), None);
    }

    #[test]
    fn an_end_long_ago_is_no_news() {
        let (_folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 7);
        assert_eq!(told(&device, end + days(31)), []);
    }

    #[test]
    fn switched_off_steps_are_not_told() {
        let (_folder, device) = begun();
        let (_, end) = lasting(&device, "Figma", 90);
        let mut chosen = device.notice_settings().unwrap();
        assert!(chosen.on && !chosen.names);
        chosen.steps = vec![ExpiryStep::Day];
        device.set_notice_settings(&chosen).unwrap();
        assert_eq!(told(&device, end - days(7)), []);
        assert_eq!(device.next_notice(end - days(7)).unwrap(), Some(end - days(1)));
        chosen.on = false;
        device.set_notice_settings(&chosen).unwrap();
        assert_eq!(told(&device, end - days(1)), []);
        assert_eq!(device.next_notice(end - days(1)).unwrap(), None);
        chosen.on = true;
        device.set_notice_settings(&chosen).unwrap();
        assert_eq!(told(&device, end - days(1)), [("Figma".into(), ExpiryStep::Day)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// However the clock jumps, no step of any key is told twice.
        #[test]
        fn no_jump_of_the_clock_tells_a_step_twice(jumps in proptest::collection::vec(-400_i64..400, 1..12)) {
            let (_folder, device) = begun();
            for life in [1, 7, 30, 90, 365] {
                lasting(&device, &format!("{life} days"), life);
            }
            let mut all = Vec::new();
            for jump in jumps {
                all.extend(told(&device, now() + days(jump)));
            }
            let mut once = all.clone();
            once.sort();
            once.dedup();
            prop_assert_eq!(once.len(), all.len());
        }
    }
}
