//! macOS and Windows: the system tells the plugin of the pressed keys.

use std::sync::{Arc, Mutex, PoisonError};

use tauri::AppHandle;
use tauri_plugin_global_shortcut::{Builder, GlobalShortcutExt, ShortcutState};

use super::chord::{Chord, Key};
use super::{ListenError, Press, RegisterError};

/// Listens for one shortcut.
pub(super) struct Listener {
    app: AppHandle,
    held: Mutex<Option<Chord>>,
}

impl Listener {
    /// Listens from now on. `pressed` is called on the main thread.
    pub(super) fn start(
        app: &AppHandle,
        pressed: impl Fn(Press) + Send + Sync + 'static,
    ) -> Result<Arc<Self>, ListenError> {
        let plugin = Builder::new().with_handler(move |_app, _shortcut, event| {
            if event.state() == ShortcutState::Pressed {
                pressed(Press);
            }
        });
        app.plugin(plugin.build())
            .map_err(|error| ListenError::Display(error.to_string()))?;
        Ok(Arc::new(Self {
            app: app.clone(),
            held: Mutex::default(),
        }))
    }

    /// Listens for another shortcut, or for none: takes the new one first and lets go of the old one only then.
    /// Windows says when another program has it; macOS lets several programs have the same.
    pub(super) fn set(&self, chord: Option<Chord>) -> Result<(), RegisterError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if *held == chord {
            return Ok(());
        }
        if let Some(chord) = chord {
            let registered = self.app.global_shortcut().register(accelerator(chord).as_str());
            registered.map_err(|error| {
                tracing::warn!(%error, "the shortcut could not be registered");
                RegisterError::Taken
            })?;
        }
        if let Some(old) = std::mem::replace(&mut *held, chord) {
            let released = self.app.global_shortcut().unregister(accelerator(old).as_str());
            released.map_err(|error| RegisterError::Display(error.to_string()))?;
        }
        Ok(())
    }
}

fn accelerator(chord: Chord) -> String {
    let held = [
        (chord.held.control, "Control+"),
        (chord.held.alt, "Alt+"),
        (chord.held.shift, "Shift+"),
        (chord.held.command, "Super+"),
    ];
    let held: String = held
        .into_iter()
        .filter_map(|(is_held, name)| is_held.then_some(name))
        .collect();
    match chord.key {
        Key::Character(letter) if letter.is_ascii_alphabetic() => format!("{held}Key{letter}"),
        Key::Character(digit) if digit.is_ascii_digit() => format!("{held}Digit{digit}"),
        key => format!("{held}{key}"),
    }
}
