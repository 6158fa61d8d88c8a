//! What a second start asks of the running app. Any program of the session can ask: nothing in it is trusted.

use clap::Parser;
use tauri::AppHandle;
use tauri::async_runtime::spawn;
use tokio::sync::watch;

use crate::arguments::Arguments;
use crate::{destination, quick_menu, window};

/// Does what another start was started for, once this one has started itself; should it fail to, nothing.
pub(crate) fn heed_once_started(app: &AppHandle, arguments: Vec<String>, mut started: watch::Receiver<bool>) {
    let app = app.clone();
    spawn(async move {
        if started.wait_for(|has_started| *has_started).await.is_ok() {
            heed(&app, &arguments);
        }
    });
}

/// What can't be understood only brings the window forward.
fn heed(app: &AppHandle, arguments: &[String]) {
    match Arguments::try_parse_from(arguments) {
        Ok(asked) if asked.quick_menu => quick_menu::show(app),
        Ok(Arguments { link: Some(link), .. }) => destination::open_link(app, &link),
        Ok(asked) if asked.hidden => {}
        _ => window::bring_forward(app),
    }
}
