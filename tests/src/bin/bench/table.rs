//! Figures beside their limits, for the terminal and for `docs/performance.md`.

use std::fmt::Write;

/// One thing measured.
#[derive(Debug)]
pub(crate) struct Figure {
    /// What it is.
    pub(crate) what: &'static str,
    /// What was measured, in words with its unit.
    pub(crate) ours: String,
    /// What it is compared with, in words with its unit.
    pub(crate) beside: String,
    /// What is compared with the limit.
    pub(crate) value: f64,
    /// What `value` must stay below, or at; none where it only stands beside another figure.
    pub(crate) limit: Option<f64>,
    /// The unit of both: `×`, `ms` or `MB`.
    pub(crate) unit: &'static str,
}

impl Figure {
    /// Whether the limit is kept.
    pub(crate) fn holds(&self) -> bool {
        self.limit.is_none_or(|limit| self.value <= limit)
    }
}

/// The table.
pub(crate) fn markdown(figures: &[Figure]) -> String {
    let mut table =
        String::from("| what | Studio Keys | beside it | figure | limit | |\n|---|---|---|---|---|---|\n");
    for figure in figures {
        let Figure {
            what,
            ours,
            beside,
            value,
            limit,
            unit,
        } = figure;
        let judged = limit.map_or_else(
            || "| | |".to_owned(),
            |limit| {
                let verdict = if figure.holds() { "kept" } else { "**over**" };
                format!("| {limit:.2} {unit} | {verdict} |")
            },
        );
        let _ = writeln!(table, "| {what} | {ours} | {beside} | {value:.2} {unit} {judged}");
    }
    table
}

/// The whole of `docs/performance.md`.
pub(crate) fn document(table: &str, machine: &str) -> String {
    format!(
        "# Performance\n\n\
         `cargo xtask bench` measures this; `--write` puts it here. Everything is the release build, on a virtual \
         display without graphics hardware. Where nothing else is said below, a figure is the median of twenty, with random \
         pauses between; what stands side by side was measured in turns.\n\n\
         Machine: {machine}.\n\n{table}\n\
         - *Start*: from starting the program to real content in its window's pixels. The control window is a Tauri \
         window with one empty page (`tests/control`). Where there is no graphics card, as here, the app has the web \
         engine paint plainly, which is quicker than imitating one. The limit is for the control as it comes; beside it \
         stands the control when it is made to paint plainly as well, since part of what the app keeps it gains by that.\n\
         - *Memory*: the proportional set size of the program and its web processes, three seconds after that.\n\
         - *Shortcut*: from the keys' press at the X server, at random moments, until the window is there, is the active one, and shows \
         its page. Forty presses in turns with a bare second Tauri window that the plugin for global shortcuts shows. *The first press* is the \
         median of seven starts.\n\
         - *Idle*: over three minutes, once, 150 seconds after the start, with a tray and the quick menu's window waiting, while \
         another program's window has the focus. The limits are for the program itself: the web engine looks at its memory \
         twice a minute in each of its processes, of which the app has one more than the control, and nothing in Tauri reaches that.\n\
         - *From the tray*: from the choice in the menu, over D-Bus, until the clipboard is ours, the vault open.\n\
         - *Opening API Keys*: from the click to the frame after the first rows, with 10,000 keys and with 10.\n\
         - *A keystroke*: from the key's event to the rows of its answer in the page, laid out, among 10,000 keys. Waiting for \
         the display's next frame is not counted.\n\
         - *A keystroke in the quick menu*: the same in its window, from the key's event to the lines of its answer. *Its answer \
         alone* is from the question to the answer, the way to the program and back included: the mean of ten in a row.\n\
         - *Making a key*: from the last click to the frame after the new key's page. Nothing waits for the store.\n\
         - *Installed size*, once: all files of the `.deb`, as it says itself, beside the control window's program alone. The limit \
         is for a Tauri program as Cargo builds it when nothing else is said; beside it stands the control built by our own \
         profile, for size.\n"
    )
}
