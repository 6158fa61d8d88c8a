//! Why a file is no token file, in words for the one who chose it.

use super::DEEPEST;
use super::design_tokens::{LONGEST_NAME, MOST_MEMBERS};

/// A place in a text: both numbers from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// Why a file is no token file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenFileError {
    #[error("This file is larger than 100 MiB. Split it into several projects, then import them one by one.")]
    TooLarge,
    #[error("This file is not written in UTF-8. Save it as UTF-8, then import it again.")]
    Encoding,
    #[error("This is not valid JSON: line {}, column {}: {reason}. Correct it there, then import it again.", at.line, at.column)]
    NotJson { at: Position, reason: String },
    #[error("This file nests deeper than {DEEPEST} levels, at line {}, column {}. Design tokens need far fewer; check what wrote it.", at.line, at.column)]
    TooDeep { at: Position },
    #[error(
        "A token file is an object in braces with token sets in it; this file is something else. Choose one that Tokens Studio exported."
    )]
    NotAnObject,
    #[error("“{path}” is there twice, again at line {}, column {}. Rename or remove one of them, then import it again.", at.line, at.column)]
    Duplicate { path: String, at: Position },
    #[error("The token set “{0}” is not an object in braces. Correct or remove it, then import it again.")]
    SetIsNoObject(String),
    #[error(
        "“{0}” can't name a token set: a name is one line of 1 to 500 visible characters. Rename it, then import it again."
    )]
    SetName(String),
    #[error("A name in this file has more than {LONGEST_NAME} characters, before line {}, column {}. Shorten it, then import the file again.", at.line, at.column)]
    MemberName { at: Position },
    #[error(
        "The token set “{0}” holds too much: more than {MOST_MEMBERS} names at once, or too many levels for its length. Split it, then import it again."
    )]
    TooMuch(String),
    #[error(
        "This file has more than {MOST_MEMBERS} token sets. Split it into several projects, then import them one by one."
    )]
    TooManySets,
    #[error(
        "“{0}” names a theme without a group, and another theme or a group of themes, too. Rename one of them, then import the file again."
    )]
    ThemeName(String),
    #[error("The member “{0}” is not as Tokens Studio writes it: {1}. Export the file again.")]
    Member(&'static str, String),
    #[error("This file holds no token sets. Choose one that Tokens Studio exported.")]
    Empty,
    #[error(
        "This is no document of a Tokens Studio project: {0}. Send one with “version”, “updatedAt”, “values” and “$themes”."
    )]
    NoDocument(&'static str),
}
