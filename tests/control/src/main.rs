//! The smallest Tauri window there is: one empty page with a background colour.
//!
//! `cargo xtask bench` starts it beside the app, to tell what the app adds to what every such window costs.
#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() -> Result<(), tauri::Error> {
    tauri::Builder::default().run(tauri::generate_context!())
}
