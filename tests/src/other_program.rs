//! Another program that takes keys from everybody else, as a launcher does.

use crate::display::Display;
use crate::failure::Outcome;
use crate::hands::keycode_of;
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
        let (connection, root) = display.connect()?;
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
