//! The keychain's thread: one request after the other.

use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;

use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use super::KeychainError;

/// The key that was asked for; nothing where there is none, or where none was asked for.
pub(super) type Answer = Result<Option<Zeroizing<String>>, KeychainError>;

/// What the thread is asked.
pub(super) struct Request {
    /// The vault whose key it is about.
    pub vault_id: String,
    /// What to do.
    pub action: Action,
    /// From then on nobody waits for the answer.
    pub until: Instant,
    /// Where the answer goes.
    pub answer: Sender<Answer>,
}

/// What to do with the key of a vault.
pub(super) enum Action {
    /// Keep it.
    Store(Zeroizing<String>),
    /// Hand it out.
    Load,
    /// Remove it.
    Forget,
}

/// Serves until nobody can ask any more. `entry` leads to a vault's place in the keychain.
pub(super) fn serve(inbox: &Receiver<Request>, entry: impl Fn(&str) -> Result<Entry, KeychainError>) {
    for request in inbox {
        // Whoever asked was told that there is no answer; that stays true.
        if Instant::now() >= request.until {
            continue;
        }
        let was_store = matches!(request.action, Action::Store(_));
        let answer = entry(&request.vault_id).and_then(|entry| act(&entry, request.action));
        let stored = was_store && answer.is_ok();
        if request.answer.send(answer).is_err() && stored {
            take_back(&request.vault_id, &entry);
        }
    }
}

/// A key that was kept too late, after somebody was told that it was not, is not kept.
fn take_back(vault_id: &str, entry: &impl Fn(&str) -> Result<Entry, KeychainError>) {
    if let Err(error) = entry(vault_id).and_then(|entry| act(&entry, Action::Forget)) {
        tracing::warn!(%error, "a key that came into the keychain too late could not be removed");
    }
}

fn act(entry: &Entry, action: Action) -> Answer {
    let done = match action {
        Action::Store(key) => entry.set_password(&key).map(|()| None),
        Action::Load => entry.get_password().map(|key| Some(Zeroizing::new(key))),
        Action::Forget => entry.delete_credential().map(|()| None),
    };
    match done {
        Err(Error::NoEntry) => Ok(None),
        done => done.map_err(Into::into),
    }
}

impl From<Error> for KeychainError {
    fn from(error: Error) -> Self {
        match error {
            Error::NoStorageAccess(cause) => {
                tracing::warn!(%cause, "the keychain is locked");
                Self::Locked
            }
            Error::NoDefaultStore => Self::NotThere,
            // Their texts hold what was found.
            Error::BadEncoding(_) | Error::BadDataFormat(..) => {
                Self::Refused("what it keeps for this vault is damaged".to_owned())
            }
            other => Self::Refused(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use keyring_core::api::CredentialStoreApi;
    use keyring_core::mock::Store;

    use super::*;

    fn ask(to: &Sender<Request>, action: Action, until: Instant) -> Receiver<Answer> {
        let (answer, answered) = mpsc::channel();
        let request = Request {
            vault_id: "a vault".to_owned(),
            action,
            until,
            answer,
        };
        to.send(request).unwrap();
        answered
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(20)
    }

    fn key() -> Action {
        Action::Store(Zeroizing::new("00ff".to_owned()))
    }

    /// A thread on the library's own store in memory, which waits for a word before each use.
    fn started() -> (Sender<Request>, Sender<()>) {
        let (requests, inbox) = mpsc::channel();
        let (go, gate) = mpsc::channel();
        thread::spawn(move || {
            let store = Store::new().unwrap();
            serve(&inbox, |vault_id| {
                gate.recv().map_err(|_| KeychainError::NotThere)?;
                Ok(store.build("Studio Keys", vault_id, None)?)
            });
        });
        (requests, go)
    }

    #[test]
    fn what_is_stored_is_loaded_until_it_is_forgotten() {
        let (requests, go) = started();
        for _ in 0..5 {
            go.send(()).unwrap();
        }
        let answer = |action| ask(&requests, action, soon()).recv().unwrap().unwrap();
        assert!(answer(key()).is_none());
        assert_eq!(answer(Action::Load).unwrap().as_str(), "00ff");
        assert!(answer(Action::Forget).is_none());
        assert!(answer(Action::Load).is_none());
        assert!(answer(Action::Forget).is_none());
    }

    #[test]
    fn a_key_that_nobody_waited_for_is_not_kept() {
        let (requests, go) = started();
        drop(ask(&requests, key(), soon()));
        let found = ask(&requests, Action::Load, soon());
        for _ in 0..3 {
            go.send(()).unwrap();
        }
        assert!(found.recv().unwrap().unwrap().is_none());
    }

    #[test]
    fn what_is_too_late_is_left_undone() {
        let (requests, go) = started();
        let late = ask(&requests, key(), Instant::now());
        go.send(()).unwrap();
        let found = ask(&requests, Action::Load, soon());
        assert!(late.recv().is_err());
        assert!(found.recv().unwrap().unwrap().is_none());
    }

    #[test]
    fn a_keychain_that_is_not_there_is_tried_again() {
        let (requests, inbox) = mpsc::channel();
        thread::spawn(move || {
            let tries = std::cell::Cell::new(0);
            let store = Store::new().unwrap();
            serve(&inbox, |vault_id| {
                tries.set(tries.get() + 1);
                if tries.get() == 1 {
                    return Err(KeychainError::NotThere);
                }
                Ok(store.build("Studio Keys", vault_id, None)?)
            });
        });
        let first = ask(&requests, Action::Load, soon()).recv().unwrap();
        assert!(matches!(first, Err(KeychainError::NotThere)));
        assert!(ask(&requests, key(), soon()).recv().unwrap().is_ok());
    }
}
