//! When a key may end, for moments that a client worked out. What a person may choose belongs to `keys`.

use jiff::Timestamp;
use keys::longest_life;

use crate::error::StoreError;

/// Checks a moment that a client worked out.
pub(super) fn check(expires: Option<Timestamp>, now: Timestamp) -> Result<(), StoreError> {
    match expires {
        Some(end) if end <= now => Err(StoreError::invalid(
            "The expiration is in the past. Choose a later moment.",
        )),
        Some(end) if end.duration_since(now) > longest_life() => Err(StoreError::invalid(
            "A key lives for at most 10 years. Choose an earlier expiration, or none.",
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_and_the_absurd_are_refused() {
        let at = |text: &str| Some(text.parse().unwrap());
        let now = at("2026-11-24T12:00:00Z").unwrap();
        for good in [None, at("2026-11-24T12:00:01Z"), at("2036-11-22T00:00:00Z")] {
            assert!(check(good, now).is_ok(), "{good:?}");
        }
        for bad in [
            at("2026-11-24T12:00:00Z"),
            at("1970-01-01T00:00:00Z"),
            at("2037-01-01T00:00:00Z"),
            at("9999-12-01T00:00:00Z"),
        ] {
            assert!(check(bad, now).is_err(), "{bad:?}");
        }
    }
}
