//! The one error of the harness: what did not happen, and where in the test.

use std::error::Error;
use std::fmt;
use std::panic::Location;

/// What a test or a verb of the harness comes to.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Why a test failed, with the line that noticed it.
pub struct Failure {
    message: String,
    place: &'static Location<'static>,
}

impl Failure {
    /// A failure in plain words, noticed by the caller.
    #[track_caller]
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            place: Location::caller(),
        }
    }

    /// The same failure, with what was being done.
    #[must_use]
    pub fn during(mut self, what: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }
}

impl<E: Error> From<E> for Failure {
    #[track_caller]
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            message = format!("{message}: {inner}");
            cause = inner.source();
        }
        Self {
            message,
            place: Location::caller(),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (at {})", self.message, self.place)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, formatter)
    }
}

/// Fails with `message` unless `holds`.
#[track_caller]
pub fn ensure(holds: bool, message: impl Into<String>) -> Outcome {
    if holds { Ok(()) } else { Err(Failure::new(message)) }
}

/// Fails, showing both, unless they are equal.
#[track_caller]
pub fn ensure_equal<T: PartialEq + fmt::Debug>(found: &T, wanted: &T, what: &str) -> Outcome {
    if found == wanted {
        Ok(())
    } else {
        Err(Failure::new(format!(
            "{what}: found {found:?}, wanted {wanted:?}"
        )))
    }
}
