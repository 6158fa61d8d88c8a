//! The quick menu, from wherever one is: its shortcut pressed by xdotool, since the driver's presses reach no other window.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::other_program::OtherProgram;
use end_to_end::other_window::{self, OtherWindow};
use end_to_end::page::by_id;
use end_to_end::scenario::scenario;
use end_to_end::vault_owner;
use fantoccini::key::Key;
use serde_json::json;
use std::time::Duration;

const MENU: &str = "Studio Keys quick menu";
const MAIN: &str = "Studio Keys";

fn presses(designer: &Designer, keys: &str) -> Outcome {
    designer.desk.display.xdotool(&["key", keys]).map(drop)
}

fn types(designer: &Designer, text: &str) -> Outcome {
    designer
        .desk
        .display
        .xdotool(&["type", "--delay", "1", text])
        .map(drop)
}

#[tokio::test]
async fn it_opens_over_another_program_and_leads_to_the_keys() -> Outcome {
    scenario("quick-menu", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let _other = OtherWindow::open(&desk.display)?;
        presses(&designer, "ctrl+k")?;
        designer.is_in(MENU).await?;
        types(&designer, "API Key")?;
        presses(&designer, "Return")?;
        designer.is_in(MAIN).await?;
        designer.page().sees("api-keys-page").await?;

        presses(&designer, "ctrl+k")?;
        designer.is_in(MENU).await?;
        types(&designer, "API Key")?;
        designer.looks_at_the_quick_menu().await?;
        let first = format!(
            "const items = [...document.querySelectorAll({})].map((item) => item.textContent); \
             return items[0]?.includes('Manage API Keys') && items[1]?.includes('Create API Key')",
            json!(by_id("quick-menu-item"))
        );
        designer
            .page()
            .until("Manage API Keys and Create API Key to come first", &first)
            .await?;
        presses(&designer, "Down")?;
        presses(&designer, "Return")?;
        designer.looks_at_the_main_window().await?;
        designer.page().sees("step-name").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn whoever_had_the_focus_has_it_again() -> Outcome {
    scenario("quick-menu-focus", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let _other = OtherWindow::open(&desk.display)?;
        for way in ["Escape", "ctrl+k", "Escape", "ctrl+k"] {
            presses(&designer, "ctrl+k")?;
            designer.is_in(MENU).await?;
            presses(&designer, way)?;
            designer.is_in(other_window::TITLE).await?;
        }
        presses(&designer, "ctrl+k")?;
        designer.is_in(MENU).await?;
        // On the other program's window, which lies in the corner.
        desk.display.xdotool(&["mousemove", "60", "120", "click", "1"])?;
        designer.is_in(other_window::TITLE).await?;
        is_gone(&designer).await
    })
    .await
}

/// Waits until the menu can't be seen any more.
async fn is_gone(designer: &Designer) -> Outcome {
    let search = ["search", "--onlyvisible", "--name", MENU];
    for _ in 0..200 {
        if designer
            .desk
            .display
            .xdotool(&search)
            .unwrap_or_default()
            .trim()
            .is_empty()
        {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    ensure(false, "the quick menu is still to be seen")
}

#[tokio::test]
async fn many_presses_and_a_held_one_do_no_harm() -> Outcome {
    scenario("quick-menu-presses", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let _other = OtherWindow::open(&desk.display)?;
        for _ in 0..15 {
            presses(&designer, "ctrl+k")?;
        }
        // After however many of them were taken as opening and closing.
        if desk.display.active_window() != MENU {
            presses(&designer, "ctrl+k")?;
        }
        designer.is_in(MENU).await?;
        presses(&designer, "Escape")?;
        designer.is_in(other_window::TITLE).await?;
        is_gone(&designer).await?;
        desk.display.xdotool(&["keydown", "ctrl", "keydown", "k"])?;
        designer.is_in(MENU).await?;
        // Long enough for the keyboard to repeat it many times over.
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        let active = desk.display.active_window();
        desk.display.xdotool(&["keyup", "k", "keyup", "ctrl"])?;
        ensure(active == MENU, format!("a held shortcut led to {active:?}"))
    })
    .await
}

#[tokio::test]
async fn keys_are_found_by_name_and_their_ids_copied() -> Outcome {
    scenario("quick-menu-keys", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = designer.makes_a_key("Übergabe für Figma").await?;
        presses(&designer, "ctrl+k")?;
        designer.is_in(MENU).await?;
        designer.looks_at_the_quick_menu().await?;
        types(&designer, "ubergabe")?;
        designer
            .page()
            .reads("quick-menu-item", "Übergabe für Figma")
            .await?;
        presses(&designer, "ctrl+c")?;
        designer.is_in(MAIN).await?;
        let copied = desk.display.clipboard()?;
        ensure(copied == key.id, format!("the clipboard holds {copied:?}"))
    })
    .await
}

#[tokio::test]
async fn a_second_start_opens_it_and_the_main_window_may_be_minimized() -> Outcome {
    scenario("quick-menu-second-start", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let other = OtherWindow::open(&desk.display)?;
        desk.display.xdotool(&[
            "search",
            "--onlyvisible",
            "--name",
            "^Studio Keys$",
            "windowminimize",
        ])?;
        desk.display
            .xdotool(&["windowactivate", "--sync", &other.window()])?;
        desk.starts_the_app_again(&["--quick-menu"])?;
        designer.is_in(MENU).await?;
        presses(&designer, "Escape")?;
        designer.is_in(other_window::TITLE).await
    })
    .await
}

#[tokio::test]
async fn a_shortcut_that_was_stolen_meanwhile_is_told_of() -> Outcome {
    scenario("quick-menu-stolen", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        designer.window.close().await?;
        let _thief = OtherProgram::takes_ctrl_and(&desk.display, u32::from('k'))?;
        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        window.page.reads("toast", "Another program has Ctrl K").await
    })
    .await
}

#[tokio::test]
async fn a_kept_key_is_copied_from_it_and_a_locked_vault_asks_for_the_passphrase() -> Outcome {
    scenario("quick-menu-kept-key", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = vault_owner::keeps_a_key(&designer, "Release build").await?;
        let _other = OtherWindow::open(&desk.display)?;
        asks_for_the_kept_key(&designer, "open, ").await?;
        presses(&designer, "Return")?;
        designer.is_in(other_window::TITLE).await?;
        desk.display.clipboard_becomes(&key.secret).await?;

        asks_for_the_kept_key(&designer, "open, ").await?;
        presses(&designer, "ctrl+a")?;
        types(&designer, "lock vault")?;
        designer
            .page()
            .until("locking to come first", &first_reads("Lock the Vault"))
            .await?;
        presses(&designer, "Return")?;
        designer.is_in(other_window::TITLE).await?;
        desk.display.clipboard_becomes("").await?;

        asks_for_the_kept_key(&designer, "locked").await?;
        presses(&designer, "ctrl+c")?;
        designer.is_in(MAIN).await?;
        designer.looks_at_the_main_window().await?;
        designer
            .page()
            .types("unlock-passphrase", &vault_owner::passphrase())
            .await?;
        designer.page().presses(Key::Enter).await?;
        designer.page().loses("unlock-vault").await?;
        desk.display.clipboard_becomes(&key.secret).await
    })
    .await
}

/// Has the kept key as the chosen line of the menu, which says at its foot how it stands with the vault.
async fn asks_for_the_kept_key(designer: &Designer, vault: &str) -> Outcome {
    presses(designer, "ctrl+k")?;
    designer.is_in(MENU).await?;
    types(designer, "release copy")?;
    designer.looks_at_the_quick_menu().await?;
    let page = designer.page();
    page.until("the kept key to come first", &first_reads("Release build"))
        .await?;
    page.reads("quick-menu-vault", vault).await
}

fn first_reads(text: &str) -> String {
    let (item, text) = (json!(by_id("quick-menu-item")), json!(text));
    format!("return document.querySelector({item})?.textContent.includes({text})")
}
