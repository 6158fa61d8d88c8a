//! Dragging a file from another program onto a window: the source's side of XDND version 5, as a file manager does it.
//!
//! Follows <https://www.freedesktop.org/wiki/Specifications/XDND/>. Only what dragging one file takes.

use crate::display::Display;
use crate::failure::{Failure, Outcome, ensure};
use std::path::Path;
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const VERSION: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(10);

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndActionCopy,
        XdndAware,
        XdndDrop,
        XdndEnter,
        XdndFinished,
        XdndPosition,
        XdndSelection,
        XdndStatus,
        URI_LIST: b"text/uri-list",
    }
}

/// A file that is being dragged.
pub struct DraggedFile {
    connection: RustConnection,
    atoms: Atoms,
    source: Window,
    target: Window,
    address: String,
}

impl DraggedFile {
    /// Takes a file up on `display`, to be dropped on its window that takes drops.
    pub fn take_up(display: &Display, file: &Path) -> Outcome<Self> {
        let (connection, root) = display.connect()?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let target = taker_of_drops(&connection, &atoms, root)?
            .ok_or_else(|| Failure::new("no window takes drops"))?;
        let source = connection.generate_id()?;
        connection.create_window(
            0,
            source,
            root,
            0,
            0,
            1,
            1,
            0,
            WindowClass::INPUT_ONLY,
            0,
            &CreateWindowAux::new(),
        )?;
        connection.set_selection_owner(source, atoms.XdndSelection, x11rb::CURRENT_TIME)?;
        let dragged = Self {
            connection,
            atoms,
            source,
            target,
            address: format!("file://{}\r\n", file.display()),
        };
        dragged.send(
            dragged.atoms.XdndEnter,
            [VERSION << 24, dragged.atoms.URI_LIST, 0, 0],
        )?;
        Ok(dragged)
    }

    /// Holds it over a place of the screen until the window would take it.
    pub fn hold_over(&self, x: u32, y: u32) -> Outcome {
        let position = [0, x << 16 | y, x11rb::CURRENT_TIME, self.atoms.XdndActionCopy];
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            self.send(self.atoms.XdndPosition, position)?;
            if let Some(status) = self.hears(self.atoms.XdndStatus, Duration::from_millis(100))?
                && status.data.as_data32().get(1).is_some_and(|flags| flags & 1 == 1)
            {
                return Ok(());
            }
        }
        Err(Failure::new("the window does not take the file"))
    }

    /// Lets go of it, and waits until the window has it.
    pub fn drop_it(self) -> Outcome {
        self.send(self.atoms.XdndDrop, [0, x11rb::CURRENT_TIME, 0, 0])?;
        let finished = self.hears(self.atoms.XdndFinished, PATIENCE)?;
        ensure(finished.is_some(), "the window did not take the dropped file")
    }

    fn send(&self, kind: Atom, words: [u32; 4]) -> Outcome {
        let [first, second, third, fourth] = words;
        let data = [self.source, first, second, third, fourth];
        let message = ClientMessageEvent::new(32, self.target, kind, data);
        self.connection
            .send_event(false, self.target, EventMask::NO_EVENT, message)?;
        Ok(self.connection.flush()?)
    }

    /// Waits for an answer of one kind; whoever asks meanwhile what is being dragged is told.
    fn hears(&self, kind: Atom, patience: Duration) -> Outcome<Option<ClientMessageEvent>> {
        let start = Instant::now();
        while start.elapsed() < patience {
            match self.connection.poll_for_event()? {
                Some(Event::ClientMessage(message)) if message.type_ == kind => return Ok(Some(message)),
                Some(Event::SelectionRequest(request)) => self.tell(&request)?,
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        Ok(None)
    }

    fn tell(&self, request: &SelectionRequestEvent) -> Outcome {
        let is_known = request.target == self.atoms.URI_LIST;
        if is_known {
            self.connection.change_property8(
                PropMode::REPLACE,
                request.requestor,
                request.property,
                request.target,
                self.address.as_bytes(),
            )?;
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if is_known { request.property } else { x11rb::NONE },
        };
        self.connection
            .send_event(false, request.requestor, EventMask::NO_EVENT, answer)?;
        Ok(self.connection.flush()?)
    }
}

/// The first window below `window` that says of itself that it takes drops and can be seen.
fn taker_of_drops(connection: &RustConnection, atoms: &Atoms, window: Window) -> Outcome<Option<Window>> {
    for child in connection.query_tree(window)?.reply()?.children {
        let aware = connection
            .get_property(false, child, atoms.XdndAware, AtomEnum::ATOM, 0, 1)?
            .reply()?;
        let seen = connection.get_window_attributes(child)?.reply()?.map_state;
        if aware.value_len > 0 && seen == x11rb::protocol::xproto::MapState::VIEWABLE {
            return Ok(Some(child));
        }
        if let Some(found) = taker_of_drops(connection, atoms, child)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}
