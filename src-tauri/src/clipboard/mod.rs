//! The clipboard: the one place through which a secret leaves for other programs.
//!
//! A thread of its own owns the system's clipboard while something of ours is on it. A secret is marked as such for
//! clipboard histories, taken off again after the time that was chosen, on demand, when the vault is locked and on
//! quitting, but only while it is still what we put there. The page has no access to the clipboard at all.

mod owner;
mod platform;

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use device::ClearAfter;
use zeroize::Zeroizing;

use crate::reveal::SecretText;
use crate::views::ClipboardView;
use owner::Owner;

/// How long quitting waits for a clipboard that does not answer.
const QUIT_CAP: Duration = Duration::from_millis(500);

/// Why nothing could be copied.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClipboardError {
    /// The system's clipboard said no.
    #[error("The clipboard can’t be used now: {0}. Try again, or close the program that holds it.")]
    Unavailable(#[from] arboard::Error),
    /// The system would not let go of what we put there.
    #[error(
        "The key can’t be taken off the clipboard now: {0}. It is tried again every second; copying anything else takes it off, too."
    )]
    NotCleared(arboard::Error),
    /// The thread is gone; the app is quitting.
    #[error("The clipboard can’t be used while Studio Keys is quitting.")]
    Quitting,
}

/// What the thread is asked.
enum Request {
    CopySecret(SecretText, Sender<Result<ClipboardView, ClipboardError>>),
    CopyText(Zeroizing<String>, Sender<Result<(), ClipboardError>>),
    ClearAfter(ClearAfter),
    Clear(Sender<Result<(), ClipboardError>>),
    Quit(Sender<()>),
}

/// The way to the clipboard's thread. All its methods wait for the system: not for the main thread, `quit` aside.
pub(crate) struct SecretClipboard {
    requests: Sender<Request>,
    shown: Arc<Mutex<Option<ClipboardView>>>,
}

impl SecretClipboard {
    /// Starts the thread; secrets stay as long as `clear_after` says. `changed` is called on it whenever a secret of ours comes onto the clipboard or leaves it.
    pub(crate) fn start(
        clear_after: ClearAfter,
        changed: impl Fn(Option<ClipboardView>) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (requests, inbox) = mpsc::channel();
        let shown = Arc::new(Mutex::new(None));
        let mirror = Arc::clone(&shown);
        let tell = move |view: Option<ClipboardView>| {
            mirror
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .clone_from(&view);
            changed(view);
        };
        thread::Builder::new()
            .name("clipboard".to_owned())
            .spawn(move || serve(Owner::new(clear_after), &inbox, &tell))?;
        Ok(Self { requests, shown })
    }

    /// The secret of ours that is on the clipboard.
    pub(crate) fn shown(&self) -> Option<ClipboardView> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Copies a secret.
    pub(crate) fn copy_secret(&self, secret: SecretText) -> Result<ClipboardView, ClipboardError> {
        self.ask(|answer| Request::CopySecret(secret, answer))?
    }

    /// Copies a text that is no secret, and stays.
    pub(crate) fn copy_text(&self, text: String) -> Result<(), ClipboardError> {
        self.ask(|answer| Request::CopyText(Zeroizing::new(text), answer))?
    }

    /// Has every secret that is copied from now on stay so long.
    pub(crate) fn clear_after(&self, time: ClearAfter) {
        // A thread that is gone copies nothing any more.
        let _ = self.requests.send(Request::ClearAfter(time));
    }

    /// Takes our secret off now.
    pub(crate) fn clear(&self) -> Result<(), ClipboardError> {
        self.ask(Request::Clear)?
    }

    /// Takes our secret off and ends the thread, waiting half a second at most.
    pub(crate) fn quit(&self) {
        let (answer, answered) = mpsc::channel();
        if self.requests.send(Request::Quit(answer)).is_ok() && answered.recv_timeout(QUIT_CAP).is_err() {
            tracing::warn!("the clipboard did not answer in time while quitting");
        }
    }

    fn ask<Answer>(&self, request: impl FnOnce(Sender<Answer>) -> Request) -> Result<Answer, ClipboardError> {
        let (answer, answered) = mpsc::channel();
        self.requests
            .send(request(answer))
            .map_err(|_| ClipboardError::Quitting)?;
        answered.recv().map_err(|_| ClipboardError::Quitting)
    }
}

/// Serves requests until told to quit, and takes the secret off when its time is over.
fn serve(mut owner: Owner, inbox: &mpsc::Receiver<Request>, changed: &dyn Fn(Option<ClipboardView>)) {
    loop {
        let request = match owner.time_left() {
            Some(left) => inbox.recv_timeout(left),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match request {
            Ok(Request::Quit(answer)) => {
                owner.quit();
                // Nobody waits any more once the cap is reached.
                let _ = answer.send(());
                return;
            }
            Ok(request) => answer(request, &mut owner, changed),
            // Not being able to is logged, and tried again.
            Err(RecvTimeoutError::Timeout) => drop(take_off(&mut owner, changed)),
            Err(RecvTimeoutError::Disconnected) => return owner.quit(),
        }
    }
}

/// An answer that nobody waits for any more is no error: the page may have been left.
fn answer(request: Request, owner: &mut Owner, changed: &dyn Fn(Option<ClipboardView>)) {
    match request {
        Request::CopySecret(secret, answer) => {
            let copied = owner.copy_secret(&secret);
            changed(owner.view());
            let _ = answer.send(copied);
        }
        Request::CopyText(text, answer) => {
            let held_secret = owner.view().is_some();
            let copied = owner.copy_text(&text);
            if held_secret {
                changed(owner.view());
            }
            let _ = answer.send(copied);
        }
        Request::ClearAfter(time) => owner.clear_after(time),
        Request::Clear(answer) => {
            let _ = answer.send(take_off(owner, changed));
        }
        Request::Quit(answer) => {
            owner.quit();
            let _ = answer.send(());
        }
    }
}

fn take_off(owner: &mut Owner, changed: &dyn Fn(Option<ClipboardView>)) -> Result<(), ClipboardError> {
    if owner.view().is_none() {
        return Ok(());
    }
    let taken_off = owner.take_off();
    changed(owner.view());
    taken_off
}
