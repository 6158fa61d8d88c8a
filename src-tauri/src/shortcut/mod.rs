//! The system-wide shortcut: which keys open the quick menu, and how it stands with them.
//!
//! Keys are taken before the old ones are let go, and a choice is kept only once its keys are ours. How keys are
//! listened for is different on every system; what the keys do belongs to the quick menu.

pub(crate) mod chord;
#[cfg(not(target_os = "linux"))]
mod plugin;
#[cfg(target_os = "linux")]
mod x11;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use device::{Device, DeviceError, ShortcutChoice};
use serde::{Deserialize, Serialize};
use specta::Type;
use tauri::{AppHandle, Manager};

use crate::error::{CommandError, ErrorCode};
use crate::events::{ShortcutPressed, tell};
use crate::quick_menu;
use crate::state::AppState;
use chord::{Chord, ChordProblem, PressedKeys};
#[cfg(not(target_os = "linux"))]
use plugin::Listener;
#[cfg(target_os = "linux")]
use x11::Listener;
#[cfg(target_os = "linux")]
pub(crate) use x11::on_wayland;

/// How the quick menu is opened where no program can listen for keys.
pub(crate) const COMMAND: &str = "studio-keys --quick-menu";

/// How long a question waits for the listening to begin, which comes after the first paint.
const LONGEST_START: Duration = Duration::from_secs(10);

/// The shortcut was pressed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Press {
    /// When, in the milliseconds of the X server: what asks for the focus must say it.
    #[cfg(target_os = "linux")]
    pub time: u32,
}

/// Why no keys can be listened for at all.
#[derive(Debug, thiserror::Error)]
enum ListenError {
    /// The desktop lets no program do that.
    #[cfg(target_os = "linux")]
    #[error("this desktop lets no program listen for keys")]
    NotHere,
    #[error("the display does not let keys be listened for: {0}")]
    Display(String),
    #[cfg(target_os = "linux")]
    #[error("the thread that listens could not be started: {0}")]
    Thread(#[from] std::io::Error),
}

/// Why keys could not be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RegisterError {
    /// Another program has them.
    #[error(
        "Another program has this shortcut already. Press another one, or close that program and try again."
    )]
    Taken,
    /// This keyboard has no such key.
    #[cfg(target_os = "linux")]
    #[error("This keyboard has no key for {0}. Press another one.")]
    NoSuchKey(String),
    /// No program can listen for keys here.
    #[error(
        "Shortcuts from other apps are not available here. Bind the command in the settings of your desktop."
    )]
    NotAvailable,
    /// The system would not.
    #[error("The shortcut can’t be changed now: {0}. Try again.")]
    Display(String),
}

/// How it stands with the shortcut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum ShortcutState {
    /// Nobody has been asked yet.
    NotAsked,
    /// It works from everywhere.
    Works,
    /// Somebody switched it off.
    Off,
    /// It could not be taken: another program has it.
    Taken,
    /// No program can listen for keys here.
    NotAvailable,
}

/// The shortcut, as the settings and the first start show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShortcutView {
    /// How it stands.
    pub state: ShortcutState,
    /// The names of its keys; those of the usual one while there is none.
    pub keys: Vec<String>,
    /// Whether it is the usual one.
    pub is_usual: bool,
    /// The names of the keys of the usual one.
    pub usual: Vec<String>,
    /// The names of the keys that are offered instead.
    pub other: Vec<String>,
    /// Why the chosen keys do not work, in a sentence.
    pub problem: Option<String>,
    /// The command that opens the quick menu.
    pub command: String,
}

/// What somebody chooses.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum ShortcutRequest {
    /// The usual one.
    Usual,
    /// The one that is offered instead.
    Other,
    /// What was pressed.
    Pressed {
        /// The keys.
        keys: PressedKeys,
    },
    /// None.
    Off,
}

/// Managed by Tauri: what listens, and how it went.
#[derive(Default)]
pub(crate) struct Shortcut {
    inner: Mutex<Inner>,
    started: Condvar,
    is_recording: AtomicBool,
}

#[derive(Default)]
struct Inner {
    has_started: bool,
    listener: Option<Arc<Listener>>,
    problem: Option<RegisterError>,
}

/// Listens for the chosen keys. That they are taken is no reason not to start: the settings say so.
pub(crate) fn start(app: &AppHandle) {
    let Some(state) = app.try_state::<AppState>() else {
        return;
    };
    let Ok(device) = state.device() else { return };
    let shortcut = app.state::<Shortcut>();
    shortcut.lock().start(listen(app), &device);
    shortcut.started.notify_all();
}

fn listen(app: &AppHandle) -> Result<Arc<Listener>, ListenError> {
    let heard = app.clone();
    let pressed = move |press| hear(&heard, press);
    #[cfg(target_os = "linux")]
    return Listener::start(pressed);
    #[cfg(not(target_os = "linux"))]
    return Listener::start(app, pressed);
}

/// While keys are being recorded, those of the shortcut reach the page only by way of this.
fn hear(app: &AppHandle, press: Press) {
    let shortcut = app.state::<Shortcut>();
    if shortcut.is_recording.load(Ordering::Relaxed) {
        tell(app, &ShortcutPressed);
    } else {
        quick_menu::toggle(app, press);
    }
}

impl Shortcut {
    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The same once it is known whether keys can be listened for.
    fn lock_started(&self) -> std::sync::MutexGuard<'_, Inner> {
        let waited = self
            .started
            .wait_timeout_while(self.lock(), LONGEST_START, |inner| !inner.has_started);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// How it stands.
    pub(crate) fn view(&self, device: &Device) -> Result<ShortcutView, DeviceError> {
        Ok(self.lock_started().view(&device.shortcut_choice()?))
    }

    /// Takes other keys, and keeps that only when they are ours; else the old ones stay.
    pub(crate) fn choose(
        &self,
        device: &Device,
        request: &ShortcutRequest,
    ) -> Result<ShortcutView, CommandError> {
        let choice = choice_of(request)?;
        let mut inner = self.lock_started();
        let old = keys_of(&device.shortcut_choice()?);
        // Where keys can't be listened for, having been asked is kept all the same.
        if inner.listener.is_some() {
            inner.set(keys_of(&choice))?;
            if let Err(error) = device.set_shortcut_choice(&choice) {
                inner.problem = inner.set(old).err();
                return Err(error.into());
            }
            inner.problem = None;
        } else {
            device.set_shortcut_choice(&choice)?;
        }
        Ok(inner.view(&choice))
    }

    /// Tries once more to take the chosen keys.
    pub(crate) fn try_again(&self, device: &Device) -> Result<ShortcutView, CommandError> {
        let choice = device.shortcut_choice()?;
        let mut inner = self.lock_started();
        inner.problem = inner.set(keys_of(&choice)).err();
        Ok(inner.view(&choice))
    }

    /// Says whether the page is recording keys: while it is, those of the shortcut do not open the quick menu.
    pub(crate) fn record(&self, is_recording: bool) {
        self.is_recording.store(is_recording, Ordering::Relaxed);
    }
}

impl Inner {
    fn start(&mut self, listening: Result<Arc<Listener>, ListenError>, device: &Device) {
        self.has_started = true;
        match listening {
            Ok(listener) => self.listener = Some(listener),
            Err(error) => tracing::info!(%error, "no system-wide shortcut"),
        }
        match device.shortcut_choice() {
            Ok(choice) => self.problem = self.set(keys_of(&choice)).err(),
            Err(error) => tracing::error!(%error, "the shortcut could not be read"),
        }
    }

    fn set(&self, chord: Option<Chord>) -> Result<(), RegisterError> {
        match &self.listener {
            Some(listener) => listener.set(chord),
            None => Err(RegisterError::NotAvailable),
        }
    }

    fn view(&self, choice: &ShortcutChoice) -> ShortcutView {
        let state = match choice {
            _ if self.listener.is_none() => ShortcutState::NotAvailable,
            ShortcutChoice::NotAsked => ShortcutState::NotAsked,
            ShortcutChoice::Off => ShortcutState::Off,
            _ if self.problem.is_some() => ShortcutState::Taken,
            _ => ShortcutState::Works,
        };
        let chord = keys_of(choice).unwrap_or(Chord::USUAL);
        let problem = self.problem.as_ref().filter(|_| state == ShortcutState::Taken);
        ShortcutView {
            state,
            keys: chord.names(),
            is_usual: chord == Chord::USUAL,
            usual: Chord::USUAL.names(),
            other: Chord::OTHER.names(),
            problem: problem.map(ToString::to_string),
            command: COMMAND.to_owned(),
        }
    }
}

/// The keys to listen for. What can't be read, such as a key that only a newer version knows, is the usual one.
fn keys_of(choice: &ShortcutChoice) -> Option<Chord> {
    match choice {
        ShortcutChoice::NotAsked | ShortcutChoice::Off => None,
        ShortcutChoice::Usual => Some(Chord::USUAL),
        ShortcutChoice::Keys(keys) => Some(keys.parse().unwrap_or(Chord::USUAL)),
    }
}

fn choice_of(request: &ShortcutRequest) -> Result<ShortcutChoice, ChordProblem> {
    let chord = match request {
        ShortcutRequest::Off => return Ok(ShortcutChoice::Off),
        ShortcutRequest::Usual => Chord::USUAL,
        ShortcutRequest::Other => Chord::OTHER,
        ShortcutRequest::Pressed { keys } => Chord::of_pressed(keys)?,
    };
    Ok(match chord {
        Chord::USUAL => ShortcutChoice::Usual,
        chord => ShortcutChoice::Keys(chord.to_string()),
    })
}

impl From<RegisterError> for CommandError {
    fn from(error: RegisterError) -> Self {
        let code = match error {
            RegisterError::Taken => ErrorCode::ShortcutTaken,
            _ => ErrorCode::ShortcutRefused,
        };
        Self::new(code, error.to_string())
    }
}

impl From<ChordProblem> for CommandError {
    fn from(problem: ChordProblem) -> Self {
        Self::new(ErrorCode::ShortcutRefused, problem.to_string())
    }
}
