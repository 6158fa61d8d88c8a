//! Ctrl+K.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure_equal};
use end_to_end::page::by_id;
use end_to_end::scenario::scenario;
use fantoccini::key::Key;
use serde_json::json;

#[tokio::test]
async fn api_key_offers_managing_and_creating_first() -> Outcome {
    scenario("quick-menu", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        page.presses_with(&[Key::Control], 'k').await?;
        page.sees("quick-menu").await?;
        ensure_equal(&page.focus().await?, &"quick-menu-input".to_owned(), "the focus")?;
        page.presses_all("API Key").await?;
        let first = format!(
            "return [...document.querySelectorAll({})].slice(0, 2).map((item) => item.textContent)",
            json!(by_id("quick-menu-item"))
        );
        let offered = format!(
            "const items = (() => {{ {first} }})(); return items.length === 2 && \
             items[0].includes('Manage API Keys') && items[1].includes('Create API Key')"
        );
        page.until("Manage API Keys and Create API Key to come first", &offered)
            .await?;
        page.presses(Key::Down).await?;
        page.presses(Key::Enter).await?;
        page.sees("step-name").await?;
        page.loses("quick-menu").await
    })
    .await
}

#[tokio::test]
async fn keys_are_found_by_name_and_escape_closes() -> Outcome {
    scenario("quick-menu-keys", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        designer.makes_a_key("Übergabe für Figma").await?;
        let page = designer.page();
        page.presses_with(&[Key::Control], 'k').await?;
        page.sees("quick-menu").await?;
        page.presses_all("ubergabe").await?;
        page.reads("quick-menu-item", "Übergabe für Figma").await?;
        page.presses(Key::Escape).await?;
        page.loses("quick-menu").await
    })
    .await
}
