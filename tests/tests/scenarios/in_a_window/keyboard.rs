//! The whole main job with no mouse: only keys pressed one after the other.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::page::{Page, by_id};
use end_to_end::scenario::scenario;
use fantoccini::key::Key;
use serde_json::json;

/// How many times an arrow or Tab may be pressed in search of one choice.
const FAR: usize = 60;

/// Tabs to a part and presses a key there.
async fn uses(page: &Page, id: &str, key: Key) -> Outcome {
    page.tabs_to(id).await?;
    page.presses(key).await
}

/// Tabs to a group of choices that is one stop of Tab, and walks in it with the arrows.
async fn chooses(page: &Page, id: &str) -> Outcome {
    let mut arrow_key = Key::Down;
    let mut before = String::new();
    for _ in 0..FAR {
        let focus = page.focus().await?;
        if focus == before {
            // At its last choice.
            arrow_key = Key::Up;
        }
        if focus == id {
            page.presses(Key::Space).await?;
            return Ok(());
        }
        let in_group = format!(
            "const wanted = document.querySelector({})?.closest('[role=radiogroup], fieldset'); \
             return Boolean(wanted?.contains(document.activeElement) && \
             (document.activeElement.type === 'radio' || document.activeElement.role === 'radio'))",
            json!(by_id(id))
        );
        let arrow = page.runs(&in_group, vec![]).await? == true;
        page.presses(if arrow { arrow_key } else { Key::Tab }).await?;
        before = focus;
    }
    Err(end_to_end::failure::Failure::new(format!("no key reaches {id}")))
}

#[tokio::test]
async fn the_main_job_needs_no_mouse() -> Outcome {
    scenario("keyboard", async |desk| {
        let designer = Designer::opens_the_app(&desk).await?;
        let page = designer.page();
        page.tabs_to("user-name").await?;
        page.presses_all("Ada").await?;
        page.tabs_to("organization-name").await?;
        page.presses_all("Nordlys").await?;
        page.presses(Key::Enter).await?;
        uses(page, "shortcut-keep", Key::Enter).await?;
        uses(page, "starter-project", Key::Enter).await?;
        uses(page, "create-an-api-key", Key::Enter).await?;
        uses(page, "create-new-token", Key::Enter).await?;

        page.tabs_to("key-name").await?;
        page.presses_all("By hand").await?;
        page.presses(Key::Enter).await?;
        page.sees("step-expiration").await?;
        chooses(page, "expiry-30").await?;
        uses(page, "step-next", Key::Enter).await?;
        page.sees("step-scope").await?;
        chooses(page, "preset-commandLine").await?;
        uses(page, "step-next", Key::Enter).await?;
        page.sees("step-review").await?;
        uses(page, "create-key", Key::Enter).await?;

        uses(page, "copy-secret", Key::Enter).await?;
        page.sees("clipboard-countdown").await?;
        let copied = desk.display.clipboard()?;
        ensure(
            copied.starts_with("tsk_"),
            format!("the clipboard holds {} characters", copied.len()),
        )?;
        uses(page, "saved-it", Key::Enter).await?;
        deletes_the_only_key(page).await
    })
    .await
}

async fn deletes_the_only_key(page: &Page) -> Outcome {
    page.sees("key-row").await?;
    uses(page, "key-menu", Key::Enter).await?;
    page.sees("key-delete").await?;
    for _ in 0..FAR {
        if page.focus().await? == "key-delete" {
            break;
        }
        page.presses(Key::Down).await?;
    }
    page.presses(Key::Enter).await?;
    page.sees("confirm-dialog").await?;
    uses(page, "confirm-delete", Key::Enter).await?;
    page.loses("key-row").await
}
