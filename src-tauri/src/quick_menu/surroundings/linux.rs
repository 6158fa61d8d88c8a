//! Linux. Asking the window manager for the focus takes the moment of the key press: it lets nobody come forward that
//! was not asked for. What has no such moment, like the tray, asks the X server for its time.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use gtk::gdk::{Display, prelude::*};
use gtk::prelude::*;
use tauri::{AppHandle, Manager, WebviewWindow};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, InputFocus, PropMode, Window,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::super::placement::Area;
use super::super::window::place_anew;
use crate::shortcut::{Press, on_wayland};

/// `_NET_ACTIVE_WINDOW` is asked for by somebody's hand, not by a program of its own accord (EWMH).
const BY_HAND: u32 = 2;

/// On no screen, in logical pixels.
const FAR_AWAY: i32 = -10_000;

/// Whether the window is far away, painting. Only the main thread writes it.
static PAINTS_UNSEEN: AtomicBool = AtomicBool::new(false);

x11rb::atom_manager! {
    Names: NamesCookie {
        _NET_ACTIVE_WINDOW,
        _NET_SUPPORTED,
        STUDIO_KEYS_TIME,
    }
}

/// The window that had the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Previous(Window);

/// A connection of our own to the X server.
struct Desktop {
    connection: RustConnection,
    root: Window,
    names: Names,
    /// Never shown; its property is written to learn the server's time.
    own: Window,
}

type Answer<T> = Result<T, Box<dyn std::error::Error>>;

/// None where there is no X server, or where the windows are shown by somebody else.
fn desktop() -> Option<&'static Desktop> {
    static DESKTOP: OnceLock<Option<Desktop>> = OnceLock::new();
    DESKTOP
        .get_or_init(|| {
            if on_wayland() {
                return None;
            }
            Desktop::connect()
                .inspect_err(|error| tracing::info!(%error, "no X server"))
                .ok()
        })
        .as_ref()
}

impl Desktop {
    fn connect() -> Answer<Self> {
        let (connection, screen) = RustConnection::connect(None)?;
        let root = connection
            .setup()
            .roots
            .get(screen)
            .ok_or("the display has no screen")?
            .root;
        let names = Names::new(&connection)?.reply()?;
        let own = connection.generate_id()?;
        let hears = CreateWindowAux::new().event_mask(EventMask::PROPERTY_CHANGE);
        connection.create_window(0, own, root, -1, -1, 1, 1, 0, WindowClass::INPUT_ONLY, 0, &hears)?;
        connection.flush()?;
        Ok(Self {
            connection,
            root,
            names,
            own,
        })
    }

    /// The window that the window manager calls active, or, without a window manager, the one with the focus.
    fn focused(&self) -> Answer<Option<Window>> {
        let active = self.connection.get_property(
            false,
            self.root,
            self.names._NET_ACTIVE_WINDOW,
            AtomEnum::WINDOW,
            0,
            1,
        )?;
        let active = active.reply()?.value32().and_then(|mut windows| windows.next());
        let window = match active {
            Some(window) => window,
            None => self.connection.get_input_focus()?.reply()?.focus,
        };
        // 0 is nobody, 1 whoever is under the pointer.
        Ok(Some(window).filter(|window| *window > 1 && *window != self.root))
    }

    /// What a window is called.
    fn title(&self, window: Window) -> Answer<Vec<u8>> {
        let title = self
            .connection
            .get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?;
        Ok(title.reply()?.value)
    }

    fn activate(&self, window: Window, time: u32) -> Answer<()> {
        if self.has_window_manager()? {
            let asked = ClientMessageEvent::new(
                32,
                window,
                self.names._NET_ACTIVE_WINDOW,
                [BY_HAND, time, 0, 0, 0],
            );
            let hearers = EventMask::SUBSTRUCTURE_NOTIFY | EventMask::SUBSTRUCTURE_REDIRECT;
            self.connection.send_event(false, self.root, hearers, asked)?;
        } else {
            self.connection
                .set_input_focus(InputFocus::PARENT, window, time)?;
        }
        Ok(self.connection.flush()?)
    }

    fn has_window_manager(&self) -> Answer<bool> {
        let supported = self.connection.get_property(
            false,
            self.root,
            self.names._NET_SUPPORTED,
            AtomEnum::ATOM,
            0,
            1024,
        )?;
        let supported = supported.reply()?;
        let mut supported = supported.value32().into_iter().flatten();
        Ok(supported.any(|name| name == self.names._NET_ACTIVE_WINDOW))
    }

    /// The server's time now: it says when our property was written.
    fn time(&self) -> Answer<u32> {
        let (name, kind) = (self.names.STUDIO_KEYS_TIME, AtomEnum::STRING);
        self.connection
            .change_property8(PropMode::APPEND, self.own, name, kind, &[])?;
        self.connection.flush()?;
        loop {
            if let Event::PropertyNotify(written) = self.connection.wait_for_event()? {
                return Ok(written.time);
            }
        }
    }
}

fn log<T>(what: &str, answer: Answer<T>) -> Option<T> {
    answer
        .inspect_err(|error| tracing::warn!(%error, what, "the X server would not"))
        .ok()
}

pub(crate) fn previous() -> Option<Previous> {
    log("say who has the focus", desktop()?.focused())?.map(Previous)
}

/// Whether the window manager calls the menu the active window. The toolkit does not know: while grabbed keys are held
/// down, it takes every window for one without the focus.
pub(crate) fn has_focus(window: &WebviewWindow, title: &str) -> bool {
    let Some(desktop) = desktop() else {
        return window.is_focused().unwrap_or_default();
    };
    let active = desktop.focused().and_then(|active| match active {
        Some(active) => Ok(desktop.title(active)? == title.as_bytes()),
        None => Ok(false),
    });
    log("say whether the menu has the focus", active).unwrap_or_default()
}

/// Also where the window manager would do so by itself: some give the focus to whoever is on top.
pub(crate) fn give_back(_app: &AppHandle, previous: Option<Previous>) {
    let (Some(desktop), Some(Previous(window))) = (desktop(), previous) else {
        return;
    };
    let done = desktop.time().and_then(|time| desktop.activate(window, time));
    log("give the focus back", done);
}

/// Has the menu follow when screens come and go.
pub(crate) fn prepare(window: &WebviewWindow) {
    let (Ok(gtk_window), app) = (window.gtk_window(), window.app_handle().clone()) else {
        return;
    };
    // Mapping begins with the window there already.
    gtk_window.realize();
    if let Some(screen) = GtkWindowExt::screen(&gtk_window) {
        screen.connect_monitors_changed(move |_| place_anew(&app));
    }
}

/// Has the page painted once, where nobody sees it and no window manager hears of it: the first painting takes ten times
/// as long as the later ones. Where windows can't be put anywhere (Wayland), nothing happens.
pub(crate) fn begin_painting_unseen(window: &WebviewWindow) -> tauri::Result<()> {
    let gtk_window = window.gtk_window()?;
    let is_x11 = gtk_window.display().backend().is_x11();
    if is_x11 && !gtk_window.is_visible() {
        set_unmanaged(&gtk_window, true);
        gtk_window.move_(FAR_AWAY, FAR_AWAY);
        gtk_window.show_all();
    }
    Ok(())
}

/// The window is as it was made. One that has been shown meanwhile stays.
pub(crate) fn end_painting_unseen(window: &WebviewWindow) -> tauri::Result<()> {
    come_back(&window.gtk_window()?);
    Ok(())
}

fn come_back(gtk_window: &gtk::ApplicationWindow) {
    if PAINTS_UNSEEN.load(Ordering::Relaxed) {
        gtk_window.hide();
        set_unmanaged(gtk_window, false);
    }
}

fn set_unmanaged(gtk_window: &gtk::ApplicationWindow, unmanaged: bool) {
    if let Some(window) = gtk_window.window() {
        window.set_override_redirect(unmanaged);
        PAINTS_UNSEEN.store(unmanaged, Ordering::Relaxed);
    }
}

/// On the main thread: nothing of it waits for a turn of the event loop.
pub(crate) fn present(
    window: &WebviewWindow,
    press: Option<Press>,
    place: fn(Area, f64) -> (i32, i32),
) -> tauri::Result<()> {
    let gtk_window = window.gtk_window()?;
    come_back(&gtk_window);
    put(&gtk_window, place);
    let time = press
        .map(|press| press.time)
        .or_else(|| log("tell the time", desktop()?.time()))
        .unwrap_or_default();
    gtk_window.show_all();
    gtk_window.present_with_time(time);
    Ok(())
}

pub(crate) fn move_to(window: &WebviewWindow, place: fn(Area, f64) -> (i32, i32)) -> tauri::Result<()> {
    let gtk_window = window.gtk_window()?;
    if gtk_window.is_visible() && !PAINTS_UNSEEN.load(Ordering::Relaxed) {
        put(&gtk_window, place);
    }
    Ok(())
}

/// GTK counts in logical pixels everywhere.
fn put(gtk_window: &gtk::ApplicationWindow, place: fn(Area, f64) -> (i32, i32)) {
    let Some(area) = Display::default().and_then(|display| free_area_at_pointer(&display)) else {
        return;
    };
    let (x, y) = place(area, 1.0);
    gtk_window.move_(x, y);
}

fn free_area_at_pointer(display: &Display) -> Option<Area> {
    let (_, x, y) = display.default_seat()?.pointer()?.position();
    let free = display.monitor_at_point(x, y)?.workarea();
    Some(Area {
        x: free.x(),
        y: free.y(),
        width: free.width(),
        height: free.height(),
    })
}

pub(crate) fn demand_focus(window: &WebviewWindow) -> tauri::Result<()> {
    let gtk_window = window.gtk_window()?;
    if let Some(time) = desktop().and_then(|desktop| log("tell the time", desktop.time())) {
        gtk_window.present_with_time(time);
    } else {
        gtk_window.present();
    }
    Ok(())
}

pub(crate) fn hide(window: &WebviewWindow) -> tauri::Result<()> {
    window.gtk_window()?.hide();
    Ok(())
}
