//! The one error of these commands: what stopped them, in words for the person at the terminal.

use std::fmt;

/// Why a command stopped, and what to do next.
pub(crate) struct Stop(String);

impl Stop {
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self(why.into())
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Says which file or program an input or output error was about.
pub(crate) trait About<T> {
    /// `what` could not be done: `read target/xtask/x`.
    fn about(self, what: impl fmt::Display) -> Result<T, Stop>;
}

impl<T> About<T> for std::io::Result<T> {
    fn about(self, what: impl fmt::Display) -> Result<T, Stop> {
        self.map_err(|error| Stop::new(format!("Could not {what}: {error}.")))
    }
}
