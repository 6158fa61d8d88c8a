//! The part of `docs/performance.md` that is about the app.

/// How it was measured, around the table.
pub(crate) fn about(table: &str, machine: &str) -> String {
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
