//! From the press of the system-wide shortcut to the quick menu painted and focused, and a keystroke in it.

use crate::pause;
use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Outcome, ensure};
use end_to_end::hands::Hands;
use end_to_end::process::Started;
use end_to_end::{files, picture};
use figures::Limit::AtMost;
use figures::{Figure, median};
use std::sync::Arc;
use std::time::{Duration, Instant};
use x11rb::protocol::xproto::{ConnectionExt, MapState, Window};

/// How often each shortcut is pressed.
const PRESSES: usize = 40;
/// How often the app is started for its first press.
const FIRST_PRESSES: usize = 7;
/// More colours than a page without words has.
const COLOURS_OF_WORDS: usize = 24;
/// Every so manieth pixel is looked at.
const STEP: usize = 7;
/// The background of the control's page.
const CONTROL_COLOUR: u32 = 0x002f_6b4f;
const LONGEST: Duration = Duration::from_secs(10);
/// How long a program settles after its start.
const SETTLES: Duration = Duration::from_secs(4);

/// A window that a shortcut shows.
struct Shown {
    title: &'static str,
    keys: &'static [&'static str],
    /// Whether its page, and not only its background, is to be seen.
    is_painted: fn(&std::collections::BTreeSet<u32>) -> bool,
}

const OURS: Shown = Shown {
    title: "^Studio Keys quick menu$",
    keys: &["Control_L", "k"],
    is_painted: |colours| colours.len() > COLOURS_OF_WORDS,
};
const CONTROL: Shown = Shown {
    title: "^Control menu$",
    keys: &["Control_L", "Shift_L", "j"],
    is_painted: |colours| colours.contains(&CONTROL_COLOUR),
};

/// The figures of the quick menu's coming up.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let desk = Arc::new(Desk::set_up("bench-menu")?);
    Designer::settles_in(&desk).await?.window.close().await?;
    let control = Started::new(
        &files::program("control-window")?.display().to_string(),
        &desk.evidence().join("control.log"),
        |command| {
            desk.display.give_to(command);
            command.arg("--shortcut");
        },
    )?;
    let hands = Hands::at(&desk.display)?;
    begin(&desk, &hands, &CONTROL).await?;
    let mut first = Vec::new();
    for _ in 0..FIRST_PRESSES {
        let app = start(&desk)?;
        first.push(press(&desk, &hands, &OURS).await?);
        drop(app);
        gone(&desk, &OURS).await?;
    }
    let app = start(&desk)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for run in 0..=PRESSES {
        let one = press(&desk, &hands, &OURS).await?;
        let other = press(&desk, &hands, &CONTROL).await?;
        if run > 0 {
            ours.push(one);
            theirs.push(other);
        }
    }
    drop((app, control));
    Ok(figures(median(ours), median(theirs), median(first)))
}

fn figures(ours: f64, theirs: f64, first: f64) -> Vec<Figure> {
    let beside = format!("{theirs:.0} ms (control window, by the plugin)");
    vec![
        Figure {
            what: "shortcut to quick menu painted and focused",
            ours: format!("{ours:.0} ms"),
            beside: beside.clone(),
            value: ours / theirs,
            limit: Some(AtMost(0.8)),
            unit: "×",
        },
        Figure {
            what: "the same, by the clock",
            ours: format!("{ours:.0} ms"),
            beside,
            value: ours,
            limit: Some(AtMost(50.0)),
            unit: "ms",
        },
        Figure {
            what: "the first press after a start",
            ours: format!("{first:.0} ms"),
            beside: format!("{ours:.0} ms (later ones)"),
            value: first / ours,
            limit: Some(AtMost(1.5)),
            unit: "×",
        },
    ]
}

/// The app as a person starts it, once it rests.
fn start(desk: &Desk) -> Outcome<Started> {
    let app = files::program("studio-keys")?.display().to_string();
    let started = Started::new(&app, &desk.evidence().join("app.log"), |command| {
        desk.display.give_to(command);
        command.arg("--data").arg(desk.data());
    })?;
    window_of(desk, &OURS)?;
    // The menu's page is loaded unseen; what else a start has to do is over by then, too.
    std::thread::sleep(SETTLES);
    Ok(started)
}

fn window_of(desk: &Desk, shown: &Shown) -> Outcome<Window> {
    let begun = Instant::now();
    loop {
        if let Ok(found) = desk.display.xdotool(&["search", "--name", shown.title])
            && let Some(window) = found.lines().last()
        {
            return Ok(window.parse()?);
        }
        ensure(
            begun.elapsed() < LONGEST,
            format!("there is no window {}", shown.title),
        )?;
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A hidden window that was never shown is not there for the X server.
async fn begin(desk: &Desk, hands: &Hands, shown: &Shown) -> Outcome {
    tokio::time::sleep(SETTLES).await;
    hands.press(shown.keys)?;
    let window = window_of(desk, shown)?;
    until(shown, || is_ready(hands, window, shown)).await?;
    hands.press(shown.keys)?;
    until(shown, || Ok(!is_up(hands, window)?)).await
}

async fn gone(desk: &Desk, shown: &Shown) -> Outcome {
    let begun = Instant::now();
    while desk.display.xdotool(&["search", "--name", shown.title]).is_ok() {
        ensure(begun.elapsed() < LONGEST, "the app did not end")?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Milliseconds from the press until the window can be read and typed into; it is hidden again afterwards.
async fn press(desk: &Desk, hands: &Hands, shown: &Shown) -> Outcome<f64> {
    let window = window_of(desk, shown)?;
    until(shown, || Ok(!is_up(hands, window)?)).await?;
    pause().await;
    let begun = Instant::now();
    hands.press(shown.keys)?;
    until(shown, || is_ready(hands, window, shown)).await?;
    let time = begun.elapsed().as_secs_f64() * 1_000.0;
    pause().await;
    hands.press(shown.keys)?;
    until(shown, || Ok(!is_up(hands, window)?)).await?;
    Ok(time)
}

async fn until(shown: &Shown, is_so: impl Fn() -> Outcome<bool>) -> Outcome {
    let begun = Instant::now();
    while !is_so()? {
        ensure(
            begun.elapsed() < LONGEST,
            format!("{} did not obey its keys", shown.title),
        )?;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

fn is_up(hands: &Hands, window: Window) -> Outcome<bool> {
    let attributes = hands.connection().get_window_attributes(window)?.reply()?;
    Ok(attributes.map_state == MapState::VIEWABLE)
}

fn is_ready(hands: &Hands, window: Window, shown: &Shown) -> Outcome<bool> {
    if !is_up(hands, window)? || hands.active_window()? != window {
        return Ok(false);
    }
    let picture = picture::of_area(hands.connection(), window, (16, 16), (560, 400))?;
    Ok((shown.is_painted)(&picture.some_colours(STEP)))
}
