use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// A key must live at least this many days for its end to be spoken of a month before.
const MONTH_FROM_LIFE_DAYS: i64 = 60;

/// How close an end is when its user is told of it, from far to near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ExpiryStep {
    /// 30 days before, of keys that live at least 60 days.
    Month,
    /// 7 days before; the last fifth of its life, of a key for which that is less.
    Week,
    /// 1 day before; the last twentieth of its life, of a key for which that is less.
    Day,
    /// When it ends.
    End,
}

impl ExpiryStep {
    /// Every step, from far to near.
    pub const ALL: [Self; 4] = [Self::Month, Self::Week, Self::Day, Self::End];

    /// How the step is written in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::End => "end",
        }
    }

    /// From when on this step is the thing to tell of a key with this life; `None` when it never is.
    pub fn begins(self, created: Timestamp, expires: Timestamp) -> Option<Timestamp> {
        let life = expires.duration_since(created).max(SignedDuration::ZERO);
        let before = match self {
            Self::Month if life < days(MONTH_FROM_LIFE_DAYS) => return None,
            Self::Month => days(30),
            Self::Week => days(7).min(life / 5),
            Self::Day => days(1).min(life / 20),
            Self::End => SignedDuration::ZERO,
        };
        expires.checked_sub(before).ok()
    }

    /// The nearest of these steps that has begun `now`: of several that were missed, the one that still matters.
    pub fn at(now: Timestamp, created: Timestamp, expires: Timestamp, steps: &[Self]) -> Option<Self> {
        let begun = |step: &Self| step.begins(created, expires).is_some_and(|moment| moment <= now);
        steps.iter().copied().filter(begun).max()
    }

    /// When the next of these steps begins after `now`.
    pub fn next_after(
        now: Timestamp,
        created: Timestamp,
        expires: Timestamp,
        steps: &[Self],
    ) -> Option<Timestamp> {
        let moments = steps.iter().filter_map(|step| step.begins(created, expires));
        moments.filter(|moment| *moment > now).min()
    }
}

fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn begin() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().unwrap()
    }

    /// How long before the end each step begins, in hours, of a key that lives so many days.
    fn hours_before(life: i64) -> Vec<Option<i64>> {
        let end = begin() + days(life);
        let before = |step: ExpiryStep| {
            let moment = step.begins(begin(), end)?;
            Some(end.duration_since(moment).as_hours())
        };
        ExpiryStep::ALL.map(before).to_vec()
    }

    #[test]
    fn long_lives_are_told_30_7_and_1_days_before() {
        for life in [60, 90, 365, 3_650] {
            assert_eq!(
                hours_before(life),
                [Some(720), Some(168), Some(24), Some(0)],
                "{life}"
            );
        }
    }

    #[test]
    fn short_lives_are_told_by_their_share() {
        assert_eq!(hours_before(45), [None, Some(168), Some(24), Some(0)]);
        assert_eq!(hours_before(30), [None, Some(144), Some(24), Some(0)]);
        assert_eq!(hours_before(7), [None, Some(33), Some(8), Some(0)]);
        assert_eq!(hours_before(1), [None, Some(4), Some(1), Some(0)]);
    }

    #[test]
    fn of_missed_steps_the_nearest_counts() {
        let end = begin() + days(90);
        let at = |moment| ExpiryStep::at(moment, begin(), end, &ExpiryStep::ALL);
        assert_eq!(at(begin()), None);
        assert_eq!(at(end - days(30)), Some(ExpiryStep::Month));
        assert_eq!(at(end - days(1)), Some(ExpiryStep::Day));
        assert_eq!(at(end), Some(ExpiryStep::End));
        assert_eq!(at(end + days(500)), Some(ExpiryStep::End));
        let only_far = [ExpiryStep::Month];
        assert_eq!(
            ExpiryStep::at(end, begin(), end, &only_far),
            Some(ExpiryStep::Month)
        );
    }

    proptest! {
        #[test]
        fn steps_come_in_order_and_within_the_life(life in 1..87_600_i64, hour in 0..90_000_i64) {
            let end = begin() + SignedDuration::from_hours(life);
            let moments: Vec<Timestamp> =
                ExpiryStep::ALL.iter().filter_map(|step| step.begins(begin(), end)).collect();
            prop_assert!(moments.is_sorted());
            prop_assert!(moments.iter().all(|moment| *moment > begin() && *moment <= end));

            let now = begin() + SignedDuration::from_hours(hour);
            let next = ExpiryStep::next_after(now, begin(), end, &ExpiryStep::ALL);
            prop_assert_eq!(next.is_none(), now >= end);
            if let Some(next) = next {
                let before = ExpiryStep::at(next - SignedDuration::from_nanos(1), begin(), end, &ExpiryStep::ALL);
                prop_assert!(ExpiryStep::at(next, begin(), end, &ExpiryStep::ALL) > before);
            }
        }
    }
}
