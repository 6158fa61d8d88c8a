//! macOS: nothing has to be prepared yet.

/// Must be called first of all.
pub(crate) fn prepare() {}
