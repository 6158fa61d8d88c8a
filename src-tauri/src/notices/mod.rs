//! Notices on the desktop before keys end, and what is done in them.
//!
//! What is due, and that each is told once, is worked out in `device`; here it is shown, and looked at again when the
//! next is due, when keys or settings change, and soon after the clock was set or the computer has slept.

mod moment;
mod quiet;
mod words;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use device::{Changed, Device, DeviceError, DueNotice, NoticeSettings};
use jiff::{SignedDuration, Timestamp};
use notify_rust::{Notification, NotificationHandle, NotificationResponse};
use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri::async_runtime::spawn;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::sleep;

use crate::commands::blocking;
use crate::destination::{self, Destination};
use crate::error::{CommandError, ErrorCode};
use crate::recipe_link;
use words::Words;

/// How soon it is tried again to show what could not be shown.
const RETRY: SignedDuration = SignedDuration::from_secs(60);

/// How long it may be until the next look: an end comes into the last month as time goes by.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// How long changes are gathered: many keys may come and go at once.
const TOGETHER: Duration = Duration::from_secs(1);

const OPEN: &str = "default";
const ROTATE: &str = "rotate";
const SNOOZE: &str = "snooze";

/// Whether it was logged that there is nobody to show notices: once is enough.
static SAID_UNAVAILABLE: AtomicBool = AtomicBool::new(false);

/// What there is to set about notices, and whether the system shows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NoticesView {
    /// What a person chose.
    pub settings: NoticeSettings,
    /// Whether there is somebody to show them.
    pub available: bool,
    /// Whether they wait, because the system says that nobody wants to be disturbed.
    pub quiet: bool,
}

/// Tells of ends from now on.
pub(crate) fn start(app: AppHandle, device: Device) {
    spawn(async move {
        let mut news = device.subscribe();
        loop {
            let next = look_away_from_the_page(&app, &device).await;
            tokio::select! {
                () = moment::come(next) => {}
                () = change(&mut news) => sleep(TOGETHER).await,
            }
        }
    });
}

/// What there is to set; asks the desktop, and so may take a moment.
pub(crate) fn view(device: &Device) -> Result<NoticesView, DeviceError> {
    Ok(NoticesView {
        settings: device.notice_settings()?,
        available: is_available(),
        quiet: quiet::is_asked_for(),
    })
}

/// Shows what a notice looks like.
pub(crate) fn show_example(device: &Device) -> Result<(), CommandError> {
    let example = words::example(device.notice_settings()?.names);
    let shown = notification(&example, &[]).show();
    shown.map(drop).map_err(|error| {
        tracing::warn!(%error, "the example of a notice could not be shown");
        CommandError::new(
            ErrorCode::NoticesUnavailable,
            "This desktop shows no notices now. The dashboard says the same under “Needs a look”.",
        )
    })
}

async fn look_away_from_the_page(app: &AppHandle, device: &Device) -> Timestamp {
    let (app, device) = (app.clone(), device.clone());
    let looked = blocking(move || look(&app, &device)).await;
    looked.unwrap_or_else(|_| after(RETRY))
}

/// Shows what is due, and answers when to look again.
fn look(app: &AppHandle, device: &Device) -> Result<Timestamp, DeviceError> {
    let due = device.due_notices(Timestamp::now())?;
    if !due.is_empty() && !tell(app, device, due)? {
        return Ok(after(RETRY));
    }
    let next = device.next_notice(Timestamp::now())?;
    let latest = after(LONGEST_PAUSE);
    Ok(next.map_or(latest, |moment| moment.min(latest)))
}

fn after(pause: SignedDuration) -> Timestamp {
    Timestamp::now().saturating_add(pause).unwrap_or(Timestamp::MAX)
}

/// Whether it was told. What was not, stays due.
fn tell(app: &AppHandle, device: &Device, due: Vec<DueNotice>) -> Result<bool, DeviceError> {
    if quiet::is_asked_for() {
        return Ok(false);
    }
    let now = Timestamp::now();
    let Some(words) = words::of(&due, device.notice_settings()?.names, now) else {
        return Ok(true);
    };
    match notification(&words, &actions(&due, now)).show() {
        Ok(handle) => {
            device.notices_told(&due, now)?;
            wait_for_an_answer(app.clone(), device.clone(), due, handle);
            Ok(true)
        }
        Err(error) => {
            if !SAID_UNAVAILABLE.swap(true, Ordering::Relaxed) {
                tracing::warn!(%error, "nobody shows notices here; it is tried again every minute");
            }
            Ok(false)
        }
    }
}

/// One key can be rotated from its notice, many only from the list. An end that has come can't be put off.
fn actions(due: &[DueNotice], now: Timestamp) -> Vec<(&'static str, &'static str)> {
    let mut actions = vec![(
        OPEN,
        if due.len() == 1 {
            "Show the key"
        } else {
            "Show the keys"
        },
    )];
    if due.len() == 1 {
        actions.push((ROTATE, "Rotate…"));
    }
    if due.iter().any(|notice| notice.expires > now) {
        actions.push((SNOOZE, "Snooze"));
    }
    actions
}

fn notification(words: &Words, actions: &[(&str, &str)]) -> Notification {
    let mut notification = Notification::new();
    notification
        .appname("Studio Keys")
        .summary(&words.summary)
        .body(&words.body);
    #[cfg(target_os = "linux")]
    notification
        .icon("studio-keys")
        .hint(notify_rust::Hint::DesktopEntry("studio-keys".to_owned()));
    #[cfg(windows)]
    notification.app_id("design.studiokeys.desktop");
    for (name, label) in actions {
        notification.action(name, label);
    }
    notification
}

/// The library waits on a thread of its own for each notice; there are few, and each ends with its notice.
fn wait_for_an_answer(app: AppHandle, device: Device, due: Vec<DueNotice>, handle: NotificationHandle) {
    let waiting = move || {
        let heeded = handle.wait_for_response(move |response: &NotificationResponse| {
            if let Err(error) = heed(&app, &device, &due, response) {
                tracing::warn!(%error, "what was chosen in a notice could not be done");
            }
        });
        if let Err(error) = heeded {
            tracing::warn!(%error, "what was chosen in a notice can't be heard");
        }
    };
    let started = std::thread::Builder::new()
        .name("notice".to_owned())
        .spawn(waiting);
    if let Err(error) = started {
        tracing::warn!(%error, "no thread to hear what is chosen in a notice");
    }
}

fn heed(
    app: &AppHandle,
    device: &Device,
    due: &[DueNotice],
    response: &NotificationResponse,
) -> Result<(), DeviceError> {
    let only = match due {
        [only] => Some(only.key_id.clone()),
        _ => None,
    };
    match (response, only) {
        (NotificationResponse::Default, Some(id)) => destination::go(app, Destination::Key { id }),
        (NotificationResponse::Default, None) => destination::go(app, Destination::ApiKeys),
        (NotificationResponse::Action(action), Some(id)) if action == ROTATE => {
            let recipe = recipe_link::to_replace(&device.key(&id, Timestamp::now())?);
            destination::go(app, Destination::NewKey { recipe: Some(recipe) });
        }
        (NotificationResponse::Action(action), _) if action == SNOOZE => {
            device.snooze_notices(due, Timestamp::now())?;
        }
        _ => {}
    }
    Ok(())
}

/// Returns with the next change that may matter here.
async fn change(news: &mut Receiver<Changed>) {
    loop {
        match news.recv().await {
            Ok(Changed::Keys | Changed::Settings | Changed::Account) | Err(RecvError::Lagged(_)) => return,
            Ok(_) => {}
            // The app is ending.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

#[cfg(target_os = "linux")]
fn is_available() -> bool {
    notify_rust::get_server_information().is_ok()
}

#[cfg(not(target_os = "linux"))]
fn is_available() -> bool {
    true
}
