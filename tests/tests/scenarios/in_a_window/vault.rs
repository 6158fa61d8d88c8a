//! Sealed copies: kept on a new key's page, copied again from the list, locked, and nowhere to be found.

use end_to_end::designer::{Designer, MadeKey};
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::memory::Search;
use end_to_end::page::{Page, by_id};
use end_to_end::scenario::scenario;
use end_to_end::stepper::Answers;
use end_to_end::vault_owner::{exports, passphrase, types_a_new_passphrase};
use fantoccini::key::Key;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_kept_key_is_copied_again_and_the_next_one_is_kept_as_well() -> Outcome {
    scenario("vault-kept", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = makes_and_keeps(&designer, "For the build").await?;
        page.reads("key-row", "Kept on this computer").await?;
        copies_from_the_list(&designer, &key).await?;
        desk.display.clipboard_becomes(&key.secret).await?;

        designer
            .creates_a_key(Answers::for_the_command_line("Kept by itself"))
            .await?;
        page.sees_css(&kept()).await?;
        // A kept key counts as saved: nothing is asked.
        page.clicks("nav-api-keys").await?;
        page.sees("api-keys-page").await?;
        let both = "return [...document.querySelectorAll('[data-testid=\"key-row\"]')] \
                    .filter((row) => row.textContent.includes('Kept on this computer')).length === 2";
        page.until("both keys to be kept", both).await?;

        designer.deletes(&key).await?;
        let kept = page.invokes("kept_keys", json!({})).await?;
        ensure_equal(
            &kept.as_array().map(Vec::len),
            &Some(1),
            "copies after a deletion",
        )
    })
    .await
}

#[tokio::test]
async fn a_locked_vault_asks_for_the_passphrase_and_then_copies() -> Outcome {
    scenario("vault-locked", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = makes_and_keeps(&designer, "For the build").await?;
        copies_from_the_list(&designer, &key).await?;
        desk.display.clipboard_becomes(&key.secret).await?;
        locks(&designer).await?;
        desk.display.clipboard_becomes("").await?;

        page.clicks("nav-api-keys").await?;
        copies_from_the_list(&designer, &key).await?;
        page.types("unlock-passphrase", "not this one").await?;
        page.presses(Key::Enter).await?;
        page.reads("unlock-passphrase-problem", "This is not the passphrase.")
            .await?;
        page.types("unlock-passphrase", &passphrase()).await?;
        page.presses(Key::Enter).await?;
        page.loses("unlock-vault").await?;
        desk.display.clipboard_becomes(&key.secret).await
    })
    .await
}

#[tokio::test]
async fn after_a_restart_the_vault_is_locked_and_too_many_wrong_ones_wait() -> Outcome {
    scenario("vault-waits", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        makes_and_keeps(&designer, "For the build").await?;
        designer.window.close().await?;
        let window = desk.opens_the_app().await?;
        let page = &window.page;
        page.sees("dashboard").await?;
        page.clicks("nav-api-keys").await?;
        page.reads("key-row", "Kept on this computer").await?;
        opens_the_settings(page).await?;
        page.clicks("unlock").await?;
        for _ in 0..4 {
            page.types("unlock-passphrase", "not this one").await?;
            page.presses(Key::Enter).await?;
            page.until("the field to be emptied", &empty("unlock-passphrase")).await?;
        }
        page.reads("unlock-passphrase-problem", "Try again in").await?;
        page.types("unlock-passphrase", &passphrase()).await?;
        let ready = "return document.querySelector('[data-testid=\"unlock-vault-confirm\"]').ariaDisabled === 'false'";
        page.until("the wait to be over", ready).await?;
        page.clicks("unlock-vault-confirm").await?;
        page.loses("unlock-vault").await?;
        page.sees("lock-now").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_locked_vault_leaves_neither_key_nor_passphrase_behind() -> Outcome {
    scenario("vault-memory", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = makes_and_keeps(&designer, "Kept to itself").await?;
        copies_from_the_list(&designer, &key).await?;
        desk.display.clipboard_becomes(&key.secret).await?;
        let found = Search::new(&key.secret).in_process(designer.window.process())?;
        ensure(
            !found.is_empty(),
            "the key is on the clipboard, yet the search finds it nowhere: it would find nothing ever",
        )?;
        locks(&designer).await?;
        desk.display.clipboard_becomes("").await?;
        opens_the_settings(page).await?;
        page.clicks("unlock").await?;
        page.types("unlock-passphrase", &passphrase()).await?;
        page.presses(Key::Enter).await?;
        page.loses("unlock-vault").await?;
        locks(&designer).await?;
        // The web engine frees what it no longer shows when it gets to it.
        tokio::time::sleep(Duration::from_secs(1)).await;
        for (what, secret) in [("key", &key.secret), ("passphrase", &passphrase())] {
            let search = Search::new(secret);
            let files = search.in_files(&designer.desk.data())?;
            ensure(files.is_empty(), format!("the {what} is in {files:?}"))?;
            let memory = search.in_process(designer.window.process())?;
            ensure(
                memory.is_empty(),
                format!("the {what} is in the app's memory: {memory:?}"),
            )?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn exported_copies_come_back_into_a_vault_that_was_started_over() -> Outcome {
    scenario("vault-export", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = makes_and_keeps(&designer, "For the other computer").await?;
        let folder = desk.folder("exported")?;
        let file = folder.join("copies.age");
        opens_the_settings(page).await?;
        exports(&designer, &file).await?;
        ensure(file.is_file(), "nothing was exported")?;
        let found = Search::new(&key.secret).in_files(&folder)?;
        ensure(found.is_empty(), format!("the key is in {found:?}"))?;

        page.clicks("start-over").await?;
        page.clicks("start-over-confirm").await?;
        page.loses("start-over-dialog").await?;
        let kept = page.invokes("kept_keys", json!({})).await?;
        ensure_equal(&kept, &json!([]), "copies after starting over")?;
        // Who starts over is asked for the new passphrase at once.
        sets_the_vault_up(page).await?;

        designer.chooses_a_file("import-copies", &file).await?;
        page.types("file-passphrase", &passphrase()).await?;
        page.presses(Key::Enter).await?;
        page.loses("import-dialog").await?;
        page.clicks("nav-api-keys").await?;
        page.reads("key-row", "Kept on this computer").await?;
        copies_from_the_list(&designer, &key).await?;
        desk.display.clipboard_becomes(&key.secret).await
    })
    .await
}

/// Makes a key, sets the vault's passphrase on its page, keeps a copy, and goes to the list.
async fn makes_and_keeps(designer: &Designer, name: &str) -> Outcome<MadeKey> {
    let page = designer.page();
    designer
        .creates_a_key(Answers::for_the_command_line(name))
        .await?;
    page.clicks("keep-copy-switch").await?;
    sets_the_vault_up(page).await?;
    page.sees_css(&kept()).await?;
    let key = designer.copies_the_key().await?;
    page.clicks("nav-api-keys").await?;
    page.sees("api-keys-page").await?;
    page.clicks("clear-clipboard").await?;
    designer.desk.display.clipboard_becomes("").await?;
    Ok(key)
}

async fn sets_the_vault_up(page: &Page) -> Outcome {
    page.sees("set-up-vault").await?;
    types_a_new_passphrase(page, "set-up-vault").await?;
    page.clicks("set-up-vault-confirm").await?;
    page.loses("set-up-vault").await
}

async fn copies_from_the_list(designer: &Designer, key: &MadeKey) -> Outcome {
    let page = designer.page();
    let menu = format!("{} {}", designer.row(key), by_id("key-menu"));
    page.clicks_css(&menu).await?;
    page.clicks("key-copy").await
}

async fn locks(designer: &Designer) -> Outcome {
    opens_the_settings(designer.page()).await?;
    designer.page().clicks("lock-now").await?;
    designer.page().sees("unlock").await.map(drop)
}

async fn opens_the_settings(page: &Page) -> Outcome {
    page.presses_with(&[Key::Control], ',').await?;
    page.clicks("settings-vault").await?;
    page.sees("section-vault").await.map(drop)
}

fn kept() -> String {
    format!("{}[data-kept=\"true\"]", by_id("keep-copy"))
}

fn empty(id: &str) -> String {
    format!("return document.querySelector({}).value === ''", json!(by_id(id)))
}
