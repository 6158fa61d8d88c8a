//! Wrong passphrases have to wait, longer and longer.
//!
//! Only their number is kept. After a start the last wait begins again, so that starting anew or setting a clock is no
//! way around it.

use std::time::{Duration, Instant};

use rusqlite::Transaction;

use crate::database::settings;
use crate::device::Device;
use crate::error::DeviceError;

const FAILURES: &str = "vaultFailures";

/// So many wrong ones are nothing but mistyped.
const FREE: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// When a passphrase can be tried next.
#[derive(Default)]
pub(super) struct Attempts {
    /// Nothing until it was read.
    failures: Option<u32>,
    not_before: Option<Instant>,
}

impl Attempts {
    /// How long to wait before the next try; zero when it can be made now.
    pub(super) fn wait(&mut self, device: &Device) -> Result<Duration, DeviceError> {
        self.read(device)?;
        let now = Instant::now();
        let wait = self
            .not_before
            .map(|moment| moment.saturating_duration_since(now));
        Ok(wait.unwrap_or_default())
    }

    /// Notes a try as a wrong one before it is made: who ends the app in its midst has tried, too.
    pub(super) fn begin(&mut self, device: &Device) -> Result<(), DeviceError> {
        let failures = self.read(device)?.saturating_add(1);
        device.write(|transaction| write(transaction, failures))?;
        self.failures = Some(failures);
        Ok(())
    }

    /// The try was wrong. How long to wait from now on.
    pub(super) fn failed(&mut self) -> Duration {
        let wait = wait_after(self.failures.unwrap_or_default());
        self.not_before = Instant::now().checked_add(wait);
        wait
    }

    /// The try was right, or there is nothing left to guess.
    pub(super) fn reset(&mut self, device: &Device) -> Result<(), DeviceError> {
        device.write(|transaction| write(transaction, 0))?;
        (self.failures, self.not_before) = (Some(0), None);
        Ok(())
    }

    fn read(&mut self, device: &Device) -> Result<u32, DeviceError> {
        if let Some(failures) = self.failures {
            return Ok(failures);
        }
        let text = device.read(|connection| Ok(settings::get(connection, FAILURES)?))?;
        let failures = text.and_then(|text| text.parse().ok()).unwrap_or_default();
        self.failures = Some(failures);
        self.failed();
        Ok(failures)
    }
}

fn write(transaction: &Transaction<'_>, failures: u32) -> Result<(), DeviceError> {
    if failures == 0 {
        return Ok(settings::remove(transaction, FAILURES)?);
    }
    Ok(settings::set(transaction, FAILURES, &failures.to_string())?)
}

/// Nothing for the first few, then doubling up to some minutes.
fn wait_after(failures: u32) -> Duration {
    let Some(waits) = failures.checked_sub(FREE + 1) else {
        return Duration::ZERO;
    };
    let factor = 2_u32.saturating_pow(waits);
    FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::begin_on_this_computer::tests::begun;

    #[test]
    fn the_first_few_are_free_and_then_it_doubles_up_to_five_minutes() {
        let seconds: Vec<u64> = (0..14).map(|failures| wait_after(failures).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 300, 300, 300, 300]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }

    #[test]
    fn a_start_begins_the_last_wait_again() {
        let (_folder, device) = begun();
        let mut attempts = Attempts::default();
        for _ in 0..6 {
            attempts.begin(&device).unwrap();
            attempts.failed();
        }
        let after_start = Attempts::default().wait(&device).unwrap();
        assert!(after_start > Duration::from_secs(19), "{after_start:?}");
        attempts.reset(&device).unwrap();
        assert_eq!(attempts.wait(&device).unwrap(), Duration::ZERO);
        assert_eq!(Attempts::default().wait(&device).unwrap(), Duration::ZERO);
    }

    #[test]
    fn a_try_that_was_never_answered_was_a_wrong_one() {
        let (_folder, device) = begun();
        for _ in 0..5 {
            Attempts::default().begin(&device).unwrap();
        }
        assert!(Attempts::default().wait(&device).unwrap() > Duration::from_secs(9));
    }
}
