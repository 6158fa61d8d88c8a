//! The vault and the system's keychain: a real GNOME Keyring, open, locked, frozen, and none.

use end_to_end::designer::{Designer, MadeKey};
use end_to_end::desk::Desk;
use end_to_end::failure::{Failure, Outcome, ensure, ensure_equal};
use end_to_end::keyring::Keyring;
use end_to_end::page::Page;
use end_to_end::scenario::scenario;
use end_to_end::vault_owner::{copies, is_open, keeps_a_key, unlocks};
use end_to_end::window::AppWindow;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the app promises, and what a slow computer may take besides.
const PROMISED: Duration = Duration::from_millis(6_500);

#[tokio::test]
async fn a_vault_in_the_keychain_opens_without_typing_until_that_is_turned_off() -> Outcome {
    scenario("keychain-open", async |desk| {
        let keyring = Keyring::unlocked(&desk).await?;
        let (window, key) = restarts_with_the_keychain(&desk).await?;
        let page = &window.page;
        ensure_equal(&keyring.items().await?, &1, "secrets in the keychain")?;
        copies(page, &key).await?;
        ensure_equal(&desk.display.clipboard()?, &key.secret, "the clipboard")?;
        ensure(is_open(page).await?, "the vault did not open")?;

        page.invokes("set_vault_in_keychain", json!({ "inKeychain": false }))
            .await?;
        ensure_equal(&keyring.items().await?, &0, "secrets in the keychain")?;
        page.invokes("lock_vault", json!({})).await?;
        copies_nothing(page, &key).await
    })
    .await
}

#[tokio::test]
async fn a_locked_keychain_leaves_the_passphrase_and_asks_nobody() -> Outcome {
    scenario("keychain-locked", async |desk| {
        let keyring = Keyring::unlocked(&desk).await?;
        let (window, key) = restarts_with_the_keychain(&desk).await?;
        keyring.locks().await?;
        is_refused_soon(&window.page, "The system’s keychain is locked.").await?;
        copies_nothing(&window.page, &key).await?;
        unlocks(&window.page).await?;
        copies(&window.page, &key).await
    })
    .await
}

#[tokio::test]
async fn a_keychain_that_does_not_answer_is_waited_for_five_seconds_and_comes_back() -> Outcome {
    scenario("keychain-frozen", async |desk| {
        let keyring = Keyring::unlocked(&desk).await?;
        let (window, key) = restarts_with_the_keychain(&desk).await?;
        keyring.freezes()?;
        is_refused_soon(&window.page, "The system’s keychain does not answer.").await?;
        unlocks(&window.page).await?;
        copies(&window.page, &key).await?;
        window.page.invokes("lock_vault", json!({})).await?;
        keyring.goes_on()?;
        copies(&window.page, &key).await
    })
    .await
}

#[tokio::test]
async fn a_keychain_that_went_away_leaves_the_passphrase_and_is_found_again() -> Outcome {
    scenario("keychain-gone", async |desk| {
        let keyring = Keyring::unlocked(&desk).await?;
        let (window, key) = restarts_with_the_keychain(&desk).await?;
        // The bus may start another one, which nobody has unlocked.
        drop(keyring);
        is_refused_soon(&window.page, "The system’s keychain").await?;
        unlocks(&window.page).await?;
        copies(&window.page, &key).await
    })
    .await
}

#[tokio::test]
async fn without_a_keychain_it_can_not_be_turned_on() -> Outcome {
    scenario("keychain-none", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let key = keeps_a_key(&designer, "For the build").await?;
        let page = designer.page();
        let said = refusal(page, "set_vault_in_keychain", json!({ "inKeychain": true })).await?;
        let expected = "This computer has no keychain that Studio Keys can use.";
        ensure(said.contains(expected), format!("said: {said}"))?;
        let view = page.invokes("vault", json!({})).await?;
        ensure_equal(
            &view.pointer("/settings/inKeychain"),
            &Some(&json!(false)),
            "the setting",
        )?;
        copies(page, &key).await
    })
    .await
}

/// Keeps a key, turns the keychain on, and starts the app anew.
async fn restarts_with_the_keychain(desk: &Arc<Desk>) -> Outcome<(AppWindow, MadeKey)> {
    let designer = Designer::settles_in(desk).await?;
    let key = keeps_a_key(&designer, "For the build").await?;
    let on = json!({ "inKeychain": true });
    designer.page().invokes("set_vault_in_keychain", on).await?;
    designer.window.close().await?;
    let window = desk.opens_the_app().await?;
    window.page.sees("dashboard").await?;
    ensure(!is_open(&window.page).await?, "the vault was open from the start")?;
    Ok((window, key))
}

async fn is_refused_soon(page: &Page, word: &str) -> Outcome {
    let start = Instant::now();
    let said = refusal(page, "unlock_vault_from_keychain", json!({})).await?;
    let took = start.elapsed();
    ensure(said.contains(word), format!("said: {said}"))?;
    ensure(said.contains("passphrase"), format!("says not what next: {said}"))?;
    ensure(took < PROMISED, format!("took {} ms", took.as_millis()))
}

/// The vault is locked, and nothing else is the reason.
async fn copies_nothing(page: &Page, key: &MadeKey) -> Outcome {
    let asked = json!({ "keyId": key.id, "form": "key" });
    let said = refusal(page, "copy_kept_key", asked).await?;
    ensure(said.contains("The vault is locked."), format!("said: {said}"))
}

async fn refusal(page: &Page, command: &str, arguments: Value) -> Outcome<String> {
    match page.invokes(command, arguments).await {
        Ok(_) => Err(Failure::new(format!("{command} was done"))),
        Err(failure) => Ok(failure.to_string()),
    }
}
