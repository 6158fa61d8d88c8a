//! Two starts of the app, and a port that somebody else has.

use end_to_end::designer::Designer;
use end_to_end::failure::{Failure, Outcome, ensure};
use end_to_end::process;
use end_to_end::scenario::scenario;
use end_to_end::window::Opening;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_second_start_ends_at_once_and_brings_the_first_forward() -> Outcome {
    scenario("second-start", async |desk| {
        let designer = Designer::settles_in(&desk).await?;
        let first = desk.display.window_of_the_app();
        let first = first.ok_or_else(|| Failure::new("the app has no window"))?;
        desk.display.xdotool(&["windowminimize", "--sync", &first])?;

        desk.starts_the_app_again(&[])?;
        let start = Instant::now();
        while desk
            .display
            .xdotool(&["getactivewindow"])
            .unwrap_or_default()
            .trim()
            != first
        {
            ensure(
                start.elapsed() < Duration::from_secs(5),
                "the first window was not brought forward",
            )?;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        designer.page().sees("dashboard").await.map(drop)
    })
    .await
}

#[tokio::test]
async fn a_start_while_the_app_is_going_away_opens_a_window_of_its_own() -> Outcome {
    scenario("start-after-quit", async |desk| {
        let Designer { window, .. } = Designer::settles_in(&desk).await?;
        let first = window.process();
        process::terminate(first)?;
        let window = desk.opens_the_app().await?;
        window.page.sees("dashboard").await?;
        ensure(
            window.process() != first,
            "the app that was told to end is the one that opened",
        )
    })
    .await
}

#[tokio::test]
async fn a_taken_port_makes_the_store_use_the_next_free_one() -> Outcome {
    scenario("port-taken", async |desk| {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = taken.local_addr()?.port();
        let window = desk
            .opens(&Opening {
                data: desk.data(),
                port,
            })
            .await?;
        let designer = Designer { window, desk };
        designer.starts_on_this_computer().await?;
        designer.keeps_the_shortcut().await?;
        designer.page().clicks("starter-project").await?;
        designer.page().sees("dashboard").await?;
        designer.makes_a_key("Elsewhere").await?;
        designer.is_in_sync().await?;
        let used = designer.place().await?.port;
        ensure(
            used > port,
            format!("port {port} was taken, and the app says it uses {used}"),
        )
    })
    .await
}
