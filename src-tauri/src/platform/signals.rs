//! The signals with which Unix asks a process to end.

use tokio::signal::unix::{SignalKind, signal};

pub(super) fn quit_on_signals(app: &tauri::AppHandle) {
    for kind in [
        SignalKind::terminate(),
        SignalKind::interrupt(),
        SignalKind::hangup(),
    ] {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut arrivals) => {
                    arrivals.recv().await;
                    app.exit(0);
                }
                Err(error) => tracing::warn!(%error, "a signal can’t be listened to"),
            }
        });
    }
}
