//! The smallest Tauri window there is: one empty page with a background colour.
//!
//! `cargo xtask bench` starts it beside the app, to tell what the app adds to what every such window costs. With
//! `--shortcut` a second such window waits unseen, and Ctrl+Shift+J shows and hides it through the plugin for global
//! shortcuts: what a quick menu takes at least when nothing is done about it.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::thread;

use tauri::{App, AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};
use tauri_plugin_global_shortcut::{Builder, ShortcutState};

const SECOND: &str = "second";
const KEYS: &str = "Ctrl+Shift+KeyJ";

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), tauri::Error> {
    let with_shortcut = std::env::args().any(|word| word == "--shortcut");
    let prepare = move |app: &mut App| if with_shortcut { wait_for_keys(app) } else { Ok(()) };
    tauri::Builder::default()
        .setup(prepare)
        .run(tauri::generate_context!())
}

fn wait_for_keys(app: &mut App) -> Result<(), Failure> {
    WebviewWindowBuilder::new(app, SECOND, WebviewUrl::default())
        .title("Control menu")
        .inner_size(640.0, 484.0)
        .decorations(false)
        .always_on_top(true)
        .skip_taskbar(true)
        .visible(false)
        .build()?;
    let keys = Builder::new()
        .with_shortcut(KEYS)?
        .with_handler(|app, _keys, event| {
            if event.state() == ShortcutState::Pressed {
                show_or_hide(app.clone());
            }
        });
    app.handle().plugin(keys.build())?;
    Ok(())
}

/// From another thread than the main one, on which X11 would not give it the focus.
fn show_or_hide(app: AppHandle) {
    thread::spawn(move || -> tauri::Result<()> {
        let Some(window) = app.get_webview_window(SECOND) else {
            return Ok(());
        };
        if window.is_visible()? {
            return window.hide();
        }
        window.show()?;
        window.set_focus()
    });
}
