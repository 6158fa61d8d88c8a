//! Noticing that other processes wrote into the file: an administrator's commands while the server runs.

use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::held;

/// Shorter than it takes a process that wrote to end and another one to ask because of that.
pub(super) const SAME_MOMENT: Duration = Duration::from_micros(200);

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

    /// Looks whether they wrote since the last look, and tells so.
    pub(super) fn look(&self, writer: &Connection, tell: impl FnOnce()) -> rusqlite::Result<()> {
        held(&self.0).look(writer, tell)
    }

    /// The same unless somebody looked at this very moment, or writes; says whether nothing can have been missed. Whoever
    /// comes while somebody looks waits until all is told.
    pub(super) fn look_at_once(&self, writer: &Mutex<Connection>, tell: impl FnOnce()) -> bool {
        let mut seen = held(&self.0);
        if seen.looked.elapsed() < SAME_MOMENT {
            return true;
        }
        // Waiting here for whoever writes would last for ever: that one looks, too.
        let writer = match writer.try_lock() {
            Ok(writer) => writer,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return false,
        };
        seen.look(&writer, tell).is_ok()
    }

    /// How long ago the last look was.
    pub(super) fn age(&self) -> Duration {
        held(&self.0).looked.elapsed()
    }
}

impl Seen {
    fn look(&mut self, writer: &Connection, tell: impl FnOnce()) -> rusqlite::Result<()> {
        // What is written from now on may be missed by this look.
        let looked = Instant::now();
        let version = version(writer)?;
        if self.version != version {
            tell();
        }
        *self = Self { version, looked };
        Ok(())
    }
}

fn version(writer: &Connection) -> rusqlite::Result<i64> {
    writer
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;

    fn nothing() {
        panic!("nobody wrote since");
    }

    #[test]
    fn who_comes_while_somebody_looks_waits_until_all_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Connection::open(folder.path().join("file")).unwrap();
        let (ours, theirs) = (open(), open());
        let others = Others::since_now(&ours).unwrap();
        theirs.execute_batch("CREATE TABLE t (x)").unwrap();
        thread::sleep(SAME_MOMENT);
        let (ours, told) = (Mutex::new(ours), AtomicBool::new(false));
        thread::scope(|scope| {
            let tell = || {
                scope.spawn(|| {
                    assert!(others.look_at_once(&ours, nothing));
                    assert!(told.load(Ordering::SeqCst));
                });
                thread::sleep(Duration::from_millis(50));
                told.store(true, Ordering::SeqCst);
            };
            assert!(others.look_at_once(&ours, tell));
        });
        let writing = held(&ours);
        thread::sleep(SAME_MOMENT);
        assert!(!others.look_at_once(&ours, nothing));
        others.look(&writing, nothing).unwrap();
    }
}
