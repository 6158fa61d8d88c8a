//! macOS and Windows.

use tauri::{AppHandle, Manager, PhysicalPosition, WebviewWindow};

use super::super::placement::Area;
use super::super::window::{LABEL, place_anew};
use crate::shortcut::Press;
use crate::window::{self as main_window, log_failure};

/// The system itself knows who had the focus before.
#[derive(Debug)]
pub(crate) struct Previous;

pub(crate) fn previous() -> Option<Previous> {
    None
}

/// Has the menu follow when screens come and go.
pub(crate) fn prepare(window: &WebviewWindow) {
    let app = window.app_handle().clone();
    window.on_window_event(move |event| {
        if matches!(event, tauri::WindowEvent::ScaleFactorChanged { .. }) {
            place_anew(&app);
        }
    });
}

/// Not needed on these systems, as far as is known.
pub(crate) fn begin_painting_unseen(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

pub(crate) fn end_painting_unseen(_window: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

pub(crate) fn present(
    window: &WebviewWindow,
    _press: Option<Press>,
    place: fn(Area, f64) -> (i32, i32),
) -> tauri::Result<()> {
    put(window, place)?;
    window.show()?;
    window.set_focus()
}

pub(crate) fn move_to(window: &WebviewWindow, place: fn(Area, f64) -> (i32, i32)) -> tauri::Result<()> {
    if window.is_visible()? {
        put(window, place)?;
    }
    Ok(())
}

fn put(window: &WebviewWindow, place: fn(Area, f64) -> (i32, i32)) -> tauri::Result<()> {
    let pointer = window.cursor_position()?;
    let there = window.monitor_from_point(pointer.x, pointer.y)?;
    let Some(monitor) = there.or(window.primary_monitor()?) else {
        return Ok(());
    };
    let free = monitor.work_area();
    let length = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let area = Area {
        x: free.position.x,
        y: free.position.y,
        width: length(free.size.width),
        height: length(free.size.height),
    };
    let (x, y) = place(area, monitor.scale_factor());
    window.set_position(PhysicalPosition::new(x, y))
}

pub(crate) fn has_focus(window: &WebviewWindow, _title: &str) -> bool {
    window.is_focused().unwrap_or_default()
}

pub(crate) fn demand_focus(window: &WebviewWindow) -> tauri::Result<()> {
    window.set_focus()
}

pub(crate) fn hide(window: &WebviewWindow) -> tauri::Result<()> {
    window.hide()
}

/// Windows goes back to the window before. macOS does so only when the whole app is hidden, which is right as long as
/// there is no other window of ours to be seen.
pub(crate) fn give_back(app: &AppHandle, _previous: Option<Previous>) {
    #[cfg(target_os = "macos")]
    {
        let others = app.webview_windows();
        let is_seen =
            |window: &WebviewWindow| window.label() != LABEL && window.is_visible().unwrap_or_default();
        if !others.values().any(is_seen) {
            log_failure("give the focus back", app.hide());
        }
    }
    #[cfg(not(target_os = "macos"))]
    let _ = (app, LABEL, main_window::MAIN, log_failure);
}
