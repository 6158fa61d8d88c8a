//! Waiting for a moment on the wall's clock, which can be set and goes on while the computer sleeps.
//!
//! Looks at clocks alone: what it costs is one short wake-up every few minutes.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

/// How late at most a clock that was set is noticed.
const ROUND: Duration = Duration::from_secs(600);

/// More than a clock is corrected by in a round without being set.
const GAP: SignedDuration = SignedDuration::from_secs(5);

/// Returns when the moment has come, or when the clock was set or the computer has slept: then what the moment was
/// worked out from may be otherwise.
pub(super) async fn come(moment: Timestamp) {
    loop {
        let (wall, steady) = (Timestamp::now(), Instant::now());
        let Some(left) = time_left(moment, wall) else {
            return;
        };
        sleep(left.min(ROUND)).await;
        if was_set(Timestamp::now().duration_since(wall), steady.elapsed()) {
            return;
        }
    }
}

fn time_left(moment: Timestamp, now: Timestamp) -> Option<Duration> {
    let left = Duration::try_from(moment.duration_since(now)).ok()?;
    (!left.is_zero()).then_some(left)
}

/// Whether the wall's clock went on otherwise than the one that nobody can set.
fn was_set(wall: SignedDuration, steady: Duration) -> bool {
    let steady = SignedDuration::try_from(steady).unwrap_or(SignedDuration::MAX);
    wall.saturating_sub(steady).abs() > GAP
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_that_has_come_leaves_no_time() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(time_left(now, now), None);
        assert_eq!(time_left(now - SignedDuration::from_secs(1), now), None);
        let soon = now + SignedDuration::from_secs(90);
        assert_eq!(time_left(soon, now), Some(Duration::from_secs(90)));
    }

    #[test]
    fn a_clock_that_was_set_either_way_is_noticed() {
        let round = SignedDuration::from_mins(10);
        assert!(!was_set(round, ROUND));
        assert!(!was_set(round + SignedDuration::from_secs(2), ROUND));
        assert!(was_set(round + SignedDuration::from_hours(1), ROUND));
        assert!(was_set(SignedDuration::from_hours(-8_760), ROUND));
    }

    #[tokio::test]
    async fn does_not_wait_for_what_is_past() {
        come(Timestamp::now() - SignedDuration::from_secs(1)).await;
    }
}
