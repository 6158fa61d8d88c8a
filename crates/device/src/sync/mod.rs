//! Carrying the outbox to the store, and bringing the store's changes back.
//!
//! A round sends every entry in order, then fetches what is new. What ends at any moment is begun again with the
//! next round: the store takes each id once, and a page is saved together with its cursor. What a change means
//! for the tables belongs to `database`; nothing here decides about keys.

mod back_off;
mod client;
mod operations;
mod problem;
mod pull;
mod push;
mod session;
mod status;
mod sync_loop;

pub use session::{Session, SessionSource, SessionUnavailable};
pub(crate) use status::SyncStatus;
pub use sync_loop::{SyncHandle, SyncLoop};
