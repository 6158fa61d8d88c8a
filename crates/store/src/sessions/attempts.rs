//! Attempts to sign in that failed, counted for each account and each network address. In memory: whoever restarts the
//! store has better ways in.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::network::network;

/// For how long failures count, from the first of them.
const WINDOW: Duration = Duration::from_secs(15 * 60);

/// Failures of one account within that time.
const OF_ACCOUNT: u32 = 10;

/// Failures from one network address within that time: several people may sit behind it.
const OF_ADDRESS: u32 = 50;

/// How much is remembered at most.
const MOST_REMEMBERED: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Account(String),
    Address(IpAddr),
}

impl Subject {
    fn most(&self) -> u32 {
        match self {
            Self::Account(_) => OF_ACCOUNT,
            Self::Address(_) => OF_ADDRESS,
        }
    }
}

struct Failures {
    count: u32,
    since: Instant,
}

/// What failed lately.
#[derive(Default)]
pub(crate) struct Attempts(Mutex<HashMap<Subject, Failures>>);

/// An attempt under way. It counts as failed unless it is said to have succeeded, so that many at once can't pass.
pub(super) struct Attempt<'attempts> {
    attempts: &'attempts Attempts,
    subjects: [Subject; 2],
}

impl Attempts {
    /// Begins an attempt, unless too many have failed.
    pub(super) fn begin(&self, email: &str, address: IpAddr) -> Result<Attempt<'_>, StoreError> {
        self.begin_at(email, address, Instant::now())
    }

    fn begin_at(&self, email: &str, address: IpAddr, now: Instant) -> Result<Attempt<'_>, StoreError> {
        let subjects = [
            Subject::Account(email.to_owned()),
            Subject::Address(network(address)),
        ];
        let mut known = self.known();
        let wait = subjects
            .iter()
            .filter_map(|subject| wait(&known, subject, now))
            .max();
        if let Some(wait) = wait {
            return Err(StoreError::TooManyAttempts(wait));
        }
        make_room(&mut known, now);
        for subject in &subjects {
            let failures = known
                .entry(subject.clone())
                .or_insert(Failures { count: 0, since: now });
            if is_over(failures, now) {
                *failures = Failures { count: 0, since: now };
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
    /// The account's failures are forgotten; the network address keeps those of other accounts.
    pub(super) fn succeeded(self) {
        let [account, address] = &self.subjects;
        let mut known = self.attempts.known();
        known.remove(account);
        if let Some(failures) = known.get_mut(address) {
            failures.count = failures.count.saturating_sub(1);
        }
    }
}

/// How long to wait, where too many have failed.
fn wait(known: &HashMap<Subject, Failures>, subject: &Subject, now: Instant) -> Option<Duration> {
    let failures = known.get(subject)?;
    let is_too_many = failures.count >= subject.most() && !is_over(failures, now);
    is_too_many.then(|| WINDOW.saturating_sub(now.duration_since(failures.since)))
}

fn is_over(failures: &Failures, now: Instant) -> bool {
    now.duration_since(failures.since) >= WINDOW
}

fn make_room(known: &mut HashMap<Subject, Failures>, now: Instant) {
    if known.len() < MOST_REMEMBERED {
        return;
    }
    known.retain(|_, failures| !is_over(failures, now));
    if known.len() < MOST_REMEMBERED {
        return;
    }
    let oldest = known.iter().min_by_key(|(_, failures)| failures.since);
    if let Some(oldest) = oldest.map(|(subject, _)| subject.clone()) {
        known.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "192.0.2.1";

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

    #[test]
    fn an_account_rests_after_ten_failures_wherever_they_come_from() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..OF_ACCOUNT {
            assert!(begin(&attempts, "mia", &format!("192.0.2.{number}"), now).is_ok());
        }
        let later = now + Duration::from_secs(60);
        let wait = begin(&attempts, "mia", "192.0.2.200", later).err();
        assert_eq!(wait, Some(Duration::from_secs(14 * 60)));
        assert!(begin(&attempts, "sam", HERE, later).is_ok());
        assert!(begin(&attempts, "mia", "192.0.2.200", now + WINDOW).is_ok());
    }

    #[test]
    fn an_address_rests_after_fifty_failures_whomever_they_are_about() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for number in 0..OF_ADDRESS {
            assert!(begin(&attempts, &format!("mia{number}"), HERE, now).is_ok());
        }
        assert!(begin(&attempts, "sam", HERE, now).is_err());
        assert!(begin(&attempts, "sam", "192.0.2.2", now).is_ok());
    }

    #[test]
    fn success_forgets_the_accounts_failures_and_its_own_attempt() {
        let (attempts, now) = (Attempts::default(), Instant::now());
        for _ in 0..OF_ADDRESS {
            begin(&attempts, "mia", HERE, now).ok().unwrap().succeeded();
        }
        for _ in 1..OF_ACCOUNT {
            assert!(begin(&attempts, "mia", HERE, now).is_ok());
        }
        begin(&attempts, "mia", HERE, now).ok().unwrap().succeeded();
        assert!(begin(&attempts, "mia", HERE, now).is_ok());
    }
}
