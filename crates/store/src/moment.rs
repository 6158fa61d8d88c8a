//! Moments as the store keeps them: to the millisecond, so that what is answered at first is what is answered later.

use jiff::Timestamp;

/// The present moment.
pub(crate) fn now() -> Timestamp {
    to_the_millisecond(Timestamp::now())
}

/// A moment without what is not kept of it.
pub(crate) fn to_the_millisecond(moment: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(moment.as_millisecond()).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_below_a_millisecond_is_left() {
        let kept = to_the_millisecond("2026-11-24T12:00:00.123456789Z".parse().unwrap());
        assert_eq!(kept.to_string(), "2026-11-24T12:00:00.123Z");
        assert_eq!(now().subsec_nanosecond() % 1_000_000, 0);
    }
}
