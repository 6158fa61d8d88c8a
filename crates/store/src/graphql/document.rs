//! The text of a query, read and measured before anything else is done with it.
//!
//! Validation follows every fragment wherever it is spread, so a few lines of fragments that spread each other twice
//! would keep it busy for years. Here each fragment is counted once.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Selection, SelectionSet};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{ErrorExtensionValues, ServerError};

use super::{DEEPEST_TEXT, MOST_FIELDS};
use crate::error::ErrorCode;

/// Fields of all operations and fragments of a request together, with all that they spread.
const MOST_WRITTEN: usize = 10 * MOST_FIELDS;

/// What is wrong with a query before anybody asks what it is about.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum Unreadable {
    #[error("The query can't be read at line {line}, column {column}: {reason}. Correct it there.")]
    Syntax {
        line: usize,
        column: usize,
        reason: String,
    },
    #[error("The query can't be read: {0}. Correct it, then send it again.")]
    Document(String),
    #[error("The query asks for more than {MOST_FIELDS} fields. Ask for less at once.")]
    TooLarge,
    #[error("The query nests deeper than {DEEPEST_TEXT} levels. Ask for less at once.")]
    TooDeep,
    #[error("The fragment “{0}” spreads itself. Take it out of itself.")]
    Circle(String),
}

/// Reads a query, if it is one and within the limits.
pub(super) fn read(query: &str) -> Result<ExecutableDocument, ServerError> {
    let read = parse_query(query).map_err(|error| {
        let locations = error.positions().collect();
        refused(&said(error), locations)
    });
    let document = read?;
    measure(&document).map_err(|error| refused(&error, Vec::new()))?;
    Ok(document)
}

fn refused(reason: &Unreadable, locations: Vec<async_graphql::Pos>) -> ServerError {
    let mut error = ServerError::new(reason.to_string(), None);
    error.locations = locations;
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", ErrorCode::BadQuery.as_str());
    error.extensions = Some(extensions);
    error
}

/// The parser's message shows the whole line, however long, and says what it expected at its end.
fn said(error: ParseError) -> Unreadable {
    match error {
        ParseError::Syntax { message, start, .. } => Unreadable::Syntax {
            line: start.line,
            column: start.column,
            reason: message
                .rsplit_once("= ")
                .map_or("something else is expected", |(_, expected)| expected)
                .replace('_', " "),
        },
        ParseError::RecursionLimitExceeded => Unreadable::TooDeep,
        other => Unreadable::Document(other.to_string()),
    }
}

fn measure(document: &ExecutableDocument) -> Result<(), Unreadable> {
    let mut counter = Counter {
        document,
        known: HashMap::new(),
    };
    let mut written = 0_usize;
    for (_, operation) in document.operations.iter() {
        let fields = counter.fields(&operation.node.selection_set.node, 0)?;
        if fields > MOST_FIELDS {
            return Err(Unreadable::TooLarge);
        }
        written = written.saturating_add(fields);
    }
    for name in document.fragments.keys() {
        written = written.saturating_add(counter.fragment(name, 0)?);
    }
    if written > MOST_WRITTEN {
        return Err(Unreadable::TooLarge);
    }
    Ok(())
}

struct Counter<'document> {
    document: &'document ExecutableDocument,
    /// Fields of each fragment with all that it spreads; none while they are being counted.
    known: HashMap<&'document str, Option<usize>>,
}

impl<'document> Counter<'document> {
    fn fields(&mut self, selections: &'document SelectionSet, depth: usize) -> Result<usize, Unreadable> {
        if depth > DEEPEST_TEXT {
            return Err(Unreadable::TooDeep);
        }
        let mut total = 0_usize;
        for selection in &selections.items {
            let fields = match &selection.node {
                Selection::Field(field) => self
                    .fields(&field.node.selection_set.node, depth + 1)?
                    .saturating_add(1),
                Selection::InlineFragment(inline) => {
                    self.fields(&inline.node.selection_set.node, depth + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node, depth + 1)?
                }
            };
            total = total.saturating_add(fields);
        }
        Ok(total)
    }

    /// That a fragment is missing is for validation to say.
    fn fragment(&mut self, name: &'document str, depth: usize) -> Result<usize, Unreadable> {
        match self.known.get(name) {
            Some(Some(fields)) => return Ok(*fields),
            Some(None) => return Err(Unreadable::Circle(name.to_owned())),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else {
            return Ok(0);
        };
        self.known.insert(name, None);
        let fields = self.fields(&fragment.node.selection_set.node, depth)?;
        self.known.insert(name, Some(fields));
        Ok(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(query: &str) -> String {
        read(query).unwrap_err().message
    }

    fn each(numbers: std::ops::Range<usize>, one: impl Fn(usize) -> String) -> String {
        numbers.map(one).collect::<Vec<_>>().concat()
    }

    /// Fragments of which each spreads the next one twice.
    fn doubling(count: usize) -> String {
        let fragments = each(1..count, |n| {
            format!("fragment f{n} on Self {{ ...f{next} ...f{next} }} ", next = n + 1)
        });
        format!("{{ self {{ ...f1 }} }} {fragments} fragment f{count} on Self {{ id }}")
    }

    #[test]
    fn fragments_count_where_they_are_spread() {
        assert!(read(&doubling(9)).is_ok());
        assert!(refusal(&doubling(11)).contains("more than 1000 fields"));
        assert!(refusal(&doubling(60)).contains("more than 1000 fields"));
        assert!(refusal(&doubling(70)).contains("deeper than 64 levels"));
    }

    #[test]
    fn fragments_count_even_when_nobody_spreads_them() {
        let fields = "id ".repeat(900);
        let many = each(0..12, |n| format!("fragment f{n} on Self {{ {fields} }} "));
        assert!(refusal(&format!("{{ self {{ id }} }} {many}")).contains("1000 fields"));
        let operations = each(0..12, |n| format!("query q{n} {{ self {{ {fields} }} }} "));
        assert!(refusal(&operations).contains("1000 fields"));
    }

    #[test]
    fn circles_are_told() {
        let circle = "{ self { ...a } } fragment a on Self { ...b } fragment b on Self { ...a }";
        assert_eq!(
            refusal(circle),
            "The fragment “a” spreads itself. Take it out of itself."
        );
        assert!(refusal("{ self { id } } fragment a on Self { ...a }").contains("“a” spreads itself"));
    }

    #[test]
    fn says_line_and_column() {
        assert_eq!(
            refusal("{\n  self { id }"),
            "The query can't be read at line 2, column 14: expected selection. Correct it there."
        );
        assert!(refusal("{ self { id } } { self { id } }").starts_with("The query can't be read: "));
        let endless = refusal(&format!("{{ {} !", "self ".repeat(100_000)));
        assert!(endless.len() < 200, "{endless}");
    }
}
