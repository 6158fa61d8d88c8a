//! What a storage takes and gives back about how keys are used.

use std::collections::BTreeSet;

use jiff::Timestamp;
use keys::{KeyDigest, Scope};

/// From how many places the use of a key is kept.
pub(crate) const PLACES_KEPT: usize = 5;

/// For how many days it is kept how often a key was used.
pub(crate) const DAYS_KEPT: i64 = 90;

const SECONDS_OF_DAY: i64 = 24 * 60 * 60;

/// From where a key is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The network address.
    pub address: String,
    /// The kind of program, like `curl` or `Figma`.
    pub client: String,
}

/// How a key was used in a while. Of most there is one of each, and it takes no more memory than that: there may be
/// hundreds of thousands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeyUse {
    /// When at last, to the minute.
    pub last: Option<Timestamp>,
    /// The same for each of its secrets, by digest.
    pub secrets: Vec<([u8; 32], Timestamp)>,
    /// From where at last, and when.
    pub places: Vec<(Place, Timestamp)>,
    /// What of its scopes was needed, each once.
    pub scopes: Vec<Scope>,
    /// How often on which day, counted from 1970 in UTC.
    pub days: Vec<(i64, u32)>,
}

impl KeyUse {
    /// Adds one use.
    pub(crate) fn add(&mut self, digest: Option<KeyDigest>, place: Option<Place>, now: Timestamp) {
        let minute = to_the_minute(now);
        self.last = self.last.max(Some(minute));
        if let Some(digest) = digest {
            self.add_secret(*digest.as_bytes(), minute);
        }
        // To the moment: which five were the last would else be left to chance.
        if let Some(place) = place {
            self.add_place(place, now);
        }
        self.add_uses(day(now), 1);
    }

    /// Adds all of another one.
    pub(crate) fn merge(&mut self, other: Self) {
        self.last = self.last.max(other.last);
        for (digest, moment) in other.secrets {
            self.add_secret(digest, moment);
        }
        for (place, moment) in other.places {
            self.add_place(place, moment);
        }
        for scope in other.scopes {
            self.exercised(scope);
        }
        for (day, uses) in other.days {
            self.add_uses(day, uses);
        }
    }

    /// Adds a scope that was needed; says whether it was not there.
    pub(crate) fn exercised(&mut self, scope: Scope) -> bool {
        let is_new = !self.scopes.contains(&scope);
        if is_new {
            self.scopes.push(scope);
        }
        is_new
    }

    /// When at last it was used with this secret.
    pub(crate) fn last_with(&self, digest: &KeyDigest) -> Option<Timestamp> {
        let of_secret =
            |(known, moment): &([u8; 32], Timestamp)| (known == digest.as_bytes()).then_some(*moment);
        self.secrets.iter().find_map(of_secret)
    }

    fn add_secret(&mut self, digest: [u8; 32], moment: Timestamp) {
        let known = entry(&mut self.secrets, digest, moment);
        *known = moment.max(*known);
    }

    fn add_place(&mut self, place: Place, moment: Timestamp) {
        let known = entry(&mut self.places, place, moment);
        *known = moment.max(*known);
        self.forget_places();
    }

    fn add_uses(&mut self, day: i64, uses: u32) {
        let known = entry(&mut self.days, day, 0);
        *known = known.saturating_add(uses);
    }

    /// Whoever calls itself by another name each time must not fill the memory.
    fn forget_places(&mut self) {
        while self.places.len() > PLACES_KEPT {
            let oldest = self.places.iter().enumerate();
            let oldest = oldest.min_by(|(_, (one, at)), (_, (other, then))| (at, one).cmp(&(then, other)));
            let Some((oldest, _)) = oldest else {
                return;
            };
            self.places.swap_remove(oldest);
        }
    }
}

/// What is kept with a key, which is put there when it is missing.
fn entry<Key: PartialEq, Value>(list: &mut Vec<(Key, Value)>, key: Key, first: Value) -> &mut Value {
    let known = list.iter().position(|(known, _)| *known == key);
    let place = known.unwrap_or_else(|| {
        list.reserve_exact(1);
        list.push((key, first));
        list.len() - 1
    });
    &mut list[place].1
}

fn to_the_minute(moment: Timestamp) -> Timestamp {
    let second = moment.as_second();
    Timestamp::from_second(second - second.rem_euclid(60)).unwrap_or(moment)
}

/// On which day a moment is, counted from 1970 in UTC.
pub(crate) fn day(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(SECONDS_OF_DAY)
}

/// What is kept of how a key was used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeptUse {
    /// From where at last, and when; the last one first.
    pub places: Vec<(Place, Timestamp)>,
    /// What of its scopes was ever needed.
    pub scopes: BTreeSet<Scope>,
    /// How often on which day, the first moment of the day given (UTC); days without use are left out.
    pub days: Vec<(Timestamp, u32)>,
}

impl KeptUse {
    /// The first moment of a day that is counted from 1970.
    pub(crate) fn begin_of(day: i64) -> Option<Timestamp> {
        Timestamp::from_second(day.checked_mul(SECONDS_OF_DAY)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(number: usize) -> Place {
        Place {
            address: "192.0.2.1".into(),
            client: format!("client {number}"),
        }
    }

    #[test]
    fn uses_add_up_and_the_last_places_stay() {
        let now: Timestamp = "2026-11-24T23:59:30.5Z".parse().unwrap();
        let mut key_use = KeyUse::default();
        for number in 0..7_u32 {
            let later = now + jiff::SignedDuration::from_secs(number.into());
            key_use.add(None, Some(place(number as usize)), later);
            key_use.add(None, Some(place(6 - number as usize)), now);
        }
        assert_eq!(key_use.last, Some("2026-11-24T23:59:00Z".parse().unwrap()));
        let mut kept: Vec<_> = key_use
            .places
            .iter()
            .map(|(place, _)| place.client.as_str())
            .collect();
        kept.sort_unstable();
        assert_eq!(kept, ["client 2", "client 3", "client 4", "client 5", "client 6"]);
        assert_eq!(
            key_use.days.iter().map(|(_, uses)| *uses).collect::<Vec<_>>(),
            [14]
        );
        key_use.add(None, None, now + jiff::SignedDuration::from_secs(30));
        assert_eq!(key_use.last, Some("2026-11-25T00:00:00Z".parse().unwrap()));
        assert_eq!(
            key_use.days.iter().map(|(_, uses)| *uses).collect::<Vec<_>>(),
            [14, 1]
        );
    }
}
