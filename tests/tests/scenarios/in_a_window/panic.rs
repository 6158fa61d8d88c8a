//! Panic in the real window: undone, gone through with, killed meanwhile, out of the store's reach, and by keys alone.

use end_to_end::accessibility::ensure_accessible;
use end_to_end::designer::{Designer, MadeKey};
use end_to_end::desk::Desk;
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use end_to_end::store_client::{Door, StoreClient};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::fs;
use std::sync::Arc;
use std::time::Duration;

/// Longer than the button asks for.
const HELD: Duration = Duration::from_millis(2_400);

/// Longer than a panic can be taken back.
const TOO_LATE: Duration = Duration::from_secs(12);

/// How long the store in the app may take to be found again, with its growing pauses.
const STORE_BACK: Duration = Duration::from_secs(60);

async fn asks(page: &Page) -> Outcome {
    page.clicks("nav-api-keys").await?;
    page.clicks("keys-menu").await?;
    page.clicks("keys-panic").await?;
    page.sees("panic-dialog").await.map(drop)
}

async fn panics(page: &Page) -> Outcome {
    asks(page).await?;
    page.holds_pointer("panic-hold", HELD).await?;
    page.sees("panic-undo").await.map(drop)
}

async fn standing(page: &Page) -> Outcome<Value> {
    page.invokes("panic_state", json!({})).await
}

async fn state_of(page: &Page, key: &MadeKey) -> Outcome<String> {
    let view = page.invokes("key", json!({ "id": key.id })).await?;
    Ok(view["status"].as_str().unwrap_or_default().to_owned())
}

/// The bar says that nothing is live any more, and the store agrees.
async fn is_over(designer: &Designer, key: &MadeKey) -> Outcome {
    let page = designer.page();
    let words = "return document.querySelector('[data-testid=panic-bar]')?.textContent.includes('nothing any more') ?? false";
    page.until_within(STORE_BACK, "the panic to be over", words)
        .await?;
    let store = StoreClient::new(designer.port_of_the_store().await?);
    ensure_equal(&store.tries(&key.secret).await?, &Door::Unauthorized, "the door")
}

#[tokio::test]
async fn a_panic_clears_at_once_and_deletes_after_ten_seconds() -> Outcome {
    scenario("panic", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let (one, other) = (
            designer.makes_a_key("Figma").await?,
            designer.makes_a_key("Pipeline").await?,
        );
        designer.is_in_sync().await?;
        ensure(
            desk.display.clipboard()? == other.secret,
            "the key is not on the clipboard: no test at all",
        )?;

        asks(page).await?;
        page.reads("panic-dialog", "2 live keys").await?;
        page.holds_pointer("panic-hold", Duration::from_millis(600))
            .await?;
        page.reads("panic-dialog", "Let go too early. Nothing is deleted.")
            .await?;
        ensure_equal(&standing(page).await?, &Value::Null, "a panic that was let go")?;

        page.holds_pointer("panic-hold", HELD).await?;
        page.reads("panic-bar", "2 keys will be deleted in").await?;
        ensure(
            !desk.display.clipboard()?.contains("tsk_"),
            "the key is still on the clipboard",
        )?;
        let store = StoreClient::new(designer.port_of_the_store().await?);
        ensure_equal(
            &store.tries(&one.secret).await?,
            &Door::Open,
            "within the ten seconds",
        )?;

        is_over(&designer, &one).await?;
        is_over(&designer, &other).await?;
        page.clicks("panic-close").await?;
        page.loses("panic-bar").await?;
        ensure_equal(&standing(page).await?, &Value::Null, "a panic that was seen")
    })
    .await
}

#[tokio::test]
async fn a_panic_that_is_undone_deletes_nothing() -> Outcome {
    scenario("panic-undone", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = designer.makes_a_key("Figma").await?;
        designer.is_in_sync().await?;
        panics(page).await?;
        page.clicks("panic-undo").await?;
        page.loses("panic-bar").await?;
        // That nothing happens shows only after the time in which it would have.
        tokio::time::sleep(TOO_LATE).await;
        ensure_equal(&standing(page).await?, &Value::Null, "the panic")?;
        ensure_equal(&state_of(page, &key).await?.as_str(), &"active", "the key")?;
        let store = StoreClient::new(designer.port_of_the_store().await?);
        ensure_equal(&store.tries(&key.secret).await?, &Door::Open, "the door")
    })
    .await
}

#[tokio::test]
async fn a_panic_is_gone_through_with_though_the_app_is_killed_or_quit_meanwhile() -> Outcome {
    scenario("panic-killed", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let first = designer.makes_a_key("Killed").await?;
        designer.is_in_sync().await?;
        panics(designer.page()).await?;
        designer.window.kill()?;
        let designer = Designer::opens_the_app_again(&desk).await?;
        is_over(&designer, &first).await?;

        let second = designer.makes_a_key("Quit").await?;
        designer.is_in_sync().await?;
        panics(designer.page()).await?;
        designer.window.close().await?;
        let designer = Designer::opens_the_app_again(&desk).await?;
        is_over(&designer, &second).await
    })
    .await
}

#[tokio::test]
async fn a_panic_without_the_store_is_still_live_until_the_store_is_back() -> Outcome {
    scenario("panic-offline", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = designer.makes_a_key("Figma").await?;
        designer.is_in_sync().await?;
        designer.window.close().await?;

        // A file where its folder was: the store can't start, and tries again and again.
        let (folder, aside) = (desk.data().join("store"), desk.data().join("store-aside"));
        fs::rename(&folder, &aside)?;
        fs::write(&folder, "not a folder")?;
        let designer = Designer::opens_the_app_again(&desk).await?;
        let page = designer.page();
        panics(page).await?;
        let words = "return document.querySelector('[data-testid=panic-bar]')?.textContent.includes('still live until') ?? false";
        page.until_within(TOO_LATE * 2, "the keys to be deleted here", words).await?;
        ensure_equal(&state_of(page, &key).await?.as_str(), &"stillLive", "the key")?;

        fs::remove_file(&folder)?;
        fs::rename(&aside, &folder)?;
        is_over(&designer, &key).await?;
        ensure_equal(&state_of(page, &key).await?.as_str(), &"deleted", "the key")
    })
    .await
}

#[tokio::test]
async fn a_panic_needs_no_mouse_and_no_holding() -> Outcome {
    scenario("panic-keyboard", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        designer.makes_a_key("Figma").await?;
        page.tabs_to("keys-menu").await?;
        page.presses(Key::Enter).await?;
        page.sees("keys-panic").await?;
        page.presses(Key::Enter).await?;
        page.sees("panic-dialog").await?;
        page.presses(Key::Escape).await?;
        page.loses("panic-dialog").await?;

        for key in [' ', Key::Enter.into()] {
            page.tabs_to("keys-menu").await?;
            page.presses(Key::Enter).await?;
            page.sees("keys-panic").await?;
            page.presses(Key::Enter).await?;
            page.sees("panic-dialog").await?;
            page.tabs_to("panic-hold").await?;
            page.holds_key(key, HELD).await?;
            page.sees("panic-undo").await?;
            ensure_equal(&page.focus().await?.as_str(), &"panic-undo", "the focus")?;
            page.presses(Key::Enter).await?;
            page.loses("panic-bar").await?;
            ensure_equal(&standing(page).await?, &Value::Null, "the panic")?;
        }

        asks(page).await?;
        page.tabs_to("panic-no-hold").await?;
        page.presses(Key::Enter).await?;
        page.tabs_to("panic-tick").await?;
        page.presses(Key::Space).await?;
        page.tabs_to("panic-confirm").await?;
        page.presses(Key::Enter).await?;
        page.reads("panic-bar", "1 key will be deleted in").await
    })
    .await
}

async fn looks(desk: Arc<Desk>, theme: &str) -> Outcome {
    let designer = Designer::settles_in(&desk).await?;
    let page = designer.page();
    page.invokes("set_theme", json!({ "theme": theme })).await?;
    designer.makes_a_key("Figma").await?;
    asks(page).await?;
    ensure_accessible(page, "the question").await?;
    page.clicks("panic-no-hold").await?;
    page.sees("panic-tick").await?;
    ensure_accessible(page, "the question, without holding").await?;
    page.clicks("panic-tick").await?;
    page.clicks("panic-confirm").await?;
    page.sees("panic-undo").await?;
    ensure_accessible(page, "the wait").await?;
    page.sees("panic-close").await?;
    ensure_accessible(page, "what came of it").await
}

#[tokio::test]
async fn a_panic_is_accessible_in_light() -> Outcome {
    scenario("panic-light", async |desk| looks(desk, "light").await).await
}

#[tokio::test]
async fn a_panic_is_accessible_in_dark() -> Outcome {
    scenario("panic-dark", async |desk| looks(desk, "dark").await).await
}
