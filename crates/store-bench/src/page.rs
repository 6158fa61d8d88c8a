//! The part of `docs/performance.md` that is about the store.

/// How it was measured, around the table.
pub(crate) fn about(table: &str) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "`cargo xtask bench store` measures this; `--write` puts it here. Built for speed (the profile \
         `serve`), on loopback with 64 connections that are kept open, on a machine with {cores} cores. What makes the load runs on the same machine as what \
         answers, in a process of its own with one thread. What stands side by side was measured in turns; figures are medians.\n\n\
         {table}\n\
         - *`/v1/authorize`*: each request with another key, of which each was used before. The bare handler answers the same \
         headers. What the store adds is the look-up, the note of the use (written a minute later), the counters and the \
         layers in front of all doors.\n\
         - *Memory*: the server's resident set just after the last of a million keys was used, each for the first time and \
         10,000 a second. Part of it are uses that are not written yet.\n\
         - *What it costs*: the server's own processor time for a request, in turns; a thousand keys are asked with on both \
         sides. What a million cost more is the C library's allocator, which searches what their uses left behind: it takes a fifth \
         of the time, and next to nothing with a thousand. When all of a million keys are used within a minute, each use is written down, which costs more than to answer.\n\
         - *Wrong keys*: well-formed ones that nobody was given, so that each is looked up in the file. What sends them takes its \
         part of the processor, too.\n\
         - *Pulling*: one at a time; from the request to the last byte. A whole document that was asked for lately is kept, the \
         answer to the SDK's query is not: each set is read from the store's file and copied into the answer.\n"
    )
}
