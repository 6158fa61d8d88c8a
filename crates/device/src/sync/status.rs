//! How it stands with the store, for people.

use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::database::{account, api_keys, outbox};
use crate::device::{Changed, Device};
use crate::error::DeviceError;
use crate::moment;
use crate::sync::problem::Problem;
use crate::view::{SyncState, SyncView};

/// While all is well, so often (in milliseconds) the moment of agreement is written down.
const WRITTEN_DOWN_EVERY: i64 = 60_000;

/// What the sync loop last said of itself.
pub(crate) struct SyncStatus(Mutex<Status>);

struct Status {
    state: SyncState,
    problem: Option<String>,
    synced_at: Option<i64>,
    written_down_at: Option<i64>,
    /// What the windows were last told to look at.
    announced: Option<(SyncState, Option<String>, u32, Option<i64>)>,
}

impl Default for SyncStatus {
    fn default() -> Self {
        Self(Mutex::new(Status {
            state: SyncState::Starting,
            problem: None,
            synced_at: None,
            written_down_at: None,
            announced: None,
        }))
    }
}

impl SyncStatus {
    fn held(&self) -> MutexGuard<'_, Status> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Device {
    /// How it stands with the store.
    pub fn sync_view(&self) -> Result<SyncView, DeviceError> {
        let (waiting, written_down) =
            self.read(|connection| Ok((outbox::count(connection)?, account::synced_at(connection)?)))?;
        let status = self.sync_status().held();
        Ok(SyncView {
            state: status.state,
            waiting,
            synced_at: status.synced_at.or(written_down).map(moment::written),
            problem: status.problem.clone(),
        })
    }

    /// A round begins. One after a failure shows only when it succeeds.
    pub(crate) fn sync_began(&self) -> Result<(), DeviceError> {
        let waiting = self.read(|connection| Ok(outbox::count(connection)?))?;
        {
            let mut status = self.sync_status().held();
            match status.state {
                SyncState::Starting => status.state = SyncState::Working,
                SyncState::Synced if waiting > 0 => status.state = SyncState::Working,
                _ => return Ok(()),
            }
        }
        self.announce_sync(waiting);
        Ok(())
    }

    /// A round came to its end, with nothing left over.
    pub(crate) fn sync_ended(&self, now: Timestamp) -> Result<(), DeviceError> {
        let now = now.as_millisecond();
        let is_due = {
            let mut status = self.sync_status().held();
            status.state = SyncState::Synced;
            status.problem = None;
            status.synced_at = Some(now);
            status
                .written_down_at
                .is_none_or(|last| (now - last).abs() >= WRITTEN_DOWN_EVERY)
        };
        if is_due {
            self.write_down(now)?;
        }
        self.announce_sync(self.read(|connection| Ok(outbox::count(connection)?))?);
        Ok(())
    }

    /// A round failed.
    pub(crate) fn sync_failed(&self, problem: &Problem) -> Result<(), DeviceError> {
        tracing::warn!(%problem, "sync failed");
        {
            let mut status = self.sync_status().held();
            status.state = problem.state();
            status.problem = Some(problem.to_string());
        }
        self.announce_sync(self.read(|connection| Ok(outbox::count(connection)?))?);
        Ok(())
    }

    /// Notes the moment of agreement for the next start, and lets go of what is not needed any more. By a clock that
    /// has been set back since, too much may have been let go of: then everything is fetched again.
    fn write_down(&self, now: i64) -> Result<(), DeviceError> {
        let purged = self.write(|transaction| -> Result<usize, DeviceError> {
            let last = account::synced_at(transaction)?;
            if last.is_some_and(|last| last > now.saturating_add(WRITTEN_DOWN_EVERY)) {
                account::set_pulled_to(transaction, None)?;
            }
            account::set_synced_at(transaction, now)?;
            Ok(api_keys::purge(transaction, moment::from_milliseconds(now))?)
        })?;
        self.sync_status().held().written_down_at = Some(now);
        if purged > 0 {
            self.announce(Changed::Keys);
        }
        Ok(())
    }

    /// Only what people can see a difference in: the moment is shown to the minute.
    fn announce_sync(&self, waiting: u32) {
        let is_new = {
            let mut status = self.sync_status().held();
            let minute = status.synced_at.map(|moment| moment / 60_000);
            let seen = Some((status.state, status.problem.clone(), waiting, minute));
            let is_new = status.announced != seen;
            status.announced = seen;
            is_new
        };
        if is_new {
            self.announce(Changed::Sync);
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::now;

    fn pulled_to(device: &Device) -> Option<String> {
        device
            .read(|connection| Ok(account::pulled_to(connection)?))
            .unwrap()
    }

    #[test]
    fn a_clock_that_was_set_back_has_everything_fetched_again() {
        let (_folder, device) = begun();
        device
            .write(|transaction| Ok::<_, DeviceError>(account::set_pulled_to(transaction, Some("7"))?))
            .unwrap();
        let in_a_year = now() + SignedDuration::from_hours(24 * 365);
        device.sync_ended(in_a_year).unwrap();
        device
            .sync_ended(in_a_year + SignedDuration::from_mins(5))
            .unwrap();
        assert_eq!(pulled_to(&device).as_deref(), Some("7"));
        device.sync_ended(now()).unwrap();
        assert_eq!(pulled_to(&device), None);
    }
}
