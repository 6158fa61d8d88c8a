//! The menu's window. Opaque and square: see-through windows fail in too many ways on too many graphics cards.

use std::time::Duration;

use device::view::ThemeChoice;
use tauri::async_runtime::spawn;
use tauri::webview::{NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};
use tokio::time::sleep;

use super::placement::{Area, corner};
use super::surroundings;
use crate::shortcut::Press;
use crate::window::{self as main_window, log_failure};

/// The window's label, which `capabilities/quick-menu.json` names.
pub(crate) const LABEL: &str = "quick-menu";

/// What the window is called, also for whoever asks the desktop which one is used.
const TITLE: &str = "Studio Keys quick menu";

/// In logical pixels.
const WIDTH: i32 = 640;
const HEIGHT: i32 = 484;

/// From the loaded page to one that lists something.
const LOADED_TO_FILLED: Duration = Duration::from_millis(300);
/// How long the page may take to be painted unseen.
const PAINTING: Duration = Duration::from_millis(500);

/// Makes the window and loads its page, unseen.
pub(super) fn open(app: &AppHandle, theme: ThemeChoice) -> tauri::Result<()> {
    let mut builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::App("quick-menu.html".into()))
        .title(TITLE)
        .inner_size(f64::from(WIDTH), f64::from(HEIGHT))
        .visible(false)
        .focused(false)
        .resizable(false)
        .maximizable(false)
        .minimizable(false)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible_on_all_workspaces(true)
        .theme(main_window::fixed(theme))
        .background_color(main_window::background(theme))
        .devtools(false)
        .background_throttling(tauri::utils::config::BackgroundThrottlingPolicy::Disabled)
        .on_navigation(main_window::is_own_page)
        .on_page_load(|window, loading| {
            if loading.event() == PageLoadEvent::Finished {
                spawn(paint_unseen(window.app_handle().clone()));
            }
        })
        .on_new_window(|_url, _features| NewWindowResponse::Deny);
    if let Some(folder) = app.try_state::<main_window::WebEngineFolder>() {
        builder = builder.data_directory(folder.path());
    }
    let window = builder.build()?;
    main_window::paint_background(&window, theme);
    surroundings::prepare(&window);
    Ok(())
}

/// So that the first press finds a page that has been painted.
async fn paint_unseen(app: AppHandle) {
    sleep(LOADED_TO_FILLED).await;
    on_main_thread(&app, |window| {
        log_failure(
            "begin to paint unseen",
            surroundings::begin_painting_unseen(window),
        );
    });
    sleep(PAINTING).await;
    on_main_thread(&app, |window| {
        log_failure("end to paint unseen", surroundings::end_painting_unseen(window));
    });
}

/// Whether it has been made.
pub(super) fn is_there(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL).is_some()
}

/// Gives the window another theme.
pub(crate) fn set_theme(app: &AppHandle, theme: ThemeChoice) {
    if let Some(window) = app.get_webview_window(LABEL) {
        log_failure("set the theme", window.set_theme(main_window::fixed(theme)));
        main_window::paint_background(&window, theme);
    }
}

/// Places the window, shows it and asks for the focus, as one step on the main thread.
pub(super) fn present(app: &AppHandle, press: Option<Press>) {
    on_main_thread(app, move |window| {
        log_failure("come up", surroundings::present(window, press, place));
    });
}

/// Puts the window onto the screen that the pointer is on, if it is up: a screen came or went.
pub(super) fn place_anew(app: &AppHandle) {
    on_main_thread(app, |window| {
        log_failure("move", surroundings::move_to(window, place));
    });
}

fn place(screen: Area, scale: f64) -> (i32, i32) {
    #[expect(clippy::cast_possible_truncation, reason = "a few hundred pixels")]
    let scaled = |length: i32| (f64::from(length) * scale).round() as i32;
    corner(screen, scaled(WIDTH), scaled(HEIGHT))
}

/// Asks the window manager for the focus with all emphasis.
pub(super) fn demand_focus(app: &AppHandle) {
    on_main_thread(app, |window| {
        log_failure("take the focus", surroundings::demand_focus(window));
    });
}

pub(super) fn hide(app: &AppHandle) {
    on_main_thread(app, |window| {
        log_failure("hide", surroundings::hide(window));
    });
}

/// Whether what is typed goes to the menu.
pub(super) fn has_focus(app: &AppHandle) -> bool {
    app.get_webview_window(LABEL)
        .is_some_and(|window| surroundings::has_focus(&window, TITLE))
}

fn on_main_thread(app: &AppHandle, work: impl FnOnce(&WebviewWindow) + Send + 'static) {
    let Some(window) = app.get_webview_window(LABEL) else {
        tracing::warn!("the quick menu is not there yet");
        return;
    };
    let asked = app.run_on_main_thread(move || work(&window));
    log_failure("be reached", asked);
}
