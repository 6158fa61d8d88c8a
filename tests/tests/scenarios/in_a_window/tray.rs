//! The tray, driven over D-Bus; closing and hiding the window; starting without one.

use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Failure, Outcome, ensure, ensure_equal};
use end_to_end::process;
use end_to_end::scenario::scenario;
use end_to_end::stepper::Answers;
use end_to_end::tray_host::TrayHost;
use end_to_end::vault_owner;
use serde_json::json;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn a_tray_that_comes_late_or_restarts_shows_the_app() -> Outcome {
    scenario("tray-late", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        for _ in 0..2 {
            let host = TrayHost::comes_up(&desk.display).await?;
            host.sees_the_app().await?;
            ensure_equal(&host.title().await?.as_str(), &"Studio Keys", "the icon's title")?;
            ensure_equal(
                &host.texts().await?,
                &[
                    "Create API Key…",
                    "Quick Menu",
                    "Open Studio Keys",
                    "Quit Studio Keys",
                ]
                .map(str::to_owned)
                .to_vec(),
                "the menu before any key is kept",
            )?;
            host.goes().await?;
        }
        let host = TrayHost::comes_up(&desk.display).await?;
        host.sees_the_app().await?;
        host.chooses("Create API Key…").await?;
        designer.page().sees("stepper").await?;
        Ok(())
    })
    .await
}

#[tokio::test]
async fn closing_without_a_tray_quits() -> Outcome {
    scenario("closing-no-tray", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        desk.display.closes_the_app()?;
        ends(designer.window.process()).await
    })
    .await
}

#[tokio::test]
async fn closing_with_a_tray_asks_once_and_then_hides() -> Outcome {
    scenario("closing-tray", async |desk| {
        let host = TrayHost::comes_up(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        host.sees_the_app().await?;
        desk.display.closes_the_app()?;
        designer.page().sees("closing-dialog").await?;
        designer.page().clicks("closing-keep").await?;
        hides(&desk).await?;
        host.chooses("Open Studio Keys").await?;
        shows(&desk).await?;
        // A hidden page draws nothing: the dialog may have gone only now.
        designer.page().loses("closing-dialog").await?;
        desk.display.closes_the_app()?;
        hides(&desk).await?;
        ensure(
            !designer.page().has("closing-dialog").await?,
            "it was asked a second time",
        )?;
        desk.starts_the_app_again(&[])?;
        shows(&desk).await?;
        host.goes().await?;
        desk.display.closes_the_app()?;
        ends(designer.window.process()).await
    })
    .await
}

#[tokio::test]
async fn the_answer_to_closing_can_be_quit_and_is_kept() -> Outcome {
    scenario("closing-quit", async |desk| {
        let host = TrayHost::comes_up(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        host.sees_the_app().await?;
        desk.display.closes_the_app()?;
        designer.page().clicks("closing-quit").await?;
        ends(designer.window.process()).await?;
        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        host.sees_the_app().await?;
        desk.display.closes_the_app()?;
        ends(window.process()).await
    })
    .await
}

#[tokio::test]
async fn a_key_that_nobody_saved_holds_the_trays_quit_back() -> Outcome {
    scenario("tray-unsaved", async |desk| {
        let host = TrayHost::comes_up(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        host.sees_the_app().await?;
        designer
            .creates_a_key(Answers::for_the_command_line("Not saved yet"))
            .await?;
        host.chooses("Quit Studio Keys").await?;
        designer.page().sees("leave-dialog").await?;
        designer.page().clicks("leave-cancel").await?;
        designer.page().loses("leave-dialog").await?;
        designer.page().sees("reveal").await?;
        host.chooses("Quit Studio Keys").await?;
        designer.page().clicks("leave-confirm").await?;
        ends(designer.window.process()).await
    })
    .await
}

#[tokio::test]
async fn a_hidden_start_has_no_window_until_it_is_asked_for() -> Outcome {
    scenario("hidden-start", async |desk| {
        Designer::settles_in(&desk).await?.window.close().await?;
        let host = TrayHost::comes_up(&desk.display).await?;
        let mut app = desk.starts_the_app(&["--hidden"])?;
        host.sees_the_app().await?;
        // As long as the page of a window would have taken.
        tokio::time::sleep(Duration::from_secs(2)).await;
        ensure(
            desk.display.window_of_the_app().is_none(),
            "a hidden start showed a window",
        )?;
        host.chooses("Open Studio Keys").await?;
        shows(&desk).await?;
        host.chooses("Quit Studio Keys").await?;
        let status = app.ends_within(PATIENCE)?;
        ensure(
            status.is_some_and(|status| status.code() == Some(0)),
            format!("it ended with {status:?}"),
        )
    })
    .await
}

#[tokio::test]
async fn a_hidden_start_without_a_tray_comes_forward_by_a_second_start_of_any_version() -> Outcome {
    scenario("hidden-no-tray", async |desk| {
        Designer::settles_in(&desk).await?.window.close().await?;
        let mut app = desk.starts_the_app(&["--hidden"])?;
        let begun = Instant::now();
        while !desk.data().join("device.sqlite3-wal").exists() && begun.elapsed() < PATIENCE {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        ensure(
            desk.display.window_of_the_app().is_none(),
            "a hidden start showed a window",
        )?;
        // What a later version might ask for.
        let bus = zbus::connection::Builder::address(desk.display.bus())?
            .build()
            .await?;
        let name = first_start(&bus).await?;
        let path = format!("/{}", name.replace('.', "/").replace('-', "_"));
        let arguments = (vec!["studio-keys", "--from-the-future", "x\u{202e}"], "/");
        bus.call_method(
            Some(name.as_str()),
            path.as_str(),
            Some("org.SingleInstance.DBus"),
            "ExecuteCallback",
            &arguments,
        )
        .await?;
        shows(&desk).await?;
        ensure(app.ends_within(Duration::ZERO)?.is_none(), "it ended")
    })
    .await
}

#[tokio::test]
async fn a_copied_key_counts_down_in_the_tray_and_is_cleared_unless_something_else_was_copied() -> Outcome {
    scenario("tray-clipboard", async |desk| {
        let host = TrayHost::comes_up(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        let time = json!({ "time": "tenSeconds" });
        designer.page().invokes("set_clear_after", time).await?;
        designer
            .creates_a_key(Answers::for_the_command_line("Ten & a_half"))
            .await?;
        let key = designer.copies_the_key().await?;
        let copied = Instant::now();
        ensure(
            desk.display
                .clipboard_targets()?
                .contains("x-kde-passwordManagerHint"),
            "the key is not marked as secret",
        )?;
        let lines = host
            .until("the countdown", |lines| {
                lines
                    .first()
                    .is_some_and(|line| line.text.starts_with("Ten & a_half is on the clipboard for "))
            })
            .await?;
        ensure(
            !lines.iter().any(|line| line.text.contains(&key.secret[..8])),
            "a secret in the tray",
        )?;
        // The second copy begins its time anew.
        tokio::time::sleep(Duration::from_secs(6).saturating_sub(copied.elapsed())).await;
        designer.page().clicks("copy-secret").await?;
        let again = Instant::now();
        tokio::time::sleep(Duration::from_secs(7)).await;
        ensure_equal(
            &desk.display.clipboard()?,
            &key.secret,
            "the key after 7 of its 10 seconds",
        )?;
        while desk.display.clipboard()?.starts_with("tsk_") {
            ensure(
                again.elapsed() < Duration::from_secs(13),
                "the key is still on the clipboard",
            )?;
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        host.until("the countdown to end", |lines| {
            lines.first().is_some_and(|line| line.text == "Create API Key…")
        })
        .await?;
        designer.page().clicks("copy-secret").await?;
        host.reads("Clear now").await?;
        desk.display.copies("something else")?;
        tokio::time::sleep(Duration::from_secs(12)).await;
        ensure_equal(
            &desk.display.clipboard()?.as_str(),
            &"something else",
            "what was copied in between",
        )
    })
    .await
}

#[tokio::test]
async fn a_key_that_is_never_cleared_by_itself_is_cleared_from_the_tray_and_by_quitting() -> Outcome {
    scenario("tray-never", async |desk| {
        let host = TrayHost::comes_up(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        let time = json!({ "time": "never" });
        designer.page().invokes("set_clear_after", time).await?;
        designer
            .creates_a_key(Answers::for_the_command_line("Stays"))
            .await?;
        designer.copies_the_key().await?;
        designer
            .page()
            .reads("clipboard-countdown", "stays until you clear it")
            .await?;
        host.reads("Stays is on the clipboard").await?;
        host.chooses("Clear now").await?;
        desk.display.clipboard_becomes("").await?;
        designer.copies_the_key().await?;
        designer.has_saved_it().await?;
        host.chooses("Quit Studio Keys").await?;
        ends(designer.window.process()).await?;
        ensure(
            desk.display.clipboard()?.is_empty(),
            "the clipboard still holds the key after quitting",
        )
    })
    .await
}

#[tokio::test]
async fn starting_at_login_is_switched_on_and_off_by_the_systems_own_entry() -> Outcome {
    scenario("login", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let entry = desk.display.home().join("config/autostart/studio-keys.desktop");
        page.clicks("account-menu").await?;
        page.clicks("account-menu-settings").await?;
        page.sees("start-at-login").await?;
        ensure(!entry.exists(), "it starts at login though nobody asked for it")?;
        page.clicks("start-at-login").await?;
        page.until(
            "the switch",
            "return document.querySelector('[data-testid=start-at-login]').checked",
        )
        .await?;
        let text = std::fs::read_to_string(&entry)?;
        ensure(
            text.contains("--hidden") && text.contains("/studio-keys\" "),
            format!("the entry is {text}"),
        )?;
        page.clicks("start-hidden").await?;
        page.until(
            "the switch",
            "return !document.querySelector('[data-testid=start-hidden]').checked",
        )
        .await?;
        ensure(
            !std::fs::read_to_string(&entry)?.contains("--hidden"),
            "it still starts hidden",
        )?;
        page.clicks("start-at-login").await?;
        page.until(
            "the switch",
            "return !document.querySelector('[data-testid=start-at-login]').checked",
        )
        .await?;
        ensure(!entry.exists(), "the entry is still there")
    })
    .await
}

#[tokio::test]
async fn a_kept_key_is_copied_from_the_tray_while_the_vault_is_open() -> Outcome {
    scenario("tray-kept-key", async |desk| {
        let host = TrayHost::comes_up(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        let key = vault_owner::keeps_a_key(&designer, "Ten & a_half").await?;
        designer
            .creates_a_key(Answers::for_the_command_line("Other"))
            .await?;
        designer.page().invokes("keep_revealed_key", json!({})).await?;
        let other = designer.copies_the_key().await?;
        designer.has_saved_it().await?;
        designer.page().invokes("clear_clipboard", json!({})).await?;
        host.chooses("Ten & a_half").await?;
        desk.display.clipboard_becomes(&key.secret).await?;
        ensure(
            desk.display
                .clipboard_targets()?
                .contains("x-kde-passwordManagerHint"),
            "the key is not marked as secret",
        )?;
        // The last copied comes first.
        host.until("the copied key to come first", |lines| {
            let place = |name: &str| lines.iter().position(|line| line.text == name);
            place("Ten & a_half") < place("Other") && place("Other").is_some()
        })
        .await?;
        let texts = host.texts().await?;
        ensure(
            !texts
                .iter()
                .any(|text| text.contains("tsk_") || text.contains(&other.secret[4..8])),
            format!("more than names in the tray: {texts:?}"),
        )?;
        host.chooses("Lock the Vault").await?;
        desk.display.clipboard_becomes("").await?;
        let lines = host
            .until("the locked vault", |lines| {
                lines.iter().any(|line| line.text == "Unlock…")
            })
            .await?;
        ensure(
            !lines
                .iter()
                .any(|line| line.text == "Ten & a_half" || line.text == "Lock the Vault"),
            format!("a locked vault offers {lines:?}"),
        )?;
        host.chooses("Unlock…").await?;
        vault_owner::unlocks(designer.page()).await?;
        host.reads("Ten & a_half").await.map(drop)
    })
    .await
}

async fn first_start(bus: &zbus::Connection) -> Outcome<String> {
    let names = zbus::fdo::DBusProxy::new(bus).await?.list_names().await?;
    let name = names
        .into_iter()
        .map(|name| name.to_string())
        .find(|name| name.ends_with(".SingleInstance"));
    name.ok_or_else(|| Failure::new("the app is not on the bus"))
}

async fn shows(desk: &Desk) -> Outcome {
    becomes(desk, true, "the window did not come").await
}

async fn hides(desk: &Desk) -> Outcome {
    becomes(desk, false, "the window did not go").await
}

async fn becomes(desk: &Desk, shown: bool, otherwise: &str) -> Outcome {
    let start = Instant::now();
    while desk.display.window_of_the_app().is_some() != shown {
        ensure(start.elapsed() < PATIENCE, otherwise)?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

async fn ends(process: u32) -> Outcome {
    let start = Instant::now();
    while !process::has_ended(process) {
        ensure(start.elapsed() < PATIENCE, "the app did not end")?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
