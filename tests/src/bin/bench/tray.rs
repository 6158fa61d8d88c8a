//! From choosing a kept key in the tray's menu, the vault open, to that key on the clipboard.

use crate::{RUNS, pause};
use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::tray_host::TrayHost;
use end_to_end::vault_owner;
use figures::Limit::AtMost;
use figures::{Figure, median};
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::ConnectionExt;
use x11rb::rust_connection::RustConnection;

const NAME: &str = "Kept";
const LONGEST: Duration = Duration::from_secs(5);

/// The one figure.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let desk = Arc::new(Desk::set_up("bench-tray")?);
    let host = TrayHost::comes_up(&desk.display).await?;
    let designer = Designer::settles_in(&desk).await?;
    let key = vault_owner::keeps_a_key(&designer, NAME).await?;
    host.reads(NAME).await?;
    let (connection, _) = desk.display.connect()?;
    let mut times = Vec::new();
    for run in 0..=RUNS {
        designer.page().invokes("clear_clipboard", json!({})).await?;
        until(&connection, false).await?;
        pause().await;
        let begun = Instant::now();
        host.chooses(NAME).await?;
        until(&connection, true).await?;
        let time = begun.elapsed().as_secs_f64() * 1_000.0;
        ensure_equal(&desk.display.clipboard()?, &key.secret, "the clipboard")?;
        if run > 0 {
            times.push(time);
        }
    }
    let time = median(times);
    Ok(vec![Figure {
        what: "a kept key from the tray to the clipboard",
        ours: format!("{time:.1} ms"),
        beside: "no window is needed".into(),
        value: time,
        limit: Some(AtMost(20.0)),
        unit: "ms",
    }])
}

/// Waits until the clipboard is somebody's, or nobody's.
async fn until(connection: &RustConnection, somebodys: bool) -> Outcome {
    let clipboard = connection.intern_atom(false, b"CLIPBOARD")?.reply()?.atom;
    let begun = Instant::now();
    while (connection.get_selection_owner(clipboard)?.reply()?.owner != 0) != somebodys {
        ensure(begun.elapsed() < LONGEST, "the clipboard stayed as it was")?;
        tokio::time::sleep(Duration::from_micros(300)).await;
    }
    Ok(())
}
