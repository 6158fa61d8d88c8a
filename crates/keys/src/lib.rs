//! What an API key is: how it is written, checked, hashed and shown, what it may open, and when it ends.
//!
//! Pure rules. No input or output, no async, no clock: the present moment and the time zone are arguments.
//! What an organization agrees on belongs to `store`, what this computer remembers to `device`.

mod base62;
mod digest;
mod expiry;
mod expiry_notice;
mod name;
mod plain_key;
mod preset;
mod scope;
mod scope_set;
mod state;

pub use digest::{KeyDigest, ParseDigestError};
pub use expiry::{ExpiryChoice, ExpiryError, LONGEST_LIFE_DAYS, longest_life};
pub use expiry_notice::ExpiryStep;
pub use name::{KeyName, KeyNameError, LONGEST_NAME};
pub use plain_key::{KeyHint, KeyKind, ParseKeyError, PlainKey, RandomnessUnavailable};
pub use preset::Preset;
pub use scope::{Family, Scope, UnknownScope};
pub use scope_set::{EmptyScopeSet, ParseScopesError, ScopeSet};
pub use state::{EXPIRING_SOON_DAYS, KeyMoments, KeyState, UNUSED_AFTER_DAYS};
