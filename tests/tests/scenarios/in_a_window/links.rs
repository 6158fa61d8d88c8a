//! Links with recipes, good and bad, handed over by a second start, as the desktop does when one is clicked.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::scenario::scenario;
use serde_json::json;

#[tokio::test]
async fn a_link_fills_the_stepper_in_and_makes_nothing() -> Outcome {
    scenario("link", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        desk.starts_the_app_again(&[
            "studio-keys://keys/new?name=Figma%20on%20the%20train&scopes=organizations:admin,nothing&expires=30d",
        ])?;
        page.sees("recipe-note").await?;
        page.until(
            "the name to be filled in",
            "return document.querySelector('[data-testid=key-name]').value === 'Figma on the train'",
        )
        .await?;
        page.reads("recipe-problems", "nothing").await?;
        for step in ["step-expiration", "step-scope", "step-review"] {
            page.clicks("step-next").await?;
            page.sees(step).await?;
        }
        page.reads("wide-scopes", "organizations:admin").await?;
        let counts = page.invokes("key_counts", json!({})).await?;
        ensure(counts["current"] == 0, format!("a link made a key: {counts}"))
    })
    .await
}

#[tokio::test]
async fn no_link_is_bad_enough_to_break_anything() -> Outcome {
    scenario("links-bad", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let long = format!("studio-keys://keys/new?name={}", "a".repeat(10_000));
        for (link, said) in [
            (long.as_str(), "longer than"),
            ("studio-keys://keys/delete?name=x", "leads to nothing"),
            ("studio-keys://elsewhere/new", "leads to nothing"),
            ("https://example.com/keys/new", "is no link"),
            ("studio-keys://keys/new?name=a%0Ab", "hidden character"),
            ("studio-keys://keys/new?name=a%E2%80%AEb", "hidden character"),
            ("studio-keys://keys/new?name=a&name=b", "more than once"),
            ("studio-keys://keys/new?expires=99999d", "10 years"),
        ] {
            desk.starts_the_app_again(&[link])?;
            page.reads("recipe-problems", said).await?;
        }
        page.types("key-name", "Half").await?;
        desk.starts_the_app_again(&["studio-keys://keys/new?name=Other"])?;
        page.sees("discard-dialog").await?;
        page.clicks("discard-cancel").await?;
        ensure(
            page.value("key-name").await? == "Half",
            "a link threw away what was typed",
        )
    })
    .await
}
