//! The main window: made in Rust, so that nothing about it can be changed from the page.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use device::view::ThemeChoice;
use tauri::async_runtime::spawn_blocking;
use tauri::utils::config::Color;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use tokio::sync::watch;

use crate::data_folder::DataFolder;
use crate::shortcut::Shortcut;
use crate::state::AppState;

/// The main window's label, which `capabilities/main.json` names.
pub(crate) const MAIN: &str = "main";

const LIGHT: Color = Color(0xf5, 0xf3, 0xee, 0xff);
const DARK: Color = Color(0x16, 0x15, 0x0f, 0xff);

/// Where the web engine keeps what it must: one folder for all windows, since it makes one engine for each.
pub(crate) struct WebEngineFolder(PathBuf);

impl WebEngineFolder {
    /// Its path.
    pub(crate) fn path(&self) -> PathBuf {
        self.0.clone()
    }
}

/// What the main window is made with, whenever it is asked for.
struct MainWindow {
    page_loaded: watch::Sender<bool>,
    /// Held while it is being made: it is asked for from several threads.
    making: Mutex<()>,
}

/// Gets everything ready that windows need. Says when the page of the main one has been loaded.
pub(crate) fn prepare(
    app: &AppHandle,
    folder: &DataFolder,
    page_loaded: watch::Sender<bool>,
) -> tauri::Result<()> {
    app.manage(WebEngineFolder(web_engine_folder(app, folder)?));
    app.manage(MainWindow {
        page_loaded,
        making: Mutex::default(),
    });
    Ok(())
}

/// Opens the main window. It is there at once, in the page's own background, while the page loads: hidden until then,
/// it would be mapped and painted for the first time only afterwards. Does nothing when it is there.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let main = app.state::<MainWindow>();
    let _making = main.making.lock().unwrap_or_else(PoisonError::into_inner);
    if app.get_webview_window(MAIN).is_some() {
        return Ok(());
    }
    let theme = app.state::<AppState>().theme();
    let page_loaded = main.page_loaded.clone();
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Studio Keys")
        .inner_size(1120.0, 720.0)
        .min_inner_size(860.0, 600.0)
        .theme(fixed(theme))
        .background_color(background(theme))
        .devtools(false)
        .zoom_hotkeys_enabled(true)
        .data_directory(app.state::<WebEngineFolder>().path())
        .on_navigation(is_own_page)
        .on_page_load(move |window, load| match load.event() {
            // A page that is loaded anew has forgotten that it recorded.
            PageLoadEvent::Started => window.state::<Shortcut>().record(false),
            PageLoadEvent::Finished => drop(page_loaded.send_replace(true)),
        })
        .on_new_window(|_url, _features| NewWindowResponse::Deny)
        .build()?;
    paint_background(&window, theme);
    Ok(())
}

/// Where the web engine keeps what it must. It won't start without a folder that it can write to, and the window must
/// come up all the same, to say what is wrong: then it is a passing one.
fn web_engine_folder(app: &AppHandle, folder: &DataFolder) -> tauri::Result<PathBuf> {
    let usual = folder.web_engine();
    if tempfile::tempfile_in(&usual).is_ok() {
        return Ok(usual);
    }
    let passing = tempfile::Builder::new().prefix("studio-keys-").tempdir()?;
    let path = passing.path().to_owned();
    // Removed with the app.
    app.manage(passing);
    Ok(path)
}

/// Gives the window another theme.
pub(crate) fn set_theme(app: &AppHandle, theme: ThemeChoice) {
    if let Some(window) = app.get_webview_window(MAIN) {
        log_failure("set the theme", window.set_theme(fixed(theme)));
        paint_background(&window, theme);
    }
}

/// Brings the window before all others, making it when there is none yet.
pub(crate) fn bring_forward(app: &AppHandle) {
    let app = app.clone();
    // Away from the main thread, which has to show it before it can have the focus.
    spawn_blocking(move || {
        log_failure("open", open(&app));
        if let Some(window) = app.get_webview_window(MAIN) {
            log_failure("unminimize", window.unminimize());
            log_failure("show", window.show());
            log_failure("focus", window.set_focus());
        }
    });
}

/// Takes the window away; what is open in it stays.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(MAIN) {
        log_failure("hide", window.hide());
    }
}

/// What is seen before anything is known of the system’s theme.
pub(crate) fn background(theme: ThemeChoice) -> Color {
    if theme == ThemeChoice::Dark { DARK } else { LIGHT }
}

/// What is seen where the page has not painted yet.
pub(crate) fn paint_background(window: &WebviewWindow, theme: ThemeChoice) {
    let dark = match theme {
        ThemeChoice::System => matches!(window.theme(), Ok(Theme::Dark)),
        ThemeChoice::Light => false,
        ThemeChoice::Dark => true,
    };
    log_failure(
        "paint the background",
        window.set_background_color(Some(if dark { DARK } else { LIGHT })),
    );
}

/// The theme that a window is given; none is the system’s.
pub(crate) fn fixed(theme: ThemeChoice) -> Option<Theme> {
    match theme {
        ThemeChoice::System => None,
        ThemeChoice::Light => Some(Theme::Light),
        ThemeChoice::Dark => Some(Theme::Dark),
    }
}

/// The page in this program, and no other: a link to anywhere else leads nowhere.
pub(crate) fn is_own_page(url: &Url) -> bool {
    let (scheme, host) = if cfg!(windows) {
        ("http", "tauri.localhost")
    } else {
        ("tauri", "localhost")
    };
    url.scheme() == scheme && url.host_str() == Some(host)
}

/// A window that would not do what it was told is no reason to stop.
pub(crate) fn log_failure(what: &str, result: tauri::Result<()>) {
    if let Err(error) = result {
        tracing::warn!(%error, what, "the window would not");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(not(windows))]
    #[test]
    fn only_the_apps_own_page_can_be_navigated_to() {
        for own in ["tauri://localhost", "tauri://localhost/index.html#/keys"] {
            assert!(is_own_page(&own.parse().unwrap()), "{own}");
        }
        for other in [
            "https://example.com",
            "http://tauri.localhost",
            "http://localhost",
            "http://127.0.0.1:4210/graphql",
            "tauri://example.com",
            "data:text/html,x",
            "file:///etc/passwd",
            "about:blank",
            "javascript:alert(1)",
        ] {
            assert!(!is_own_page(&other.parse().unwrap()), "{other}");
        }
    }
}
