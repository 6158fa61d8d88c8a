//! X11: a thread that waits for the grabbed keys, without ever waking up for anything else.
//!
//! Keys are grabbed and let go over the same connection from whichever thread asks; the answers are handed on by the
//! one that waits. The plugin used elsewhere looks every 50 ms instead, which is late and keeps the processor awake.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, thread};

use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ConnectionExt, GrabMode, Keycode, Mapping, ModMask, Window};
use x11rb::protocol::{ErrorKind, Event};
use x11rb::rust_connection::RustConnection;

use super::chord::{Chord, Key};
use super::{ListenError, Press, RegisterError};

const NUM_LOCK: u32 = 0xff7f;
const SCROLL_LOCK: u32 = 0xff14;
const ALT_LEFT: u32 = 0xffe9;
const SUPER_LEFT: u32 = 0xffeb;
const F1: u32 = 0xffbe;

/// Listens for one shortcut on a display.
#[derive(Debug)]
pub(super) struct Listener {
    connection: RustConnection,
    roots: Vec<Window>,
    held: Mutex<Option<Grab>>,
}

/// A shortcut that is grabbed, as this keyboard has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grab {
    chord: Chord,
    keycodes: BTreeSet<Keycode>,
    modifiers: u16,
    /// Every combination of the locks (Num, Caps, Scroll), under which the shortcut works all the same.
    locks: Vec<u16>,
}

/// Asks for a key that is held down to be pressed again and again, but released only once (XKB). Displays that can't do
/// that are as they are.
fn tell_repeats_apart(connection: &RustConnection) {
    let detectable = xkb::PerClientFlag::DETECTABLE_AUTO_REPEAT;
    let keyboard = u16::from(xkb::ID::USE_CORE_KBD);
    let none = xkb::BoolCtrl::from(0_u32);
    let asked = connection
        .xkb_use_extension(1, 0)
        .map(x11rb::cookie::Cookie::reply);
    if let Ok(Ok(_)) = asked {
        let flags = connection.xkb_per_client_flags(keyboard, detectable, detectable, none, none, none);
        // Without it, repeats are told by their time.
        let _ = flags.map(x11rb::cookie::Cookie::reply);
    }
}

impl Listener {
    /// Connects to the display and listens from now on. `pressed` is called on the listening thread.
    pub(super) fn start(pressed: impl Fn(Press) + Send + 'static) -> Result<Arc<Self>, ListenError> {
        // A grab on the X server beside it succeeds and is never heard of.
        if on_wayland() {
            return Err(ListenError::NotHere);
        }
        Self::on_display(None, pressed)
    }

    fn on_display(
        name: Option<&str>,
        pressed: impl Fn(Press) + Send + 'static,
    ) -> Result<Arc<Self>, ListenError> {
        let (connection, _) = RustConnection::connect(name)?;
        let roots = connection
            .setup()
            .roots
            .iter()
            .map(|screen| screen.root)
            .collect();
        tell_repeats_apart(&connection);
        let listener = Arc::new(Self {
            connection,
            roots,
            held: Mutex::default(),
        });
        let listening = Arc::clone(&listener);
        thread::Builder::new()
            .name("shortcut".to_owned())
            .spawn(move || listening.listen(&pressed))?;
        Ok(listener)
    }

    /// Listens for another shortcut, or for none: takes the new one first and lets go of the old one only then.
    pub(super) fn set(&self, chord: Option<Chord>) -> Result<(), RegisterError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.as_ref().map(|grab| grab.chord) == chord {
            return Ok(());
        }
        let new = match chord {
            Some(chord) => {
                let grab = self.resolve(chord)?;
                self.take(&grab, held.as_ref())?;
                Some(grab)
            }
            None => None,
        };
        if let Some(old) = std::mem::replace(&mut *held, new) {
            self.let_go(&old, held.as_ref())?;
        }
        Ok(())
    }

    fn listen(&self, pressed: &dyn Fn(Press)) {
        let mut down = None;
        let mut released = None;
        loop {
            match self.connection.wait_for_event() {
                Ok(Event::KeyRelease(release)) => {
                    released = Some((release.detail, release.time));
                    down = down.filter(|key| *key != release.detail);
                }
                // A key that is held down is pressed again without having been released or, where the display does not
                // tell repeats apart, released and pressed at the same instant.
                Ok(Event::KeyPress(press))
                    if down == Some(press.detail) || released == Some((press.detail, press.time)) =>
                {
                    down = Some(press.detail);
                }
                Ok(Event::KeyPress(press)) if self.is_ours(press.detail, press.state.into()) => {
                    down = Some(press.detail);
                    pressed(Press { time: press.time });
                }
                Ok(Event::MappingNotify(change)) if change.request != Mapping::POINTER => {
                    self.follow_keyboard();
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the display is gone; the shortcut is no longer listened for");
                    return;
                }
            }
        }
    }

    fn is_ours(&self, keycode: Keycode, state: u16) -> bool {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().is_some_and(|grab| {
            let locks = grab.locks.iter().fold(0, |all, locks| all | locks);
            let modifiers = state & 0xff & !locks;
            grab.keycodes.contains(&keycode) && modifiers == grab.modifiers
        })
    }

    /// Another keyboard or layout may have the key elsewhere.
    fn follow_keyboard(&self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(old) = held.clone() else { return };
        let moved = self.resolve(old.chord).and_then(|new| {
            if new != old {
                self.take(&new, Some(&old))?;
                self.let_go(&old, Some(&new))?;
            }
            Ok(new)
        });
        match moved {
            Ok(new) => *held = Some(new),
            Err(error) => tracing::warn!(%error, "the shortcut could not follow the keyboard"),
        }
    }

    fn resolve(&self, chord: Chord) -> Result<Grab, RegisterError> {
        let keycodes = self.keycodes(keysym(chord.key))?;
        if keycodes.is_empty() {
            return Err(RegisterError::NoSuchKey(chord.key.to_string()));
        }
        let modifiers = self.modifiers()?;
        let find = |keysym| -> Result<Option<u16>, RegisterError> {
            let of_key = self.keycodes(keysym)?;
            Ok(modifiers
                .iter()
                .find(|(_, keycodes)| !of_key.is_disjoint(keycodes))
                .map(|(mask, _)| *mask))
        };
        let mut mask = 0;
        for (is_held, bit) in [
            (chord.held.control, u16::from(ModMask::CONTROL)),
            (chord.held.shift, u16::from(ModMask::SHIFT)),
            (chord.held.alt, find(ALT_LEFT)?.unwrap_or(u16::from(ModMask::M1))),
            (
                chord.held.command,
                find(SUPER_LEFT)?.unwrap_or(u16::from(ModMask::M4)),
            ),
        ] {
            mask |= if is_held { bit } else { 0 };
        }
        let locks = [
            Some(u16::from(ModMask::LOCK)),
            find(NUM_LOCK)?,
            find(SCROLL_LOCK)?,
        ];
        Ok(Grab {
            chord,
            keycodes,
            modifiers: mask,
            locks: combinations(locks.into_iter().flatten().filter(|lock| lock & mask == 0)),
        })
    }

    /// The keys that type a character, plainly or in any other way: digits lie on the second level of some layouts.
    fn keycodes(&self, keysym: u32) -> Result<BTreeSet<Keycode>, RegisterError> {
        let setup = self.connection.setup();
        let count = setup.max_keycode - setup.min_keycode + 1;
        let mapping = self
            .connection
            .get_keyboard_mapping(setup.min_keycode, count)?
            .reply()?;
        let per_key = usize::from(mapping.keysyms_per_keycode).max(1);
        let rows = || (setup.min_keycode..=setup.max_keycode).zip(mapping.keysyms.chunks(per_key));
        let plain: BTreeSet<_> = rows()
            .filter(|(_, keysyms)| keysyms.first() == Some(&keysym))
            .map(|(keycode, _)| keycode)
            .collect();
        if !plain.is_empty() {
            return Ok(plain);
        }
        let any = rows().filter(|(_, keysyms)| keysyms.contains(&keysym));
        Ok(any.map(|(keycode, _)| keycode).collect())
    }

    /// The masks of the modifiers, each with its keys.
    fn modifiers(&self) -> Result<Vec<(u16, BTreeSet<Keycode>)>, RegisterError> {
        let mapping = self.connection.get_modifier_mapping()?.reply()?;
        let per_modifier = usize::from(mapping.keycodes_per_modifier()).max(1);
        let rows = mapping.keycodes.chunks(per_modifier).enumerate();
        Ok(rows
            .map(|(place, keycodes)| {
                (
                    1 << place,
                    keycodes.iter().copied().filter(|code| *code != 0).collect(),
                )
            })
            .collect())
    }

    /// Takes all of it or nothing; what is held already stays either way.
    fn take(&self, grab: &Grab, held: Option<&Grab>) -> Result<(), RegisterError> {
        for (root, keycode, modifiers) in self.parts(grab) {
            let asked = self.connection.grab_key(
                false,
                root,
                modifiers.into(),
                keycode,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
            )?;
            if let Err(error) = asked.check() {
                self.let_go(grab, held)?;
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Lets go of all that the next one does not hold too. Letting go of what somebody else has does nothing.
    fn let_go(&self, grab: &Grab, next: Option<&Grab>) -> Result<(), RegisterError> {
        let kept = next.map(|next| self.parts(next)).unwrap_or_default();
        for part in self.parts(grab).into_iter().filter(|part| !kept.contains(part)) {
            let (root, keycode, modifiers) = part;
            self.connection.ungrab_key(keycode, root, modifiers.into())?;
        }
        Ok(self.connection.flush()?)
    }

    fn parts(&self, grab: &Grab) -> Vec<(Window, Keycode, u16)> {
        let with_locks = |keycode| {
            grab.locks
                .iter()
                .map(move |locks| (keycode, grab.modifiers | locks))
        };
        let keys: Vec<_> = grab.keycodes.iter().copied().flat_map(with_locks).collect();
        let on_root = |root: &Window| {
            let root = *root;
            keys.clone()
                .into_iter()
                .map(move |(keycode, modifiers)| (root, keycode, modifiers))
        };
        self.roots.iter().flat_map(on_root).collect()
    }
}

/// Whether windows are shown by a Wayland compositor: of the X server beside it, those are none of them.
pub(crate) fn on_wayland() -> bool {
    is_wayland(|name| env::var(name).ok())
}

fn is_wayland(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("XDG_SESSION_TYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("wayland"))
        || variable("WAYLAND_DISPLAY").is_some_and(|name| !name.is_empty())
}

fn keysym(key: Key) -> u32 {
    match key {
        Key::Character(character) => u32::from(character.to_ascii_lowercase()),
        Key::Space => u32::from(' '),
        Key::Function(number) => F1 + u32::from(number) - 1,
    }
}

/// Every way in which some of the locks can be on, all off first.
fn combinations(locks: impl Iterator<Item = u16>) -> Vec<u16> {
    locks.fold(vec![0], |all, lock| {
        let with = all.iter().map(|locks| locks | lock);
        all.iter().copied().chain(with).collect()
    })
}

impl From<ConnectError> for ListenError {
    fn from(error: ConnectError) -> Self {
        Self::Display(error.to_string())
    }
}

impl From<ConnectionError> for RegisterError {
    fn from(error: ConnectionError) -> Self {
        Self::Display(error.to_string())
    }
}

impl From<ReplyError> for RegisterError {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::X11Error(error) if error.error_kind == ErrorKind::Access => Self::Taken,
            error => Self::Display(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wayland_session_is_known_by_its_variables() {
        let with = |name: &'static str, value: &'static str| {
            is_wayland(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(with("XDG_SESSION_TYPE", "wayland"));
        assert!(with("WAYLAND_DISPLAY", "wayland-0"));
        assert!(!with("XDG_SESSION_TYPE", "x11"));
        assert!(!with("WAYLAND_DISPLAY", ""));
        assert!(!is_wayland(|_| None));
    }

    #[test]
    fn the_locks_are_combined_in_every_way() {
        assert_eq!(combinations([2, 16].into_iter()), [0, 2, 16, 18]);
        assert_eq!(combinations(std::iter::empty()), [0]);
    }

    #[test]
    fn keys_have_the_numbers_of_the_protocol() {
        assert_eq!(keysym(Key::Character('K')), 0x6b);
        assert_eq!(keysym(Key::Space), 0x20);
        assert_eq!(keysym(Key::Function(12)), 0xffc9);
    }
}
