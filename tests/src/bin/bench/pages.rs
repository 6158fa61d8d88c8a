//! What a designer waits for in the page, measured by the page's own clock.

use crate::{RUNS, pause};
use end_to_end::designer::Designer;
use end_to_end::desk::Desk;
use end_to_end::failure::{Failure, Outcome};
use end_to_end::page::Page;
use end_to_end::seed;
use end_to_end::stepper::{self, Answers};
use figures::Limit::AtMost;
use figures::{Figure, median};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// As many keys as nobody has.
pub(crate) const MANY: u32 = 10_000;
const FEW: u32 = 10;
/// One frame of a display, in milliseconds.
pub(crate) const FRAME: f64 = 1_000.0 / 60.0;

/// From a click to the second frame after a part is there.
const CLICK_TO_PAINTED: &str = "
    const [button, wanted] = arguments.map((id) => `[data-testid=\"${id}\"]`);
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    const begun = performance.now();
    document.querySelector(button).click();
    while (!document.querySelector(wanted)) await new Promise((done) => setTimeout(done));
    await frame();
    await frame();
    return performance.now() - begun;
";

/// From a key's event to the rows of its answer, laid out.
const KEYSTROKE: &str = "
    const field = document.querySelector('[data-testid=\"key-search\"]');
    const input = field.matches('input') ? field : field.querySelector('input');
    const list = document.querySelector('[data-testid=\"api-keys-page\"]');
    const rows = () => [...list.querySelectorAll('[data-testid=\"key-row\"]')];
    const answered = () => rows().length > 0 && rows().every((row) => row.textContent.includes(arguments[0]));
    if (answered()) throw new Error('the rows hold the words already');
    // The driver's own work with the script is over by then.
    await new Promise(requestAnimationFrame);
    const begun = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, arguments[0]);
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: arguments[0], inputType: 'insertText' }));
    await new Promise((done) => {
        // With the layout of the new rows, which is most of what a frame with them costs.
        const look = () => { if (answered()) { observer.disconnect(); list.getBoundingClientRect(); done(); } };
        const observer = new MutationObserver(look);
        observer.observe(list, { subtree: true, childList: true, characterData: true });
        look();
    });
    return performance.now() - begun;
";

/// The three figures.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let many = designer_with("bench-many", MANY).await?;
    let few = designer_with("bench-few", FEW).await?;
    Ok(vec![
        opening(&many, &few).await?,
        keystroke(&many).await?,
        making(&few).await?,
    ])
}

/// Somebody with so many keys, all of them at the store.
pub(crate) async fn designer_with(name: &str, keys: u32) -> Outcome<Designer> {
    let desk = Arc::new(Desk::set_up(name)?);
    Designer::settles_in(&desk).await?.window.close().await?;
    seed::keys(&desk.data(), keys, |number| format!("Key {number:05}"))?;
    let window = desk.opens_the_app().await?;
    window.page.sees("dashboard").await?;
    let designer = Designer { desk, window };
    // Only when nothing is being sent is a page all that the app has to do.
    designer.is_in_sync_within(Duration::from_secs(300)).await?;
    Ok(designer)
}

async fn opening(many: &Designer, few: &Designer) -> Outcome<Figure> {
    let (mut with_many, mut with_few) = (Vec::new(), Vec::new());
    for run in 0..=RUNS {
        let one = opens(many.page()).await?;
        let other = opens(few.page()).await?;
        if run > 0 {
            with_many.push(one);
            with_few.push(other);
        }
    }
    let (with_many, with_few) = (median(with_many), median(with_few));
    Ok(Figure {
        what: "opening API Keys with 10,000 keys",
        ours: format!("{with_many:.1} ms"),
        beside: format!("{with_few:.1} ms (10 keys)"),
        value: with_many - with_few,
        limit: Some(AtMost(2.0 * FRAME)),
        unit: "ms",
    })
}

async fn opens(page: &Page) -> Outcome<f64> {
    page.clicks("nav-dashboard").await?;
    page.sees("dashboard").await?;
    pause().await;
    milliseconds(
        &page
            .awaits(CLICK_TO_PAINTED, vec!["nav-api-keys".into(), "key-row".into()])
            .await?,
    )
}

async fn keystroke(many: &Designer) -> Outcome<Figure> {
    let page = many.page();
    page.sees("api-keys-page").await?;
    let mut times = Vec::new();
    for run in 0..=RUNS {
        pause().await;
        let words = format!("{:03}", 101 + run * 37);
        let time = milliseconds(&page.awaits(KEYSTROKE, vec![words.into()]).await?)?;
        if run > 0 {
            times.push(time);
        }
    }
    let time = median(times);
    Ok(Figure {
        what: "a keystroke in the search of 10,000 keys",
        ours: format!("{time:.1} ms"),
        beside: "one frame".into(),
        value: time,
        limit: Some(AtMost(FRAME)),
        unit: "ms",
    })
}

async fn making(designer: &Designer) -> Outcome<Figure> {
    let page = designer.page();
    let mut times = Vec::new();
    for run in 0..=RUNS {
        let name = format!("Made {run}");
        stepper::opens(page).await?;
        stepper::walks_to_review(page, Answers::for_the_command_line(&name)).await?;
        pause().await;
        let time = page
            .awaits(CLICK_TO_PAINTED, vec!["create-key".into(), "reveal".into()])
            .await?;
        if run > 0 {
            times.push(milliseconds(&time)?);
        }
        designer.has_saved_it().await?;
    }
    let time = median(times);
    Ok(Figure {
        what: "making a key, to its page painted",
        ours: format!("{time:.1} ms"),
        beside: "no network".into(),
        value: time,
        limit: Some(AtMost(100.0)),
        unit: "ms",
    })
}

/// A time of the page's clock.
pub(crate) fn milliseconds(value: &Value) -> Outcome<f64> {
    value
        .as_f64()
        .ok_or_else(|| Failure::new(format!("no time but {value}")))
}
