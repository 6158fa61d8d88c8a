//! A crash of the app must not write its memory, and a key in it, to the disk.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Nothing of this process, or of those it starts, is written when it crashes.
pub(super) fn turn_off() {
    let none = Rlimit {
        current: Some(0),
        ..getrlimit(Resource::Core)
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "core dumps can’t be turned off");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written() {
        turn_off();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
    }
}
