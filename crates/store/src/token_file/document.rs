//! The whole file: which of its members are token sets, and in which order.

use std::collections::HashMap;
use std::convert::Infallible;

use serde::Deserialize;

use super::design_tokens::{Found, MOST_MEMBERS, WalkError, walk};
use super::error::TokenFileError;
use super::members::{Members, member, members_up_to, repeated};
use super::set::is_name;
use super::{text, themes};
use crate::storage::{Content, ContentCounts, NewThemeGroup, NewTokenSet};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    #[serde(default)]
    token_set_order: Vec<String>,
}

pub(super) fn read(file: &str, set_name: &str) -> Result<Content, TokenFileError> {
    let top = object(file, file)?;
    let themes = read_themes(&top)?;
    let order = member(&top, "$metadata")
        .map(read_metadata)
        .transpose()?
        .unwrap_or_default()
        .token_set_order;
    content(file, in_order(sets(file, top, set_name)?, &order), themes)
}

/// The themes in the file's outermost object.
pub(super) fn read_themes(top: &Members<'_>) -> Result<Vec<NewThemeGroup>, TokenFileError> {
    let themes = member(top, "$themes").map(themes::read).transpose()?;
    Ok(themes.unwrap_or_default())
}

/// Checks these sets of the file and puts them together with its themes.
pub(super) fn content(
    file: &str,
    sets: Members<'_>,
    themes: Vec<NewThemeGroup>,
) -> Result<Content, TokenFileError> {
    let mut design_tokens = 0;
    for (name, set) in &sets {
        design_tokens += check_set(file, name, set)?;
    }
    let themes_count = themes.iter().map(|group| group.themes.len()).sum();
    let counts = ContentCounts {
        token_sets: count(sets.len()),
        design_tokens: count(design_tokens),
        themes: count(themes_count),
    };
    let token_sets = sets
        .into_iter()
        .map(|(name, raw)| NewTokenSet {
            name: name.into_owned(),
            raw: raw.to_owned(),
        })
        .collect();
    Ok(Content {
        token_sets,
        theme_groups: themes,
        counts,
    })
}

/// The members of an object within the file, none of them twice.
pub(super) fn object<'text>(file: &str, part: &'text str) -> Result<Members<'text>, TokenFileError> {
    // The whole is checked as JSON first, since a wrong kind of value would otherwise hide what is wrong after it.
    serde_json::from_str::<serde::de::IgnoredAny>(part)
        .map_err(|error| text::not_json(file, part, &error))?;
    if !part.trim_start().starts_with('{') {
        return Err(TokenFileError::NotAnObject);
    }
    let members = members_up_to(part, MOST_MEMBERS)
        .map_err(|error| text::not_json(file, part, &error))?
        .ok_or(TokenFileError::TooManySets)?;
    match repeated(&members) {
        Some((name, again)) => Err(TokenFileError::Duplicate {
            path: name.to_owned(),
            at: text::position(file, text::offset_of(file, again)),
        }),
        None => Ok(members),
    }
}

fn sets<'text>(
    file: &'text str,
    top: Members<'text>,
    set_name: &str,
) -> Result<Members<'text>, TokenFileError> {
    let is_single_file = top
        .iter()
        .any(|(name, _)| name == "$themes" || name == "$metadata");
    let wrapped = member(&top, "values").filter(|values| values.starts_with('{') && is_version(&top));
    let mut sets = match wrapped {
        Some(values) => object(file, values)?,
        None if is_single_file => top,
        None if top.is_empty() => Vec::new(),
        None => return Ok(vec![(set_name.to_owned().into(), file.trim())]),
    };
    retain_sets(&mut sets);
    if sets.is_empty() {
        Err(TokenFileError::Empty)
    } else {
        Ok(sets)
    }
}

/// Members that begin with `$` belong to the format.
pub(super) fn retain_sets(members: &mut Members<'_>) {
    members.retain(|(name, _)| !name.starts_with('$'));
}

/// A `version` that is no group or design token marks the older wrapper.
fn is_version(top: &Members<'_>) -> bool {
    member(top, "version").is_some_and(|version| !version.starts_with('{'))
}

fn read_metadata(metadata: &str) -> Result<Metadata, TokenFileError> {
    serde_json::from_str(metadata).map_err(|_| {
        TokenFileError::Member("$metadata", "its tokenSetOrder should be a list of names".into())
    })
}

fn in_order<'text>(mut sets: Members<'text>, order: &[String]) -> Members<'text> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (name, place) in order.iter().zip(0..) {
        // A name that is repeated keeps its first place.
        places.entry(name).or_insert(place);
    }
    sets.sort_by_key(|(name, _)| places.get(name.as_ref()).copied().unwrap_or(usize::MAX));
    sets
}

/// Checks a set and counts its design tokens.
fn check_set(file: &str, name: &str, set: &str) -> Result<usize, TokenFileError> {
    if !is_name(name) {
        return Err(TokenFileError::SetName(name.chars().take(80).collect()));
    }
    if !set.starts_with('{') {
        return Err(TokenFileError::SetIsNoObject(name.to_owned()));
    }
    let mut count = 0;
    let walked: Result<(), WalkError<'_, Infallible>> = walk(set, |found| {
        count += usize::from(matches!(found, Found::Token(_)));
        Ok(())
    });
    walked.map_err(|error| refused(file, name, error))?;
    Ok(count)
}

fn refused(file: &str, set: &str, error: WalkError<'_, Infallible>) -> TokenFileError {
    let place = |part| text::position(file, text::offset_of(file, part));
    match error {
        WalkError::Repeated(path, again) => TokenFileError::Duplicate {
            path: format!("{set}: {path}"),
            at: place(again),
        },
        WalkError::LongName(value) => TokenFileError::MemberName { at: place(value) },
        WalkError::Unreadable(part, error) => text::not_json(file, part, &error),
        WalkError::TooMuch => TokenFileError::TooMuch(set.to_owned()),
        WalkError::Stopped(never) => match never {},
    }
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: &str) -> Vec<String> {
        read(file, "brand")
            .unwrap()
            .token_sets
            .into_iter()
            .map(|set| set.name)
            .collect()
    }

    #[test]
    fn a_single_file_is_in_the_order_of_its_metadata() {
        let file = r#"{"c": {}, "a": {}, "b": {}, "$themes": [], "$metadata": {"tokenSetOrder": ["b", "gone", "a"]}}"#;
        assert_eq!(names(file), ["b", "a", "c"]);
        assert_eq!(names(r#"{"$metadata": {}, "z": {}, "y": {}}"#), ["z", "y"]);
        let repeated = r#"{"a": {}, "b": {}, "$metadata": {"tokenSetOrder": ["b", "a", "b"]}}"#;
        assert_eq!(names(repeated), ["b", "a"]);
    }

    #[test]
    fn without_themes_and_metadata_it_is_one_set() {
        let file = r#"{"color": {"red": {"value": 1.0, "type": "other"}}}"#;
        let content = read(&format!("\n{file}\n"), "brand").unwrap();
        assert_eq!(
            content.token_sets,
            [NewTokenSet {
                name: "brand".into(),
                raw: file.into()
            }]
        );
        assert_eq!(
            content.counts,
            ContentCounts {
                token_sets: 1,
                design_tokens: 1,
                themes: 0
            }
        );
    }

    #[test]
    fn the_older_wrapper_is_a_single_file() {
        let file =
            r#"{"version": "5", "values": {"core": {"a": {}}, "dark": {}}, "$themes": [{"name": "Dark"}]}"#;
        assert_eq!(names(file), ["core", "dark"]);
        assert_eq!(read(file, "brand").unwrap().counts.themes, 1);
        assert_eq!(
            names(r#"{"version": {"value": 1}, "values": {"a": {}}}"#),
            ["brand"]
        );
    }

    #[test]
    fn sets_keep_their_text_to_the_byte() {
        let set = "{ \"z\": {\"value\":1.0,\"type\":\"x\"},\n\t\"a\": {\"value\": 1e3, \"type\":\"x\"}, \"1\":{\"value\":0.10,\"type\":\"\\u00e9é\"} }";
        let content = read(&format!("{{\"core\":  {set} , \"$themes\": []}}"), "brand").unwrap();
        assert_eq!(content.token_sets[0].raw, set);
        assert_eq!(content.counts.design_tokens, 3);
    }

    #[test]
    fn repeated_names_are_named_with_their_place() {
        let said = |file: &str| read(file, "brand").unwrap_err().to_string();
        let twice = said("{\"core\": {},\n \"core\": {}, \"$themes\": []}");
        assert!(
            twice.starts_with("“core” is there twice, again at line 2, column 10"),
            "{twice}"
        );
        let deep = said("{\"core\": {\"a\": {\"b\": {}, \"b\": {}}}, \"$themes\": []}");
        assert!(deep.starts_with("“core: a.b” is there twice"), "{deep}");
    }

    #[test]
    fn says_what_is_wrong_with_a_set() {
        let said = |file: &str| read(file, "brand").unwrap_err().to_string();
        assert!(said(r#"{"core": 3, "$themes": []}"#).contains("“core” is not an object"));
        assert!(said(r#"{"": {}, "$themes": []}"#).contains("can't name a token set"));
        assert!(said(r#"{"a\nb": {}, "$themes": []}"#).contains("can't name a token set"));
        assert!(said(r#"{"$themes": [], "$metadata": {}}"#).contains("no token sets"));
        assert!(said("{}").contains("no token sets"));
        assert!(said(r#"{"a": {}, "$themes": {}}"#).contains("$themes"));
        assert!(said(r#"{"a": {}, "$metadata": {"tokenSetOrder": "a"}}"#).contains("$metadata"));
        let long = "g".repeat(501);
        let member = said(&format!("{{\"a\": {{\n\"{long}\": {{}}}}, \"$themes\": []}}"));
        assert!(
            member.contains("more than 500 characters, before line 2, column 506"),
            "{member}"
        );
        assert!(said(&format!("{{\"{long}\": {{}}, \"$themes\": []}}")).contains("can't name a token set"));
        let longest = "ж".repeat(500);
        assert_eq!(
            names(&format!(
                "{{\"{longest}\": {{\"{longest}\": {{}}}}, \"$themes\": []}}"
            )),
            [longest]
        );
        assert!(said(r#"{"a": {"\ud800": {"value": 1}}, "$themes": []}"#).contains("line 1, column"));
    }
}
