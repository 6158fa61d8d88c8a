//! macOS: the window server counts for the session.

use std::time::Duration;

use objc2_core_graphics::{CGEventSource, CGEventSourceStateID, CGEventType};

/// `kCGAnyInputEventType`.
const ANY_INPUT: CGEventType = CGEventType(u32::MAX);

/// How long nobody has used the computer, where that can be known.
pub(super) fn of_the_computer() -> Option<Duration> {
    let seconds =
        CGEventSource::seconds_since_last_event_type(CGEventSourceStateID::CombinedSessionState, ANY_INPUT);
    Duration::try_from_secs_f64(seconds).ok()
}
