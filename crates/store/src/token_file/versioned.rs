//! The document of the Figma plugin's *Generic Versioned* provider: `{version, updatedAt, values: {…}, $themes: […]}`.

use jiff::Timestamp;

use super::document::{content, object, read_themes, retain_sets};
use super::error::TokenFileError;
use super::members::{Members, member};
use super::text;
use crate::storage::Content;

/// The longest `version` or `updatedAt`, in bytes.
const LONGEST_TEXT: usize = 100;

/// What a document holds.
#[derive(Debug)]
pub(crate) struct Versioned {
    pub(crate) content: Content,
    pub(crate) version: Option<String>,
    /// A moment, as it is written.
    pub(crate) updated_at: Option<String>,
    /// The list of the themes, as it is written.
    pub(crate) themes: Option<String>,
}

/// Reads a document. The sets come in its order.
pub(crate) fn read_versioned(document: &[u8]) -> Result<Versioned, TokenFileError> {
    let document = text::decode(document)?;
    text::check_depth(document)?;
    let top = object(document, document)?;
    let values = member(&top, "values")
        .filter(|values| values.starts_with('{'))
        .ok_or(TokenFileError::NoDocument(
            "it has no “values” in braces, which holds the token sets",
        ))?;
    let mut sets = object(document, values)?;
    retain_sets(&mut sets);
    Ok(Versioned {
        content: content(document, sets, read_themes(&top)?)?,
        version: version(&top)?,
        updated_at: updated_at(&top)?,
        themes: member(&top, "$themes").map(str::to_owned),
    })
}

fn version(top: &Members<'_>) -> Result<Option<String>, TokenFileError> {
    let reason = "its “version” is no short text in quotes";
    let version = short_text(top, "version").map_err(|()| TokenFileError::NoDocument(reason))?;
    if version
        .as_deref()
        .is_some_and(|text| text.contains(char::is_control))
    {
        return Err(TokenFileError::NoDocument(reason));
    }
    Ok(version)
}

fn updated_at(top: &Members<'_>) -> Result<Option<String>, TokenFileError> {
    let refused = || TokenFileError::NoDocument("its “updatedAt” is no moment like 2026-11-24T12:00:00.000Z");
    let moment = short_text(top, "updatedAt").map_err(|()| refused())?;
    match moment {
        Some(moment) if moment.parse::<Timestamp>().is_err() => Err(refused()),
        moment => Ok(moment),
    }
}

fn short_text(top: &Members<'_>, name: &str) -> Result<Option<String>, ()> {
    let Some(text) = member(top, name) else {
        return Ok(None);
    };
    let text: String = serde_json::from_str(text).map_err(drop)?;
    if text.len() > LONGEST_TEXT {
        return Err(());
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(document: &str) -> String {
        read_versioned(document.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_document_is_read_as_it_is_written() {
        let document = r#"{"version": "2.11", "updatedAt": "2026-11-24T13:00:00.000+01:00",
            "values": {"b": {"a": {"$value": 1.0}}, "a": { }}, "$themes": [ {"name": "Dark", "x": 1e3} ]}"#;
        let read = read_versioned(document.as_bytes()).unwrap();
        let sets: Vec<(&str, &str)> = read
            .content
            .token_sets
            .iter()
            .map(|set| (set.name.as_str(), set.raw.as_str()))
            .collect();
        assert_eq!(sets, [("b", r#"{"a": {"$value": 1.0}}"#), ("a", "{ }")]);
        assert_eq!(read.content.counts.design_tokens, 1);
        assert_eq!(read.version.as_deref(), Some("2.11"));
        assert_eq!(read.updated_at.as_deref(), Some("2026-11-24T13:00:00.000+01:00"));
        assert_eq!(read.themes.as_deref(), Some(r#"[ {"name": "Dark", "x": 1e3} ]"#));
    }

    #[test]
    fn a_document_may_be_empty() {
        let read = read_versioned(br#"{"values": {}, "$themes": null}"#).unwrap();
        assert!(read.content.token_sets.is_empty() && read.content.theme_groups.is_empty());
        assert_eq!((read.version, read.updated_at, read.themes), (None, None, None));
    }

    #[test]
    fn what_is_none_is_told() {
        for document in [
            "{}",
            r#"{"core": {}, "$themes": []}"#,
            r#"{"values": []}"#,
            r#"{"values": null}"#,
        ] {
            assert!(refused(document).contains("no “values”"), "{document}");
        }
        for document in [
            r#"{"values": {}, "version": 3}"#.to_owned(),
            r#"{"values": {}, "version": "\u0000"}"#.to_owned(),
            format!(r#"{{"values": {{}}, "version": "{}"}}"#, "1".repeat(101)),
        ] {
            assert!(refused(&document).contains("“version”"), "{document}");
        }
        for moment in ["3", "\"yesterday\"", "\"2026-11-24\"", "{}"] {
            let document = format!(r#"{{"values": {{}}, "updatedAt": {moment}}}"#);
            assert!(refused(&document).contains("“updatedAt”"), "{document}");
        }
        assert!(refused("[]").contains("object in braces"));
        assert!(refused("oops").contains("not valid JSON: line 1, column 1"));
        assert!(refused(r#"{"values": {"a": 3}}"#).contains("“a” is not an object"));
        assert!(refused(r#"{"values": {"a": {}}, "$themes": {}}"#).contains("$themes"));
    }
}
