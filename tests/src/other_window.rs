//! A window of another program of the same desktop, which has the focus.

use crate::display::Display;
use crate::failure::{Outcome, ensure};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::properties::{WmSizeHints, WmSizeHintsSpecification};
use x11rb::protocol::xproto::{
    AtomEnum, ConnectionExt, CreateWindowAux, EventMask, PropMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// The title of its window.
pub const TITLE: &str = "Another program";

/// The window, until it is dropped.
#[derive(Debug)]
pub struct OtherWindow {
    /// The window is there as long as this is open.
    _connection: RustConnection,
    window: Window,
}

impl OtherWindow {
    /// Opens it, and gives it the focus.
    pub fn open(display: &Display) -> Outcome<Self> {
        let (connection, root) = display.connect()?;
        let window = connection.generate_id()?;
        let hears = CreateWindowAux::new()
            .background_pixel(0x0030_5080)
            .event_mask(EventMask::KEY_PRESS | EventMask::STRUCTURE_NOTIFY);
        connection.create_window(
            0,
            window,
            root,
            40,
            40,
            300,
            200,
            0,
            WindowClass::INPUT_OUTPUT,
            0,
            &hears,
        )?;
        let (name, text) = (AtomEnum::WM_NAME, AtomEnum::STRING);
        connection.change_property8(PropMode::REPLACE, window, name, text, TITLE.as_bytes())?;
        // Where it was put by hand, it stays; the window manager would look for another place.
        let by_hand = Some((WmSizeHintsSpecification::UserSpecified, 40, 40));
        let hints = WmSizeHints {
            position: by_hand,
            ..WmSizeHints::default()
        };
        hints.set_normal_hints(&connection, window)?;
        connection.map_window(window)?;
        connection.flush()?;
        let opened = Self {
            _connection: connection,
            window,
        };
        let start = Instant::now();
        while display.active_window() != TITLE {
            display.xdotool(&["windowactivate", &opened.window.to_string()])?;
            ensure(
                start.elapsed() < Duration::from_secs(10),
                "the other program did not get the focus",
            )?;
        }
        Ok(opened)
    }

    /// Its number.
    pub fn window(&self) -> String {
        self.window.to_string()
    }
}
