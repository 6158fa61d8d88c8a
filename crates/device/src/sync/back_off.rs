//! How long to wait before trying again.

use std::time::Duration;

const SHORTEST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(60);

/// The wait after so many failures in a row: twice as long each time, from half a second to a minute, of which
/// the latter half is left to chance, so that many computers do not come back all at once.
pub(crate) fn wait_after(failures: u32) -> Duration {
    let doublings = failures.clamp(1, 8);
    let longest = (SHORTEST * 2_u32.pow(doublings)).min(LONGEST);
    rand::random_range(longest / 2..=longest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn grows_from_half_a_second_to_a_minute() {
        assert!(wait_after(1) <= Duration::from_secs(1));
        assert!(wait_after(3) >= Duration::from_secs(2));
        assert!(wait_after(20) >= Duration::from_secs(30));
    }

    #[test]
    fn is_left_to_chance() {
        let waits: std::collections::HashSet<Duration> = (0..20).map(|_| wait_after(5)).collect();
        assert!(waits.len() > 10, "{waits:?}");
    }

    proptest! {
        #[test]
        fn is_always_between_the_two(failures in any::<u32>()) {
            prop_assert!((SHORTEST..=LONGEST).contains(&wait_after(failures)));
        }
    }
}
