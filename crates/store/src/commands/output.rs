//! The two ways out: results to standard output, words to standard error.

use std::io::{self, Write};

/// Prints a line of what was asked for.
pub(super) fn print(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Says something to the person who watches. Nobody may be there to hear it.
pub(super) fn say(sentence: &str) {
    let _ = writeln!(io::stderr().lock(), "{sentence}");
}
