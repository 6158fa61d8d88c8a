use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A key that ends within this many days is shown as running out.
pub const EXPIRING_SOON_DAYS: u16 = 14;

/// A key not used for this many days is shown as unused.
pub const UNUSED_AFTER_DAYS: u16 = 90;

/// Where a key is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum KeyState {
    /// It opens what its scopes say.
    Active,
    /// It still does, but ends within [`EXPIRING_SOON_DAYS`].
    ExpiringSoon,
    /// It still does, but nothing has used it for [`UNUSED_AFTER_DAYS`].
    Unused,
    /// Its time is over.
    Expired,
    /// Somebody ended it.
    Deleted,
}

/// The moments of a key's life from which its state follows.
#[derive(Debug, Clone, Copy)]
pub struct KeyMoments {
    /// When it was made.
    pub created: Timestamp,
    /// When it ends, if ever.
    pub expires: Option<Timestamp>,
    /// When it last opened something.
    pub last_used: Option<Timestamp>,
    /// When somebody deleted it.
    pub deleted: Option<Timestamp>,
}

impl KeyState {
    /// The state at `now` of a key with these moments. An end is reached at its very second.
    pub fn at(now: Timestamp, moments: &KeyMoments) -> Self {
        let within = |days: u16| SignedDuration::from_hours(24 * i64::from(days));
        let quiet_since = moments.last_used.unwrap_or(moments.created);
        match moments.expires {
            _ if moments.deleted.is_some() => Self::Deleted,
            Some(end) if end <= now => Self::Expired,
            Some(end) if end.duration_since(now) <= within(EXPIRING_SOON_DAYS) => Self::ExpiringSoon,
            _ if now.duration_since(quiet_since) > within(UNUSED_AFTER_DAYS) => Self::Unused,
            _ => Self::Active,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> Timestamp {
        Timestamp::from_second(i64::from(day) * 86_400).unwrap()
    }

    fn state(now: u32, expires: Option<u32>, last_used: Option<u32>, deleted: Option<u32>) -> KeyState {
        let moments = KeyMoments {
            created: at(0),
            expires: expires.map(at),
            last_used: last_used.map(at),
            deleted: deleted.map(at),
        };
        KeyState::at(at(now), &moments)
    }

    #[test]
    fn follows_from_its_moments() {
        assert_eq!(state(1, None, None, None), KeyState::Active);
        assert_eq!(state(91, None, None, None), KeyState::Unused);
        assert_eq!(state(91, None, Some(50), None), KeyState::Active);
        assert_eq!(state(75, Some(90), None, None), KeyState::Active);
        assert_eq!(state(76, Some(90), None, None), KeyState::ExpiringSoon);
        assert_eq!(state(90, Some(90), None, None), KeyState::Expired);
        assert_eq!(state(95, Some(90), None, Some(80)), KeyState::Deleted);
    }
}
