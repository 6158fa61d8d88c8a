//! A keystroke in the quick menu among ten thousand keys, as its page and as its answer.

use crate::pages::{FRAME, MANY, designer_with, milliseconds};
use crate::{RUNS, pause};
use end_to_end::designer::Designer;
use end_to_end::failure::Outcome;
use figures::Limit::AtMost;
use figures::{Figure, median};

/// From a key's event to the lines of its answer, laid out.
const KEYSTROKE: &str = "
    const input = document.querySelector('[data-testid=\"quick-menu-input\"]');
    const list = document.querySelector('[role=listbox]');
    const first = () => list.querySelector('[data-testid=\"quick-menu-title\"]')?.textContent ?? '';
    const answered = () => first().includes(arguments[0]);
    if (answered()) throw new Error('the first line holds the words already');
    // The driver's own work with the script is over by then.
    await new Promise(requestAnimationFrame);
    const begun = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, arguments[0]);
    input.dispatchEvent(new InputEvent('input', { bubbles: true, data: arguments[0], inputType: 'insertText' }));
    await new Promise((done) => {
        const look = () => { if (answered()) { observer.disconnect(); list.getBoundingClientRect(); done(); } };
        const observer = new MutationObserver(look);
        observer.observe(list, { subtree: true, childList: true, characterData: true });
        look();
    });
    return performance.now() - begun;
";

/// The mean time of ten answers: the page's clock alone is too coarse for one.
const ANSWERS: &str = "
    const begun = performance.now();
    for (let time = 0; time < 10; time += 1) {
        await window.__TAURI_INTERNALS__.invoke('find_in_quick_menu', { question: arguments[0] });
    }
    return (performance.now() - begun) / 10;
";

/// Both figures.
pub(crate) async fn measure() -> Outcome<Vec<Figure>> {
    let designer = designer_with("bench-keystroke", MANY).await?;
    designer.desk.display.xdotool(&["key", "ctrl+k"])?;
    designer.is_in("Studio Keys quick menu").await?;
    designer.looks_at_the_quick_menu().await?;
    let to_the_eye = times(&designer, KEYSTROKE).await?;
    let answers = times(&designer, ANSWERS).await?;
    Ok(vec![
        Figure {
            what: "a keystroke in the quick menu, 10,000 keys",
            ours: format!("{to_the_eye:.1} ms"),
            beside: "one frame".into(),
            value: to_the_eye,
            limit: Some(AtMost(FRAME)),
            unit: "ms",
        },
        Figure {
            what: "its answer alone",
            ours: format!("{answers:.1} ms"),
            beside: "there and back".into(),
            value: answers,
            limit: Some(AtMost(5.0)),
            unit: "ms",
        },
    ])
}

/// The median of what the script measures with one question after the other.
async fn times(designer: &Designer, script: &str) -> Outcome<f64> {
    let mut times = Vec::new();
    for run in 0..=RUNS {
        pause().await;
        // The menu finds words by how they begin: the names of ten keys begin with these letters.
        let words = format!("{:04}", 101 + run * 37);
        let time = designer.page().awaits(script, vec![words.into()]).await?;
        if run > 0 {
            times.push(milliseconds(&time)?);
        }
    }
    Ok(median(times))
}
