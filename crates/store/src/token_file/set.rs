//! One token set alone, as a client writes it.

use std::convert::Infallible;

use super::DEEPEST;
use super::design_tokens::{Found, LONGEST_NAME, MOST_MEMBERS, WalkError, is_too_long, walk};
use super::text::check_depth;

/// Why a text is no token set, in words for the one who wrote it.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SetError {
    #[error("A token set is an object in braces; this is something else. Send one, be it empty: {{}}.")]
    NotAnObject,
    #[error(
        "This token set nests deeper than {DEEPEST} levels. Design tokens need far fewer; check what wrote it."
    )]
    TooDeep,
    #[error("This token set is not valid JSON: {0}. Correct it, then send it again.")]
    NotJson(String),
    #[error("“{0}” is there twice in this token set. Rename or remove one of them, then send it again.")]
    Repeated(String),
    #[error(
        "A name in this token set has more than {LONGEST_NAME} characters. Shorten it, then send it again."
    )]
    LongName,
    #[error(
        "This token set holds too much: more than {MOST_MEMBERS} names at once, or too many levels for its length. Split it, then send it again."
    )]
    TooMuch,
}

/// Checks a set by the same rules as those of a file.
pub(crate) fn check_set(set: &str) -> Result<(), SetError> {
    check_depth(set).map_err(|_| SetError::TooDeep)?;
    serde_json::from_str::<serde::de::IgnoredAny>(set)
        .map_err(|error| SetError::NotJson(error.to_string()))?;
    if !set.starts_with('{') {
        return Err(SetError::NotAnObject);
    }
    let walked: Result<(), WalkError<'_, Infallible>> = walk(set, |_| Ok(()));
    walked.map_err(|error| match error {
        WalkError::Repeated(path, _) => SetError::Repeated(path),
        WalkError::LongName(_) => SetError::LongName,
        WalkError::Unreadable(_, error) => SetError::NotJson(error.to_string()),
        WalkError::TooMuch => SetError::TooMuch,
        WalkError::Stopped(never) => match never {},
    })
}

/// How many design tokens a set has that was checked.
pub(crate) fn count_design_tokens(set: &str) -> u32 {
    let mut count = 0;
    let walked: Result<(), WalkError<'_, Infallible>> = walk(set, |found| {
        count += u32::from(matches!(found, Found::Token(_)));
        Ok(())
    });
    // What was found of a set that can't be read whole is what there is of it.
    drop(walked);
    count
}

/// Whether a text can name something: one line of visible characters, and not too long.
pub(crate) fn is_name(name: &str) -> bool {
    !name.trim().is_empty() && !name.chars().any(char::is_control) && !is_too_long(name)
}

/// Whether a text can name a token set: it is none of the format's own names.
pub(crate) fn is_set_name(name: &str) -> bool {
    is_name(name) && !name.starts_with('$')
}

/// Whether JSON is not nested too deep to be kept.
pub(crate) fn is_shallow(json: &str) -> bool {
    check_depth(json).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(set: &str) -> String {
        check_set(set).unwrap_err().to_string()
    }

    #[test]
    fn what_is_no_set_is_told() {
        assert!(said("[]").contains("an object in braces"));
        assert!(said("\"{}\"").contains("an object in braces"));
        assert!(said("{\"a\": oops}").contains("not valid JSON"));
        assert!(said(r#"{"a": {"b": 1, "b": 2}}"#).starts_with("“a.b” is there twice"));
        assert!(said(&format!("{{\"{}\": 1}}", "x".repeat(501))).contains("more than 500 characters"));
        let deep = format!("{}1{}", "{\"a\":".repeat(101), "}".repeat(101));
        assert!(said(&deep).contains("deeper than 100 levels"));
        assert_eq!(check_set("{}"), Ok(()));
    }

    #[test]
    fn design_tokens_are_counted() {
        assert_eq!(count_design_tokens("{}"), 0);
        assert_eq!(
            count_design_tokens(r#"{"a": {"$value": 1}, "b": {"c": {"value": 1e400}}, "d": {}}"#),
            2
        );
        assert_eq!(count_design_tokens("not one"), 0);
    }

    #[test]
    fn names_are_one_line_and_not_the_formats() {
        for name in ["core", "a/b", "ü 🎨", " a", &"ж".repeat(500)] {
            assert!(is_set_name(name), "{name}");
        }
        for name in ["", " ", "a\nb", "a\u{0}b", "$themes", &"x".repeat(501)] {
            assert!(!is_set_name(name), "{name}");
        }
    }
}
