//! X11: the screen saver extension (MIT-SCREEN-SAVER 1.0) counts the time since the last key or movement.

use std::time::Duration;

use x11rb::connection::Connection;
use x11rb::errors::{ConnectError, ReplyError};
use x11rb::protocol::screensaver::ConnectionExt;

/// Why the display does not tell.
#[derive(Debug, thiserror::Error)]
pub(super) enum DisplayError {
    #[error("no connection to the display: {0}")]
    Connect(#[from] ConnectError),
    #[error("the display does not tell how long nobody has used it: {0}")]
    Answer(#[from] ReplyError),
    #[error("the display has no screen")]
    NoScreen,
}

/// How long nobody has used the keyboard or the mouse. Waits for the display, over a connection for this alone.
pub(super) fn idle_time() -> Result<Duration, DisplayError> {
    let (connection, screen) = x11rb::connect(None)?;
    let roots = &connection.setup().roots;
    let root = roots.get(screen).ok_or(DisplayError::NoScreen)?.root;
    let asked = connection
        .screensaver_query_info(root)
        .map_err(ReplyError::from)?;
    Ok(Duration::from_millis(asked.reply()?.ms_since_user_input.into()))
}
