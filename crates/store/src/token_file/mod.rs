//! Reading Tokens Studio's JSON files.
//!
//! Two kinds of file are told apart by one rule. With `$themes` or `$metadata` at the top it is a *single file*: every
//! other member is a token set under its name (members that begin with `$` belong to the format and are passed over).
//! Without them it is *one set*, and the caller gives its name. The older wrapper `{version, values: {…}}` is a single
//! file, too, with the sets in `values`.
//!
//! The document that the Figma plugin's *Generic Versioned* provider sends is that wrapper, too, but nothing else is, and it
//! may be empty: hence [`read_versioned`].
//!
//! The sets come in the order of `$metadata.tokenSetOrder`, those it does not name after them in the order of the file.
//! A theme without a group forms one of its own name.
//!
//! Texts are cut out of the file and never written anew, so each set keeps its spelling to the byte.

mod design_tokens;
mod document;
mod error;
mod members;
mod set;
mod text;
mod themes;
mod versioned;

pub(crate) use design_tokens::{DesignToken, Found, WalkError, walk};
pub(crate) use error::TokenFileError;
pub(crate) use members::{Members, member, members};
pub(crate) use set::{check_set, count_design_tokens, is_name, is_set_name, is_shallow};
pub(crate) use versioned::{Versioned, read_versioned};

use crate::storage::Content;

/// The largest token file that the store takes, in bytes (100 MiB).
pub const LARGEST: usize = 100 * 1024 * 1024;

/// The deepest nesting that is taken, in levels.
pub(crate) const DEEPEST: usize = 100;

/// Reads a file. `set_name` names the set of a file that holds one set alone.
pub(crate) fn read(file: &[u8], set_name: &str) -> Result<Content, TokenFileError> {
    if file.len() > LARGEST {
        return Err(TokenFileError::TooLarge);
    }
    let text = text::decode(file)?;
    text::check_depth(text)?;
    document::read(text, set_name)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn refused(file: impl AsRef<[u8]>) -> String {
        read(file.as_ref(), "global").unwrap_err().to_string()
    }

    #[test]
    fn says_line_and_column_of_bad_json() {
        let reason = refused("{\n  \"core\": {\n    \"é\": oops\n  }\n}");
        assert!(reason.contains("line 3, column 10"), "{reason}");
        for text in ["", "   ", "{", "{\"a\":1,}", "<html>", "{\"a\": 01}", "{} {}"] {
            assert!(
                refused(text).contains("line 1, column "),
                "{text}: {}",
                refused(text)
            );
        }
    }

    #[test]
    fn only_an_object_is_a_token_file() {
        for text in ["[]", "null", "3", "\"text\"", "true"] {
            assert!(
                refused(text).contains("an object in braces"),
                "{text}: {}",
                refused(text)
            );
        }
    }

    #[test]
    fn encodings_other_than_utf_8_are_told() {
        let in_utf_16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            in_utf_16.as_slice(),
            b"\xfe\xff\0{\0}",
            b"\0\0\xfe\xff\0\0\0{",
            b"{\"a\": \"\xff\"}",
        ] {
            assert!(refused(bytes).contains("UTF-8"), "{}", refused(bytes));
        }
        let with_mark = "\u{feff}{\"a\": {\"value\": 1, \"type\": \"number\"}}";
        assert_eq!(
            read(with_mark.as_bytes(), "global").unwrap().counts.design_tokens,
            1
        );
    }

    #[test]
    fn twenty_levels_are_fine_and_endless_ones_are_told() {
        let nested = |levels: usize| {
            format!(
                "{}{{\"value\":1,\"type\":\"number\"}}{}",
                "{\"a\":".repeat(levels),
                "}".repeat(levels)
            )
        };
        assert_eq!(
            read(nested(20).as_bytes(), "global")
                .unwrap()
                .counts
                .design_tokens,
            1
        );
        assert_eq!(
            read(nested(99).as_bytes(), "global")
                .unwrap()
                .counts
                .design_tokens,
            1
        );
        assert!(refused(nested(100)).contains("deeper than 100 levels"));
        assert!(refused("[".repeat(1_000_000)).contains("deeper than 100 levels"));
        assert!(refused("{\"a\":".repeat(1_000_000)).contains("deeper than 100 levels"));
    }

    #[test]
    fn fifty_megabytes_are_read() {
        let set = format!(
            "{{{}}}",
            (0..400)
                .map(|n| format!("\"t{n}\": {{\"value\": \"#123456\", \"type\": \"color\"}}"))
                .collect::<Vec<_>>()
                .join(",")
        );
        let count = 50_000_000 / set.len() + 1;
        let sets: Vec<String> = (0..count).map(|n| format!("\"set {n}\": {set}")).collect();
        let file = format!("{{{}, \"$themes\": []}}", sets.join(","));
        assert!(file.len() > 50_000_000);
        let content = read(file.as_bytes(), "global").unwrap();
        assert_eq!(content.token_sets.len(), count);
        assert_eq!(content.counts.design_tokens as usize, count * 400);
        assert_eq!(content.token_sets[count - 1].raw, set);
    }

    /// The refusal of a file, which may be empty, but must come soon.
    fn read_soon(file: &str) -> String {
        let begin = Instant::now();
        let read = read(file.as_bytes(), "global");
        assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
        read.err().map(|error| error.to_string()).unwrap_or_default()
    }

    /// Names of groups, and what is deep inside them, must not be copied or looked through again and again.
    #[test]
    fn no_file_makes_it_hang() {
        let group = |name: &str, inner: &str| format!("{{\"{name}\": {inner}}}");
        let many = |count: usize| {
            let members: Vec<String> = (0..count).map(|n| format!("\"{n}\":{{}},")).collect();
            members.concat()
        };
        let wide = format!("{{{}\"last\":{{}}}}", many(200_000));
        let long_name = group(&"g".repeat(1024 * 1024), &wide);
        assert!(read_soon(&long_name).contains("more than 500 characters"));
        let name = "ж".repeat(500);
        let deep = (0..98).fold(wide, |inner, _| group(&name, &inner));
        assert_eq!(read_soon(&deep), "");
        let text = format!("\"{}\"", "x".repeat(50 * 1024 * 1024));
        let long_and_deep = (0..98).fold(text, |inner, _| group("a", &inner));
        assert!(read_soon(&long_and_deep).contains("“global” holds too much"));
        let sets = format!("{{{}\"$themes\":[]}}", many(1_100_000));
        assert!(read_soon(&sets).contains("more than 1000000 token sets"));
    }

    #[test]
    fn more_than_a_hundred_are_not() {
        assert!(refused(vec![b' '; LARGEST + 1]).contains("100 MiB"));
    }
}
