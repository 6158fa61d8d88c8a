//! Notices before keys end, with a notification server on the bus and keys whose end was moved near.

use end_to_end::designer::{Designer, MadeKey};
use end_to_end::failure::{Outcome, ensure};
use end_to_end::notification_server::NotificationServer;
use end_to_end::scenario::scenario;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Moves a key's life so that it ends in so many hours, after a week in all.
fn moves_its_end(designer: &Designer, key: &MadeKey, hours: i64) -> Outcome {
    let end = Timestamp::now() + SignedDuration::from_hours(hours);
    let begin = end - SignedDuration::from_hours(7 * 24);
    let database = rusqlite::Connection::open(designer.desk.data().join("device.sqlite3"))?;
    database.execute(
        "UPDATE api_keys SET created_at = ?2, expires_at = ?3 WHERE id = ?1",
        rusqlite::params![key.id, begin.as_millisecond(), end.as_millisecond()],
    )?;
    Ok(())
}

fn count(designer: &Designer, table: &str) -> Outcome<i64> {
    let database = rusqlite::Connection::open(designer.desk.data().join("device.sqlite3"))?;
    Ok(database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
}

/// Sets notices, which has the app look at once what is due.
async fn sets(designer: &Designer, names: bool) -> Outcome {
    let settings = json!({"on": true, "names": names, "steps": ["month", "week", "day", "end"]});
    designer
        .page()
        .invokes("set_notices", json!({ "settings": settings }))
        .await
        .map(drop)
}

#[tokio::test]
async fn an_end_is_told_once_with_actions() -> Outcome {
    scenario("notices", async |desk| {
        let server = NotificationServer::start(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        let figma = designer.makes_a_key("Figma").await?;
        designer.is_in_sync().await?;

        moves_its_end(&designer, &figma, 20)?;
        sets(&designer, false).await?;
        let first = server.shows(1).await?;
        ensure(
            first.summary == "1 key expires in 20 hours" && !format!("{first:?}").contains("Figma"),
            format!("{first:?}"),
        )?;
        server
            .chooses(&first, "snooze", || async {
                Ok(count(&designer, "notices_snoozed")? == 1)
            })
            .await?;

        // Nearer than the snooze would last: the last step is told by itself.
        moves_its_end(&designer, &figma, -1)?;
        let pipeline = designer.makes_a_key("Pipeline").await?;
        designer.is_in_sync().await?;
        moves_its_end(&designer, &pipeline, 4)?;
        let database = rusqlite::Connection::open(desk.data().join("device.sqlite3"))?;
        database.execute("DELETE FROM notices_snoozed", [])?;
        drop(database);
        sets(&designer, true).await?;
        let both = server.shows(2).await?;
        ensure(
            both.summary == "1 expired, 1 more key expires soon"
                && both.body.contains("Figma has expired")
                && both.body.contains("Pipeline expires in 4 hours"),
            format!("{both:?}"),
        )?;
        ensure(
            !both.actions.iter().any(|action| action == "rotate"),
            format!("{both:?}"),
        )?;
        let page = designer.page();
        page.clicks("nav-dashboard").await?;
        server
            .chooses(&both, "default", || page.has("api-keys-page"))
            .await
    })
    .await
}

#[tokio::test]
async fn a_key_is_rotated_from_its_notice_and_the_old_one_deleted() -> Outcome {
    scenario("notice-rotate", async |desk| {
        let server = NotificationServer::start(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        let old = designer.makes_a_key("Figma").await?;
        designer.is_in_sync().await?;
        moves_its_end(&designer, &old, 20)?;
        sets(&designer, true).await?;
        let notice = server.shows(1).await?;
        ensure(
            notice.summary == "Figma expires in 20 hours",
            format!("{notice:?}"),
        )?;
        let page = designer.page();
        server.chooses(&notice, "rotate", || page.has("stepper")).await?;
        page.sees("recipe-note").await?;
        page.until(
            "the name to be filled in",
            "return document.querySelector('[data-testid=key-name]').value === 'Figma'",
        )
        .await?;
        for step in ["step-expiration", "step-scope", "step-review"] {
            page.clicks("step-next").await?;
            page.sees(step).await?;
        }
        page.clicks("create-key").await?;
        page.sees("reveal").await?;
        let new = designer.copies_the_key().await?;
        designer.has_saved_it().await?;
        page.sees("replaced-by").await?;
        page.clicks("confirm-delete").await?;
        page.loses("confirm-dialog").await?;
        designer.is_in_sync().await?;
        page.sees_css(&designer.row(&new)).await?;
        let deleted = page.invokes("key", json!({ "id": old.id })).await?;
        ensure(deleted["state"] == "deleted", format!("{deleted}"))
    })
    .await
}

#[tokio::test]
async fn what_was_told_is_not_told_again_after_a_restart() -> Outcome {
    scenario("notice-once", async |desk| {
        let server = NotificationServer::start(&desk.display).await?;
        let designer = Designer::settles_in(&desk).await?;
        let told = designer.makes_a_key("Figma").await?;
        let other = designer.makes_a_key("Pipeline").await?;
        designer.is_in_sync().await?;
        moves_its_end(&designer, &told, 20)?;
        sets(&designer, true).await?;
        let notice = server.shows(1).await?;
        ensure(notice.summary.starts_with("Figma expires"), format!("{notice:?}"))?;
        is_noted(&designer).await?;
        designer.window.close().await?;

        let designer = Designer::opens_the_app_again(&desk).await?;
        // The next notice would be of both, had the first been forgotten.
        moves_its_end(&designer, &other, 4)?;
        sets(&designer, true).await?;
        let notice = server.shows(2).await?;
        ensure(
            notice.summary == "Pipeline expires in 4 hours",
            format!("{notice:?}"),
        )
    })
    .await
}

/// Waits until the app has noted that it told of an end: it does so after it was shown.
async fn is_noted(designer: &Designer) -> Outcome {
    let start = Instant::now();
    while count(designer, "notices_told")? == 0 {
        ensure(
            start.elapsed() < Duration::from_secs(5),
            "it was not noted what was told",
        )?;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

#[tokio::test]
async fn nobody_is_disturbed_and_nothing_breaks_without_a_server() -> Outcome {
    scenario("notices-quiet", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let page = designer.page();
        let key = designer.makes_a_key("Figma").await?;
        designer.is_in_sync().await?;
        let view = page.invokes("notices", json!({})).await?;
        ensure(view["available"] == Value::Bool(false), format!("{view}"))?;
        moves_its_end(&designer, &key, 20)?;
        sets(&designer, false).await?;
        page.invokes(
            "set_current_project",
            json!({ "id": designer.place().await?.project }),
        )
        .await?;
        page.clicks("account-menu").await?;
        page.clicks("account-menu-settings").await?;
        page.clicks("settings-notices").await?;
        page.sees("notices-unavailable").await?;
        ensure(count(&designer, "notices_told")? == 0, "it was told to nobody")?;

        let server = NotificationServer::start(&desk.display).await?;
        server.inhibits(true).await?;
        sets(&designer, false).await?;
        let view = page.invokes("notices", json!({})).await?;
        ensure(
            view["available"] == Value::Bool(true) && view["quiet"] == Value::Bool(true),
            format!("{view}"),
        )?;
        // It looks once at a time: with the second question, what came of the first is known.
        for _ in 0..2 {
            let before = server.asked();
            sets(&designer, false).await?;
            server.is_asked_after(before).await?;
        }
        let shown = server.shown();
        ensure(shown.is_empty(), format!("somebody was disturbed: {shown:?}"))?;
        ensure(count(&designer, "notices_told")? == 0, "it was told to nobody")?;
        page.invokes("show_example_notice", json!({})).await?;
        let example = server.shows(1).await?;
        ensure(example.body.contains("example"), format!("{example:?}"))?;
        server.inhibits(false).await?;
        sets(&designer, false).await?;
        let notice = server.shows(2).await?;
        ensure(notice.summary.starts_with("1 key expires"), format!("{notice:?}"))
    })
    .await
}
