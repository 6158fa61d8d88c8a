//! Attempts to sign in that failed, counted for each account as it is tried from one network address, for each address,
//! and for each account. In memory: whoever restarts the store has better ways in.
//!
//! Anybody can fail for somebody else. So an account alone rests late and shortly: its owner, who comes from another
//! address, still signs in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::network::network;

/// How much is remembered at most.
const MOST_REMEMBERED: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    /// An account, as it is tried from one network address.
    AccountFrom(String, IpAddr),
    Address(IpAddr),
    Account(String),
}

impl Subject {
    /// What an attempt is counted for.
    fn of(email: &str, address: IpAddr) -> [Self; 3] {
        let network = network(address);
        [
            Self::AccountFrom(email.to_owned(), network),
            Self::Address(network),
            Self::Account(email.to_owned()),
        ]
    }

    /// How many failures are too many, and for how long they count, from the first of them.
    fn limit(&self) -> (u32, Duration) {
        const QUARTER: Duration = Duration::from_secs(15 * 60);
        const MINUTE: Duration = Duration::from_secs(60);
        match self {
            Self::AccountFrom(..) => (10, QUARTER),
            // Several people may sit behind it.
            Self::Address(_) => (50, QUARTER),
            Self::Account(_) => (100, MINUTE),
        }
    }
}

struct Failures {
    count: u32,
    since: Instant,
    /// For how long they count.
    window: Duration,
}

impl Failures {
    fn none(window: Duration, now: Instant) -> Self {
        Self {
            count: 0,
            since: now,
            window,
        }
    }

    fn are_over(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= self.window
    }
}

/// What failed lately.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<Subject, Failures>>);

/// An attempt under way. It counts as failed unless it is said to have succeeded, so that many at once can't pass.
pub(super) struct Attempt<'attempts> {
    attempts: &'attempts Attempts,
    subjects: [Subject; 3],
}

impl Attempts {
    /// Begins an attempt, unless too many have failed.
    pub(super) fn begin(&self, email: &str, address: IpAddr) -> Result<Attempt<'_>, StoreError> {
        self.begin_at(email, address, Instant::now())
    }

    fn begin_at(&self, email: &str, address: IpAddr, now: Instant) -> Result<Attempt<'_>, StoreError> {
        let subjects = Subject::of(email, address);
        let mut known = self.known();
        let wait = subjects
            .iter()
            .filter_map(|subject| wait(&known, subject, now))
            .max();
        if let Some(wait) = wait {
            return Err(StoreError::TooManyAttempts(wait));
        }
        make_room(&mut known, subjects.len(), now);
        for subject in &subjects {
            let (_, window) = subject.limit();
            let failures = known
                .entry(subject.clone())
                .or_insert_with(|| Failures::none(window, now));
            if failures.are_over(now) {
                *failures = Failures::none(window, now);
            }
            failures.count += 1;
        }
        drop(known);
        Ok(Attempt {
            attempts: self,
            subjects,
        })
    }

    fn known(&self) -> MutexGuard<'_, HashMap<Subject, Failures>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Attempt<'_> {
    /// What failed for this account from here is forgotten; of what failed elsewhere, or for others, it is no sign.
    pub(super) fn succeeded(self) {
        let [here, others @ ..] = &self.subjects;
        let mut known = self.attempts.known();
        known.remove(here);
        for subject in others {
            if let Some(failures) = known.get_mut(subject) {
                failures.count = failures.count.saturating_sub(1);
            }
        }
    }
}

/// How long to wait, where too many have failed.
fn wait(known: &HashMap<Subject, Failures>, subject: &Subject, now: Instant) -> Option<Duration> {
    let failures = known.get(subject)?;
    let (most, window) = subject.limit();
    let is_too_many = failures.count >= most && !failures.are_over(now);
    is_too_many.then(|| window.saturating_sub(now.duration_since(failures.since)))
}

/// Forgets the oldest tenth when nothing else makes room, so that this is not done each time.
fn make_room(known: &mut HashMap<Subject, Failures>, wanted: usize, now: Instant) {
    if known.len() + wanted <= MOST_REMEMBERED {
        return;
    }
    known.retain(|_, failures| !failures.are_over(now));
    if known.len() + wanted <= MOST_REMEMBERED {
        return;
    }
    let mut begins: Vec<Instant> = known.values().map(|failures| failures.since).collect();
    let tenth = begins.len() / 10;
    let (_, &mut last, _) = begins.select_nth_unstable(tenth);
    known.retain(|_, failures| failures.since > last);
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "192.0.2.1";
    const ELSEWHERE: &str = "198.51.100.1";

    fn begin<'attempts>(
        attempts: &'attempts Attempts,
        email: &str,
        address: &str,
        now: Instant,
    ) -> Result<Attempt<'attempts>, Duration> {
        match attempts.begin_at(email, address.parse().unwrap(), now) {
            Ok(attempt) => Ok(attempt),
            Err(StoreError::TooManyAttempts(wait)) => Err(wait),
            Err(other) => panic!("{other}"),
        }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_account_rests_for_an_address_after_ten_failures_from_there() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..10 {
            assert!(begin(&attempts, "mia", HERE, now).is_ok());
        }
        let later = now + seconds(60);
        assert_eq!(begin(&attempts, "mia", HERE, later).err(), Some(seconds(14 * 60)));
        assert!(begin(&attempts, "sam", HERE, later).is_ok());
        begin(&attempts, "mia", ELSEWHERE, later)
            .ok()
            .unwrap()
            .succeeded();
        assert!(
            begin(&attempts, "mia", HERE, later).is_err(),
            "that was somebody else"
        );
        assert!(begin(&attempts, "mia", HERE, now + seconds(15 * 60)).is_ok());
    }

    #[test]
    fn an_address_rests_after_fifty_failures_whomever_they_are_about() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..50 {
            assert!(begin(&attempts, &format!("mia{number}"), HERE, now).is_ok());
        }
        assert_eq!(begin(&attempts, "sam", HERE, now).err(), Some(seconds(15 * 60)));
        assert!(begin(&attempts, "sam", ELSEWHERE, now).is_ok());
    }

    #[test]
    fn an_account_rests_shortly_after_a_hundred_failures_wherever_they_come_from() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..100 {
            assert!(begin(&attempts, "mia", &format!("192.0.2.{number}"), now).is_ok());
        }
        let later = now + seconds(20);
        assert_eq!(begin(&attempts, "mia", ELSEWHERE, later).err(), Some(seconds(40)));
        assert!(begin(&attempts, "sam", ELSEWHERE, later).is_ok());
        assert!(begin(&attempts, "mia", ELSEWHERE, now + seconds(60)).is_ok());
    }

    #[test]
    fn success_forgets_what_failed_from_there_and_its_own_attempt() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..200 {
            begin(&attempts, "mia", HERE, now).ok().unwrap().succeeded();
        }
        for _ in 0..2 {
            for _ in 1..10 {
                assert!(begin(&attempts, "mia", HERE, now).is_ok());
            }
            begin(&attempts, "mia", HERE, now).ok().unwrap().succeeded();
        }
        assert!(begin(&attempts, "mia", HERE, now).is_ok());
    }

    #[test]
    fn the_oldest_are_forgotten_when_there_are_too_many() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..u32::try_from(MOST_REMEMBERED).unwrap() {
            let address = IpAddr::V4(number.into());
            let attempt = attempts.begin_at(
                &format!("mia{number}"),
                address,
                now + seconds(number.into()) / 1_000,
            );
            assert!(attempt.is_ok());
        }
        assert!(attempts.known().len() <= MOST_REMEMBERED);
        let last = u32::try_from(MOST_REMEMBERED - 1).unwrap();
        let kept = Subject::Address(IpAddr::V4(last.into()));
        assert!(attempts.known().contains_key(&kept));
    }
}
