//! Noticing that other processes wrote into the file: an administrator's commands while the server runs.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::held;

/// What the writing connection last saw. `SQLite` counts for it the writes of all other connections, and only this one
/// writes in this process.
pub(super) struct Others(Mutex<Seen>);

struct Seen {
    version: i64,
    looked: Instant,
}

impl Others {
    pub(super) fn since_now(writer: &Connection) -> rusqlite::Result<Self> {
        Ok(Self(Mutex::new(Seen {
            version: version(writer)?,
            looked: Instant::now(),
        })))
    }

    /// Whether they wrote since it was last asked.
    pub(super) fn wrote(&self, writer: &Connection) -> rusqlite::Result<bool> {
        let looked = Instant::now();
        let version = version(writer)?;
        let mut seen = held(&self.0);
        let wrote = seen.version != version;
        *seen = Seen { version, looked };
        Ok(wrote)
    }

    /// How long ago it was last asked.
    pub(super) fn age(&self) -> Duration {
        held(&self.0).looked.elapsed()
    }
}

fn version(writer: &Connection) -> rusqlite::Result<i64> {
    writer
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}
