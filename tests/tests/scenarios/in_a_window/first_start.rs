//! The first start tells of the system-wide shortcut, and takes no keys before.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure_equal};
use end_to_end::other_program::OtherProgram;
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use fantoccini::key::Key;
use serde_json::json;

/// The keysyms of the letters.
const J: u32 = 0x6a;
const K: u32 = 0x6b;

#[tokio::test]
async fn other_keys_are_chosen_without_a_mouse_and_asked_about_once() -> Outcome {
    scenario("first-start", async |desk| {
        let designer = Designer::opens_the_app(&desk).await?;
        designer.starts_on_this_computer().await?;
        let page = designer.page();
        has_focus(page, "shortcut-keep").await?;
        page.presses(Key::Tab).await?;
        page.presses(Key::Tab).await?;
        has_focus(page, "shortcut-record").await?;
        page.presses(Key::Enter).await?;
        has_focus(page, "shortcut-recorder").await?;
        // A letter alone would be lost to typing.
        desk.display.xdotool(&["key", "j"])?;
        page.reads("shortcut-problem", "lose this key for typing").await?;
        page.presses(Key::Escape).await?;
        has_focus(page, "shortcut-record").await?;
        page.loses("shortcut-problem").await?;
        page.presses(Key::Enter).await?;
        has_focus(page, "shortcut-recorder").await?;
        desk.display.xdotool(&["key", "ctrl+j"])?;
        has_focus(page, "shortcut-continue").await?;
        ensure_equal(
            &state(page).await?,
            &json!(["works", ["Ctrl", "J"]]),
            "the shortcut",
        )?;
        page.presses(Key::Enter).await?;
        page.sees("first-project").await?;
        designer.window.close().await?;

        let window = desk.opens_the_app().await?;
        window.page.sees("first-project").await?;
        ensure_equal(
            &state(&window.page).await?,
            &json!(["works", ["Ctrl", "J"]]),
            "the shortcut",
        )
    })
    .await
}

#[tokio::test]
async fn no_keys_are_taken_before_and_those_of_others_are_told_of() -> Outcome {
    scenario("first-start-taken", async |desk| {
        let designer = Designer::opens_the_app(&desk).await?;
        designer.starts_on_this_computer().await?;
        let page = designer.page();
        page.sees("shortcut-keep").await?;
        let other = OtherProgram::takes_ctrl_and(&desk.display, K)?;
        page.clicks("shortcut-keep").await?;
        page.reads("shortcut-problem", "Another program has this shortcut")
            .await?;
        other.gives_them_back()?;
        page.clicks("shortcut-keep").await?;
        page.sees("first-project").await?;
        ensure_equal(
            &state(page).await?,
            &json!(["works", ["Ctrl", "K"]]),
            "the shortcut",
        )
    })
    .await
}

#[tokio::test]
async fn the_settings_change_it_and_try_again() -> Outcome {
    scenario("shortcut-settings", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        designer.window.close().await?;
        let other = OtherProgram::takes_ctrl_and(&desk.display, K)?;
        let window = desk.opens_the_app().await?;
        let page = &window.page;
        opens_the_section(page).await?;
        page.reads("shortcut-problem", "Another program has this shortcut")
            .await?;
        other.gives_them_back()?;
        page.clicks("shortcut-again").await?;
        page.loses("shortcut-problem").await?;
        ensure_equal(
            &state(page).await?,
            &json!(["works", ["Ctrl", "K"]]),
            "the shortcut",
        )?;

        let other = OtherProgram::takes_ctrl_and(&desk.display, J)?;
        page.clicks("shortcut-record").await?;
        has_focus(page, "shortcut-recorder").await?;
        desk.display.xdotool(&["key", "ctrl+j"])?;
        page.reads("shortcut-problem", "Another program has this shortcut")
            .await?;
        other.gives_them_back()?;
        ensure_equal(
            &state(page).await?,
            &json!(["works", ["Ctrl", "K"]]),
            "the shortcut",
        )?;
        page.clicks("shortcut-record").await?;
        has_focus(page, "shortcut-recorder").await?;
        // Its own keys never reach the page, and open no quick menu either while keys are recorded.
        desk.display.xdotool(&["key", "ctrl+k"])?;
        page.loses("shortcut-recorder").await?;
        has_focus(page, "shortcut-record").await?;

        page.clicks("shortcut-other").await?;
        page.reads("shortcut-keys", "Space").await?;
        let freed = OtherProgram::takes_ctrl_and(&desk.display, K)?;
        page.clicks("shortcut-switch").await?;
        page.loses("shortcut-keys").await?;
        freed.gives_them_back()?;
        ensure_equal(
            &state(page).await?,
            &json!(["off", ["Ctrl", "K"]]),
            "the shortcut",
        )
    })
    .await
}

async fn opens_the_section(page: &Page) -> Outcome {
    page.clicks("account-menu").await?;
    page.clicks("account-menu-settings").await?;
    page.clicks("settings-shortcut").await?;
    page.sees("shortcut-setting").await.map(drop)
}

async fn has_focus(page: &Page, id: &str) -> Outcome {
    page.sees(id).await?;
    let script = format!(
        "return document.hasFocus() && document.activeElement?.dataset.testid === {}",
        json!(id)
    );
    page.until(&format!("{id} to have the focus"), &script).await
}

/// How it stands with the shortcut, and its keys.
async fn state(page: &Page) -> Outcome<serde_json::Value> {
    let view = page.invokes("shortcut", json!({})).await?;
    Ok(json!([view.get("state"), view.get("keys")]))
}
