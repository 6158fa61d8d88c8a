//! Links with recipes, good and bad, handed over by a second start.

use end_to_end::designer::Designer;
use end_to_end::failure::{Failure, Outcome, ensure};
use end_to_end::files;
use end_to_end::process::Started;
use end_to_end::scenario::scenario;
use serde_json::json;
use std::time::Duration;

/// Starts the app once more with a link, as the desktop does when one is clicked.
fn opens(designer: &Designer, link: &str) -> Outcome {
    let desk = &designer.desk;
    let program = files::program("studio-keys")?.display().to_string();
    let mut second = Started::new(&program, &desk.evidence().join("link.log"), |command| {
        command.arg("--data").arg(desk.data()).arg(link);
        desk.display.give_to(command);
    })?;
    let status = second.ends_within(Duration::from_secs(10))?;
    let status = status.ok_or_else(|| Failure::new("the start with a link is still running"))?;
    ensure(
        status.success(),
        format!("the start with a link ended with {status}"),
    )
}

#[tokio::test]
async fn a_link_fills_the_stepper_in_and_makes_nothing() -> Outcome {
    scenario("link", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        opens(
            &designer,
            "studio-keys://keys/new?name=Figma%20on%20the%20train&scopes=organizations:admin,nothing&expires=30d",
        )?;
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
            opens(&designer, link)?;
            page.reads("recipe-problems", said).await?;
        }
        page.types("key-name", "Half").await?;
        opens(&designer, "studio-keys://keys/new?name=Other")?;
        page.sees("discard-dialog").await?;
        page.clicks("discard-cancel").await?;
        ensure(
            page.value("key-name").await? == "Half",
            "a link threw away what was typed",
        )
    })
    .await
}
