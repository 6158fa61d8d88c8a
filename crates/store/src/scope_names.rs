//! Scopes as OAuth writes them.

use keys::{Scope, ScopeSet};

/// All of them, with spaces between.
pub(crate) fn with_spaces(scopes: &ScopeSet) -> String {
    scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
}
