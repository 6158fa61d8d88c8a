//! What a second start asks of the running app. Any program of the session can ask: nothing in it is trusted.

use clap::Parser;
use tauri::AppHandle;

use crate::arguments::Arguments;
use crate::{destination, quick_menu, window};

/// Does what another start was started for; what can't be understood only brings the window forward.
pub(crate) fn heed(app: &AppHandle, arguments: &[String]) {
    match Arguments::try_parse_from(arguments) {
        Ok(asked) if asked.quick_menu => quick_menu::show(app),
        Ok(Arguments { link: Some(link), .. }) => destination::open_link(app, &link),
        Ok(asked) if asked.hidden => {}
        _ => window::bring_forward(app),
    }
}
