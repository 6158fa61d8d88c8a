//! Another program that takes keys from everybody else, as a launcher does.

use crate::display::Display;
use crate::failure::{Failure, Outcome};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{ConnectionExt, GrabMode, Keycode, ModMask, Window};
use x11rb::rust_connection::RustConnection;

/// Another program that has a shortcut, until it is dropped.
#[derive(Debug)]
pub struct OtherProgram {
    connection: RustConnection,
    root: Window,
    keycode: Keycode,
}

impl OtherProgram {
    /// Takes Ctrl and the key that types `keysym`. Fails when the keys are somebody else's already.
    pub fn takes_ctrl_and(display: &Display, keysym: u32) -> Outcome<Self> {
        let (connection, screen) = display.connect()?;
        let root = connection
            .setup()
            .roots
            .get(screen)
            .ok_or_else(|| Failure::new("the display has no screen"))?
            .root;
        let keycode = keycode_of(&connection, keysym)?;
        connection
            .grab_key(
                false,
                root,
                ModMask::CONTROL,
                keycode,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
            )?
            .check()?;
        Ok(Self {
            connection,
            root,
            keycode,
        })
    }

    /// Gives the keys back: when this answers, they are free.
    pub fn gives_them_back(self) -> Outcome {
        Ok(self
            .connection
            .ungrab_key(self.keycode, self.root, ModMask::CONTROL)?
            .check()?)
    }
}

fn keycode_of(connection: &RustConnection, keysym: u32) -> Outcome<Keycode> {
    let setup = connection.setup();
    let (first, last) = (setup.min_keycode, setup.max_keycode);
    let map = connection
        .get_keyboard_mapping(first, last - first + 1)?
        .reply()?;
    let width = usize::from(map.keysyms_per_keycode);
    (first..=last)
        .zip(map.keysyms.chunks(width))
        .find_map(|(keycode, keysyms)| keysyms.contains(&keysym).then_some(keycode))
        .ok_or_else(|| Failure::new(format!("no key types {keysym:#x}")))
}
