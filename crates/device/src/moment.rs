//! Moments, as the database and the windows have them.

use jiff::Timestamp;

/// Cut to the millisecond, which is what the database keeps: rules and stored moments then agree exactly.
pub(crate) fn to_the_millisecond(moment: Timestamp) -> Timestamp {
    from_milliseconds(moment.as_millisecond())
}

/// A moment read from the database. What lies outside the calendar is taken as its edge.
pub(crate) fn from_milliseconds(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(if milliseconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

/// RFC 3339 in UTC, for the windows.
pub(crate) fn written(milliseconds: i64) -> String {
    from_milliseconds(milliseconds).to_string()
}

/// So many days of 24 hours, in milliseconds.
pub(crate) fn days(count: u16) -> i64 {
    i64::from(count) * 24 * 60 * 60 * 1_000
}
