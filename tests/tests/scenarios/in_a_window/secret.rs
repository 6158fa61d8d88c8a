//! After its page is left, the secret is in no file, no log and not in the app's memory.

use end_to_end::designer::{Designer, MadeKey};
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::memory::Search;
use end_to_end::scenario::scenario;
use end_to_end::stepper::Answers;
use end_to_end::store_client::{Door, StoreClient};
use std::time::Duration;

#[tokio::test]
async fn a_copied_key_leaves_nothing_behind() -> Outcome {
    scenario("secret-copied", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = makes_a_key_and_looks(&designer, false).await?;
        leaves_nothing(&designer, &key).await
    })
    .await
}

#[tokio::test]
async fn a_key_that_was_shown_leaves_nothing_behind() -> Outcome {
    scenario("secret-shown", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = makes_a_key_and_looks(&designer, true).await?;
        leaves_nothing(&designer, &key).await
    })
    .await
}

#[tokio::test]
async fn a_key_whose_window_was_killed_is_shown_as_unclaimed() -> Outcome {
    scenario("secret-unclaimed", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let answers = Answers::for_the_command_line("Never saved");
        designer.creates_a_key(answers).await?;
        let Designer { window, .. } = designer;
        window.kill()?;
        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        window.page.clicks("nav-api-keys").await?;
        window.page.reads("key-row", "Never saved").await?;
        window.page.reads("key-row", "Unclaimed").await
    })
    .await
}

/// Makes a key, perhaps shows it, copies it, and makes sure that the search can find what is there.
async fn makes_a_key_and_looks(designer: &Designer, presses_show: bool) -> Outcome<MadeKey> {
    let page = designer.page();
    designer
        .creates_a_key(Answers::for_the_command_line("Kept to itself"))
        .await?;
    if presses_show {
        page.clicks("show-secret").await?;
        // Asked in the page: an answer with the key in it would itself go through the app's memory.
        let shown = "return document.querySelector('[data-testid=\"secret-field\"]').outerHTML.includes('tsk_') || \
                     (document.querySelector('[data-testid=\"secret-field\"]').value ?? '').startsWith('tsk_')";
        page.until("the key to be shown", shown).await?;
    }
    let key = designer.copies_the_key().await?;
    let found = Search::new(&key.secret).in_process(designer.window.process())?;
    ensure(
        !found.is_empty(),
        "the key is on its page, yet the search finds it nowhere: it would find nothing ever",
    )?;
    Ok(key)
}

async fn leaves_nothing(designer: &Designer, key: &MadeKey) -> Outcome {
    let page = designer.page();
    page.clicks("clear-clipboard").await?;
    designer.desk.display.clipboard_becomes("").await?;
    designer.has_saved_it().await?;
    designer.is_in_sync().await?;
    is_used_once(designer, key).await?;
    // The web engine frees what it no longer shows when it gets to it.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let search = Search::new(&key.secret);
    let files = search.in_files(&designer.desk.data())?;
    ensure(files.is_empty(), format!("the key is in {files:?}"))?;
    let logs = search.in_files(designer.desk.evidence())?;
    ensure(logs.is_empty(), format!("the key is in {logs:?}"))?;
    let memory = search.in_process(designer.window.process())?;
    ensure(
        memory.is_empty(),
        format!("the key is in the app's memory: {memory:?}"),
    )
}

/// The store runs in the same process: what a client sends to it must not stay either.
async fn is_used_once(designer: &Designer, key: &MadeKey) -> Outcome {
    let store = StoreClient::new(designer.place().await?.port);
    ensure(
        store.tries(&key.secret).await? == Door::Open,
        "the key opens nothing",
    )
}

#[tokio::test]
async fn the_clipboard_is_cleared_by_itself() -> Outcome {
    scenario("secret-clipboard", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        designer
            .creates_a_key(Answers::for_the_command_line("For half a minute"))
            .await?;
        designer.copies_the_key().await?;
        designer.page().sees("clipboard-countdown").await?;
        tokio::time::sleep(Duration::from_secs(25)).await;
        ensure(
            desk.display.clipboard()?.starts_with("tsk_"),
            "the clipboard was cleared before its time",
        )?;
        tokio::time::sleep(Duration::from_secs(7)).await;
        ensure(
            desk.display.clipboard()?.is_empty(),
            "the clipboard still holds the key after 30 seconds",
        )
    })
    .await
}

#[tokio::test]
async fn quitting_clears_the_clipboard_unless_something_else_was_copied() -> Outcome {
    scenario("secret-quit", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        designer.makes_a_key("Left on the clipboard").await?;
        designer.window.close().await?;
        ensure(
            desk.display.clipboard()?.is_empty(),
            "the clipboard still holds the key after the app was quit",
        )?;

        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        window.page.clicks("nav-api-keys").await?;
        let designer = Designer {
            window,
            desk: desk.clone(),
        };
        designer.makes_a_key("Replaced on the clipboard").await?;
        desk.display.copies("something else")?;
        designer.window.close().await?;
        ensure_equal(
            &desk.display.clipboard()?.as_str(),
            &"something else",
            "what was copied after the key",
        )
    })
    .await
}
