//! Panic: what is open is locked and cleared at once, and the keys made on this computer are deleted a little later.
//!
//! The wait is counted here, by a clock that nobody can set; what was asked for is written down by `device`. An app that
//! ends meanwhile, in whatever way, does not take it back.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use device::Device;
use device::view::PanicStanding;
use jiff::Timestamp;
use tauri::async_runtime::spawn;
use tauri::{AppHandle, Manager};
use tokio::time::sleep;

use crate::commands::blocking;
use crate::error::{CommandError, ErrorCode};
use crate::keeping;
use crate::state::AppState;
use crate::views::PanicView;

/// How long a panic can be taken back.
const UNDO: Duration = Duration::from_secs(10);

/// How long after a failure, such as that of a full disk, the deletion is tried again; then twice as long each time.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The panic that waits, if this process has been asked for one.
#[derive(Default)]
pub(crate) struct Panic(Mutex<Option<Waiting>>);

struct Waiting {
    id: String,
    ends: Instant,
}

impl Panic {
    /// Begins to wait; false when it is waited for already.
    fn wait_for(&self, id: &str) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.as_ref().is_some_and(|waiting| waiting.id == id) {
            return false;
        }
        let (id, ends) = (id.to_owned(), Instant::now() + UNDO);
        *waiting = Some(Waiting { id, ends });
        true
    }

    /// One that was asked for before the app ended has no time left.
    fn left(&self, id: &str) -> Duration {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = waiting.as_ref().filter(|waiting| waiting.id == id);
        ends.map_or(Duration::ZERO, |waiting| {
            waiting.ends.saturating_duration_since(Instant::now())
        })
    }
}

/// Locks and clears, whatever comes of the rest, and has the keys deleted unless that is taken back in time.
pub(crate) fn begin(app: &AppHandle) -> Result<Option<PanicView>, CommandError> {
    // Written down first: a clipboard that does not answer must not hold it up.
    let begun = begin_deletion(app);
    lock(app);
    begun?;
    view(app)
}

fn begin_deletion(app: &AppHandle) -> Result<(), CommandError> {
    let device = app.state::<AppState>().device()?;
    let begun = device.begin_panic(Timestamp::now())?;
    let Some(standing) = begun.filter(|standing| !standing.is_done) else {
        return Ok(());
    };
    if app.state::<Panic>().wait_for(&standing.id) {
        tracing::warn!(keys = standing.keys, "panic: the keys made here will be deleted");
        spawn(go_through(device, standing.id, UNDO));
    }
    Ok(())
}

/// What anybody at this computer could still copy from here: the key being shown, the clipboard, sealed copies, which
/// the passphrase alone opens from now on.
fn lock(app: &AppHandle) {
    let state = app.state::<AppState>();
    state.reveal.finish();
    keeping::lock(app);
    let left = state
        .device()
        .and_then(|device| keeping::leave_keychain(&state.keychain, &device));
    if let Err(error) = left {
        tracing::error!(%error, "panic: the keychain could still open the vault");
    }
}

/// Takes a waiting panic back.
pub(crate) fn undo(app: &AppHandle) -> Result<(), CommandError> {
    if app.state::<AppState>().device()?.undo_panic()? {
        tracing::info!("panic: taken back");
        return Ok(());
    }
    Err(CommandError::new(
        ErrorCode::NotFound,
        "The ten seconds are over, and the keys are deleted. Make new ones for the tools that you still use.",
    ))
}

/// How it stands with the last panic.
pub(crate) fn view(app: &AppHandle) -> Result<Option<PanicView>, CommandError> {
    let standing = app.state::<AppState>().device()?.panic_standing()?;
    Ok(standing.map(|standing| shown(&standing, &app.state::<Panic>())))
}

fn shown(standing: &PanicStanding, waiting: &Panic) -> PanicView {
    let left = waiting.left(&standing.id).as_millis();
    PanicView {
        keys: standing.keys,
        still_live: standing.still_live,
        milliseconds_left: (!standing.is_done).then(|| u32::try_from(left).unwrap_or(u32::MAX)),
    }
}

/// Goes through with a panic that was asked for before the app was ended.
pub(crate) fn resume(app: &AppHandle) {
    if let Ok(device) = app.state::<AppState>().device()
        && let Some(id) = waiting(&device)
    {
        spawn(go_through(device, id, Duration::ZERO));
    }
}

/// Quitting ends the wait: nobody is there any more who could take it back.
pub(crate) fn go_through_before_the_end(device: &Device) {
    if let Some(id) = waiting(device)
        && let Err(error) = device.complete_panic(&id, Timestamp::now())
    {
        tracing::error!(%error, "panic: the keys will be deleted with the next start");
    }
}

fn waiting(device: &Device) -> Option<String> {
    let standing = device.panic_standing().unwrap_or_else(|error| {
        tracing::error!(%error, "panic: whether one waits can't be told");
        None
    });
    standing
        .filter(|standing| !standing.is_done)
        .map(|standing| standing.id)
}

async fn go_through(device: Device, id: String, wait: Duration) {
    sleep(wait).await;
    let mut pause = FIRST_PAUSE;
    loop {
        let (device, id) = (device.clone(), id.clone());
        match blocking(move || device.complete_panic(&id, Timestamp::now())).await {
            Ok(true) => return tracing::warn!("panic: the keys made here are deleted"),
            // Taken back.
            Ok(false) => return,
            Err(error) => tracing::error!(%error, "panic: the keys could not be deleted yet"),
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(id: &str, is_done: bool) -> PanicStanding {
        PanicStanding {
            id: id.into(),
            keys: 12,
            still_live: 3,
            is_done,
        }
    }

    #[test]
    fn the_wait_is_counted_once_per_panic() {
        let panic = Panic::default();
        assert!(panic.wait_for("first"));
        let left = panic.left("first");
        assert!(left <= UNDO && left > Duration::ZERO, "{left:?}");
        assert!(!panic.wait_for("first"), "asked for twice");
        assert!(panic.wait_for("second"));
        assert_eq!(panic.left("first"), Duration::ZERO);
    }

    #[test]
    fn one_from_before_this_start_has_no_time_left_and_a_done_one_none_at_all() {
        let panic = Panic::default();
        assert_eq!(shown(&standing("old", false), &panic).milliseconds_left, Some(0));
        assert_eq!(shown(&standing("old", true), &panic).milliseconds_left, None);
        panic.wait_for("new");
        let left = shown(&standing("new", false), &panic).milliseconds_left;
        assert!(left.is_some_and(|left| left > 0 && left <= 10_000), "{left:?}");
    }
}
