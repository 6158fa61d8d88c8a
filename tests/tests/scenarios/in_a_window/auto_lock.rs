//! What the computer tells locks the vault and clears the clipboard.

use end_to_end::designer::{Designer, MadeKey};
use end_to_end::failure::{Outcome, ensure, ensure_equal};
use end_to_end::login_manager::LoginManager;
use end_to_end::scenario::scenario;
use end_to_end::vault_owner::{copies, is_open, keeps_a_key, sees_it_lock, unlocks};
use serde_json::json;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(5);

#[tokio::test]
async fn sleep_waits_for_the_vault_to_lock_every_time() -> Outcome {
    scenario("auto-lock-sleep", async |desk| {
        let computer = LoginManager::starts(&desk).await?;
        let designer = Designer::settles_in(&desk).await?;
        let key = keeps_a_key(&designer, "For the build").await?;
        for _ in 0..2 {
            computer.is_listened_to().await?;
            copies(designer.page(), &key).await?;
            computer.goes_to_sleep().await?;
            ensure(!is_open(designer.page()).await?, "asleep with an open vault")?;
            ensure_equal(&desk.display.clipboard()?.as_str(), &"", "the clipboard asleep")?;
            computer.wakes().await?;
            unlocks(designer.page()).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn the_lock_of_the_session_and_another_user_lock_the_vault() -> Outcome {
    scenario("auto-lock-session", async |desk| {
        let computer = LoginManager::starts(&desk).await?;
        let designer = Designer::settles_in(&desk).await?;
        let key = keeps_a_key(&designer, "For the build").await?;
        computer.is_listened_to().await?;
        copies(designer.page(), &key).await?;
        computer.locks_the_session().await?;
        sees_it_lock(&designer, SOON).await?;
        opens_and_copies(&designer, &key).await?;
        computer.switches_the_user().await?;
        sees_it_lock(&designer, SOON).await
    })
    .await
}

#[tokio::test]
async fn the_lock_of_the_screen_locks_the_vault() -> Outcome {
    scenario("auto-lock-screen", async |desk| {
        let computer = LoginManager::starts(&desk).await?;
        let designer = Designer::settles_in(&desk).await?;
        let key = keeps_a_key(&designer, "For the build").await?;
        computer.is_listened_to().await?;
        for interface in ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"] {
            opens_and_copies(&designer, &key).await?;
            computer.locks_the_screen(interface).await?;
            sees_it_lock(&designer, SOON).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test]
async fn a_minute_without_keyboard_and_mouse_locks_the_vault() -> Outcome {
    scenario("auto-lock-idle", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = keeps_a_key(&designer, "For the build").await?;
        page.invokes("set_lock_after", json!({ "lockAfter": "oneMinute" }))
            .await?;
        copies(page, &key).await?;
        let used = Instant::now();
        tokio::time::sleep(Duration::from_secs(30)).await;
        // The driver's clicks are none of the display's: this is the only hand that it sees.
        desk.display.xdotool(&["mousemove", "640", "400"])?;
        let moved = Instant::now();
        tokio::time::sleep(Duration::from_secs(65).saturating_sub(used.elapsed())).await;
        ensure(is_open(page).await?, "locked although the mouse was moved")?;
        sees_it_lock(&designer, Duration::from_secs(40)).await?;
        ensure(
            moved.elapsed() >= Duration::from_secs(60),
            "locked before the minute was over",
        )
    })
    .await
}

async fn opens_and_copies(designer: &Designer, key: &MadeKey) -> Outcome {
    unlocks(designer.page()).await?;
    copies(designer.page(), key).await?;
    ensure_equal(&designer.desk.display.clipboard()?, &key.secret, "the clipboard")
}
