//! The system's keychain: where the vault key is kept for people who do not want to type their passphrase.
//!
//! A convenience and never the only copy: whatever is wrong here, the passphrase still opens the vault. A thread of its
//! own makes all calls, since any of them may hang: in the keychain's program, or in a question that it asks a person
//! who has gone. It is started when the keychain is first needed, and nobody waits for its end. What the vault key is
//! good for belongs to `device`.

mod serve;
#[cfg_attr(target_os = "linux", path = "secret_service.rs")]
#[cfg_attr(target_os = "macos", path = "macos.rs")]
#[cfg_attr(windows, path = "windows.rs")]
mod system;

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use serve::{Action, Answer, Request};

/// The longest that anybody waits for the keychain.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the keychain could not be used. Says what is wrong; what next depends on what it was wanted for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeychainError {
    /// There is none, or none that was ever set up.
    #[error("This computer has no keychain that Studio Keys can use.")]
    NotThere,
    /// It is locked, and asking for its password is left to the person.
    #[error("The system’s keychain is locked.")]
    Locked,
    /// No answer came within five seconds.
    #[error("The system’s keychain does not answer.")]
    DoesNotAnswer,
    /// It has no key to this vault, or no longer.
    #[error("The system’s keychain has no key to this vault.")]
    NoKey,
    /// It said no.
    #[error("The system’s keychain can’t be used: {0}.")]
    Refused(String),
}

/// The way to the keychain's thread. All its methods wait, up to five seconds: not for the main thread.
#[derive(Default)]
pub(crate) struct Keychain {
    requests: Mutex<Option<Sender<Request>>>,
}

impl Keychain {
    /// Keeps the key of a vault; replaces one that is kept already.
    pub(crate) fn store(&self, vault_id: &str, key: Zeroizing<String>) -> Result<(), KeychainError> {
        self.ask(vault_id, Action::Store(key), PATIENCE).map(drop)
    }

    /// The key of a vault.
    pub(crate) fn load(&self, vault_id: &str) -> Result<Zeroizing<String>, KeychainError> {
        let found = self.ask(vault_id, Action::Load, PATIENCE)?;
        found.ok_or(KeychainError::NoKey)
    }

    /// Removes the key of a vault. One that is not there is no error.
    pub(crate) fn forget(&self, vault_id: &str) -> Result<(), KeychainError> {
        self.ask(vault_id, Action::Forget, PATIENCE).map(drop)
    }

    fn ask(&self, vault_id: &str, action: Action, patience: Duration) -> Answer {
        let (answer, answered) = mpsc::channel();
        let request = Request {
            vault_id: vault_id.to_owned(),
            action,
            until: Instant::now() + patience,
            answer,
        };
        self.send(request)?;
        match answered.recv_timeout(patience) {
            Ok(answer) => answer,
            // A thread that ended without an answer has failed in the keychain's library; the next request starts anew.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                tracing::warn!("the keychain does not answer");
                Err(KeychainError::DoesNotAnswer)
            }
        }
    }

    fn send(&self, request: Request) -> Result<(), KeychainError> {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let unsent = match &*requests {
            Some(running) => match running.send(request) {
                Ok(()) => return Ok(()),
                Err(unsent) => unsent.0,
            },
            None => request,
        };
        let started = start().map_err(|error| KeychainError::Refused(error.to_string()))?;
        // A thread that has just been started takes what it is sent; should it not, no answer will come.
        let _ = started.send(unsent);
        *requests = Some(started);
        Ok(())
    }
}

fn start() -> std::io::Result<Sender<Request>> {
    let (requests, inbox) = mpsc::channel();
    thread::Builder::new()
        .name("keychain".to_owned())
        .spawn(move || serve::serve(&inbox, system::entry))?;
    Ok(requests)
}
