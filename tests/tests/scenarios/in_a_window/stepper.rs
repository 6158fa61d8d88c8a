//! The stepper's manners: going back, going on, giving up.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use end_to_end::stepper;
use fantoccini::key::Key;

#[tokio::test]
async fn back_keeps_enter_goes_on_and_escape_asks() -> Outcome {
    scenario("stepper", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        stepper::opens(page).await?;
        page.types("key-name", "  Figma on the train  ").await?;
        page.presses(Key::Enter).await?;
        page.sees("step-expiration").await?;
        page.clicks("expiry-30").await?;
        let moment = page.text("expiry-moment").await?;
        ensure(
            moment.len() > 10,
            format!("the moment is not spelled out: {moment}"),
        )?;
        page.clicks("step-next").await?;
        page.clicks("preset-figmaPlugin").await?;
        page.reads("abilities", "Nordlys Studio").await?;

        page.clicks("step-back").await?;
        page.sees("step-expiration").await?;
        ensure_equal(
            &page.text("expiry-moment").await?,
            &moment,
            "the moment after going back",
        )?;
        page.clicks("step-back").await?;
        ensure_equal(
            &page.value("key-name").await?.trim().to_owned(),
            &"Figma on the train".into(),
            "the name",
        )?;

        page.presses(Key::Escape).await?;
        page.sees("discard-dialog").await?;
        page.clicks("discard-cancel").await?;
        page.loses("discard-dialog").await?;
        ensure_equal(
            &page.value("key-name").await?.trim().to_owned(),
            &"Figma on the train".into(),
            "the name",
        )?;
        page.presses(Key::Escape).await?;
        page.clicks("discard-confirm").await?;
        page.loses("stepper").await?;
        page.sees("empty-state").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_wider_scope_ticks_what_it_includes() -> Outcome {
    scenario("stepper-scopes", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        stepper::opens(page).await?;
        page.types("key-name", "Wide").await?;
        page.clicks("step-next").await?;
        page.clicks("expiry-never").await?;
        page.clicks("step-next").await?;
        page.clicks("preset-custom").await?;
        for ticked in ["actor_tokens:create", "projects:write", "projects:read"] {
            if is_ticked(page, ticked).await? {
                page.clicks(&format!("scope-{ticked}")).await?;
            }
        }
        page.clicks("step-next").await?;
        page.reads("error-banner", "at least one").await?;
        page.sees("step-scope").await?;
        page.clicks("scope-projects:admin").await?;
        for scope in ["projects:admin", "projects:write", "projects:read"] {
            ensure(is_ticked(page, scope).await?, format!("{scope} is not ticked"))?;
        }
        Ok(())
    })
    .await
}

async fn is_ticked(page: &Page, scope: &str) -> Outcome<bool> {
    let script = "return document.querySelector(`[data-testid=\"scope-${arguments[0]}\"]`).checked";
    Ok(page.runs(script, vec![scope.into()]).await? == true)
}
