//! Keys pressed as a keyboard does, through the X server, so that a grab of them is heard.

use crate::display::Display;
use crate::failure::{Failure, Outcome};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt, KEY_PRESS_EVENT, KEY_RELEASE_EVENT, Keycode, Window};
use x11rb::protocol::xtest::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;

/// Two hands at the keyboard of a display.
#[derive(Debug)]
pub struct Hands {
    connection: RustConnection,
    root: Window,
    active_window: u32,
}

impl Hands {
    /// Sits down at a display.
    pub fn at(display: &Display) -> Outcome<Self> {
        let (connection, root) = display.connect()?;
        let active_window = connection
            .intern_atom(false, b"_NET_ACTIVE_WINDOW")?
            .reply()?
            .atom;
        Ok(Self {
            connection,
            root,
            active_window,
        })
    }

    /// The connection they use.
    pub fn connection(&self) -> &RustConnection {
        &self.connection
    }

    /// Presses keys together, the modifiers first, and lets go of them.
    pub fn press(&self, names: &[&str]) -> Outcome {
        let codes: Vec<Keycode> = names
            .iter()
            .map(|name| keycode_of(&self.connection, keysym_of(name)))
            .collect::<Outcome<_>>()?;
        for code in &codes {
            self.send(KEY_PRESS_EVENT, *code)?;
        }
        for code in codes.iter().rev() {
            self.send(KEY_RELEASE_EVENT, *code)?;
        }
        self.connection.flush()?;
        Ok(())
    }

    /// The window that the window manager says is used now; 0 when none is.
    pub fn active_window(&self) -> Outcome<Window> {
        let property = self
            .connection
            .get_property(false, self.root, self.active_window, AtomEnum::WINDOW, 0, 1)?
            .reply()?;
        Ok(property
            .value32()
            .and_then(|mut values| values.next())
            .unwrap_or_default())
    }

    fn send(&self, kind: u8, code: Keycode) -> Outcome {
        self.connection
            .xtest_fake_input(kind, code, x11rb::CURRENT_TIME, self.root, 0, 0, 0)?;
        Ok(())
    }
}

fn keysym_of(name: &str) -> u32 {
    match name {
        "Control_L" => 0xffe3,
        "Shift_L" => 0xffe1,
        letter => letter.chars().next().map_or(0, u32::from),
    }
}

/// The key that types `keysym` without a modifier.
pub fn keycode_of(connection: &RustConnection, keysym: u32) -> Outcome<Keycode> {
    let setup = connection.setup();
    let (first, last) = (setup.min_keycode, setup.max_keycode);
    let map = connection
        .get_keyboard_mapping(first, last - first + 1)?
        .reply()?;
    let width = usize::from(map.keysyms_per_keycode).max(1);
    (first..=last)
        .zip(map.keysyms.chunks(width))
        .find_map(|(keycode, keysyms)| (keysyms.first() == Some(&keysym)).then_some(keycode))
        .ok_or_else(|| Failure::new(format!("no key types {keysym:#x}")))
}
