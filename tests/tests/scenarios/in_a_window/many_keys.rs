//! A thousand keys with long names, themes, and a narrow window.

use end_to_end::designer::Designer;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::scenario::scenario;
use end_to_end::seed;
use serde_json::json;

const COUNT: u32 = 1_000;

fn long_name(number: u32) -> String {
    format!("{number:04} Schlüsselverwaltungsprüfung für die Übergabe an das Werbeteam in Reykjavík")
}

#[tokio::test]
async fn a_thousand_keys_with_long_names_stay_in_their_place() -> Outcome {
    scenario("thousand-keys", async |desk| {
        Designer::settles_in(&desk).await?.window.close().await?;
        seed::keys(&desk.data(), COUNT, long_name)?;
        let designer = Designer {
            window: desk.opens_the_app().await?,
            desk: desk.clone(),
        };
        let page = designer.page();
        page.sees("dashboard").await?;
        page.clicks("nav-api-keys").await?;
        page.sees("key-row").await?;
        let rows = page
            .runs(
                "return document.querySelectorAll('[data-testid=\"key-row\"]').length",
                vec![],
            )
            .await?;
        ensure(
            rows.as_u64().is_some_and(|rows| rows < 100),
            format!("{rows} rows are in the page at once"),
        )?;

        page.types("key-search", "0777 schlussel").await?;
        page.until(
            "the search to find the one key",
            "const rows = document.querySelectorAll('[data-testid=\"key-row\"]'); \
             return rows.length === 1 && rows[0].textContent.includes('0777')",
        )
        .await?;
        page.types("key-search", "").await?;
        fits_narrow(&designer).await?;
        designer.is_in_sync().await
    })
    .await
}

/// Nothing reaches out of the window at its smallest size, in either theme.
async fn fits_narrow(designer: &Designer) -> Outcome {
    let page = designer.page();
    page.resizes(860, 600).await?;
    page.until("the window to be narrow", "return innerWidth <= 870")
        .await?;
    for theme in ["light", "dark"] {
        page.invokes("set_theme", json!({ "theme": theme })).await?;
        let picture = designer.desk.evidence().join(format!("narrow-{theme}.png"));
        designer.takes_a_picture(&picture).await?;
        let overflow = page
            .runs("return document.documentElement.scrollWidth - innerWidth", vec![])
            .await?;
        ensure(
            overflow.as_i64().is_some_and(|pixels| pixels <= 0),
            format!("{overflow} pixels reach out of the window"),
        )?;
    }
    Ok(())
}

#[tokio::test]
async fn the_theme_is_switched_in_the_account_menu_and_remembered() -> Outcome {
    scenario("theme", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let background = "return getComputedStyle(document.body).backgroundColor + \
                          getComputedStyle(document.documentElement).backgroundColor";
        designer.chooses_in_the_account_menu("theme-light").await?;
        let light = designer.page().runs(background, vec![]).await?;
        designer.chooses_in_the_account_menu("theme-dark").await?;
        let changed = format!(
            "return ({}) !== {light}",
            background.trim_start_matches("return ")
        );
        designer.page().until("the page to turn dark", &changed).await?;
        designer.window.close().await?;
        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        window.page.until("the page to be dark again", &changed).await
    })
    .await
}
