//! Running a program to its end and hearing what it said.

use crate::failure::{Failure, Outcome};
use std::process::{Command, Output};

/// What a program printed when it succeeded, without the last line's end.
pub fn says(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?.trim_end().to_owned());
    }
    Err(Failure::new(format!(
        "{} failed: {}",
        shown(command),
        complaint(&output)
    )))
}

/// What a program complained about when it was meant to fail.
pub fn refuses(command: &mut Command) -> Outcome<String> {
    let output = command.output()?;
    if output.status.success() {
        return Err(Failure::new(format!(
            "{} succeeded and should not have",
            shown(command)
        )));
    }
    Ok(complaint(&output))
}

fn complaint(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stderr),
        String::from_utf8_lossy(&output.stdout)
    )
}

fn shown(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}
