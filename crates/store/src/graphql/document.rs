//! The text of a query, read and measured before anything else is done with it.
//!
//! Validation follows every fragment wherever it is spread, so a few lines of fragments that spread each other twice
//! would keep it busy for years. Here each fragment is counted once.

mod weight;

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{ErrorExtensionValues, Request, ServerError};

use super::asked::{Asked, InputTypes};
use super::{DEEPEST, DEEPEST_TEXT, MOST_DIRECTIVES, MOST_FIELDS};
use crate::error::ErrorCode;
use weight::measure;

/// The longest text of a query, in bytes (64 KiB).
const LONGEST: usize = 64 * 1024;

/// Fields, arguments, values, directives and variables of all operations and fragments of a request together, with all
/// that they spread.
const MOST_PARTS: usize = 10 * MOST_FIELDS;

/// Arguments of one field or directive. Those of the schema have 4 at most.
const MOST_ARGUMENTS: usize = 8;

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
    #[error("The query is longer than {} KiB. Put large content into variables, or ask for less at once.", LONGEST / 1024)]
    TooLong,
    #[error("The query asks for more than {MOST_FIELDS} fields. Ask for less at once.")]
    TooManyFields,
    #[error(
        "The query has more than {MOST_PARTS} fields, arguments, values, directives and variables. Ask for less at once."
    )]
    TooManyParts,
    #[error("“{0}” has more than {MOST_ARGUMENTS} arguments. Leave out those that it does not take.")]
    TooManyArguments(String),
    #[error("“{0}” has more than {MOST_DIRECTIVES} directives. Leave some of them out.")]
    TooManyDirectives(String),
    #[error("The query nests its fields deeper than {DEEPEST} levels. Ask for less at once.")]
    TooDeep,
    #[error("The query nests deeper than {DEEPEST_TEXT} levels. Ask for less at once.")]
    TextTooDeep,
    #[error("The fragment “{0}” spreads itself. Take it out of itself.")]
    Circle(String),
    #[error("There is no fragment “{0}”. Write it into the query, or do not spread it.")]
    UnknownFragment(String),
    #[error("The variable “{name}” can't be read: {reason}. Correct it, then send it again.")]
    Variable { name: String, reason: String },
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To follow one thing.
    Subscription,
    /// Anything else.
    Other,
}

/// Reads a request, if it is one and within the limits.
pub(super) fn read(asked: Asked, inputs: &InputTypes) -> Result<(Request, Kind), ServerError> {
    if asked.query.len() > LONGEST {
        return Err(refused(&Unreadable::TooLong, Vec::new()));
    }
    let read = parse_query(&asked.query).map_err(|error| {
        let locations = error.positions().collect();
        refused(&said(error), locations)
    });
    let document = read?;
    let variables = asked.variables(&document, inputs).map_err(|(name, error)| {
        let (name, reason) = (name.chars().take(80).collect(), error.to_string());
        refused(&Unreadable::Variable { name, reason }, Vec::new())
    })?;
    measure(&document, &variables).map_err(|error| refused(&error, Vec::new()))?;
    let kind = asked.operation(&document).map_or(Kind::Other, kind);
    let mut request = Request::new(asked.query).variables(variables);
    request.operation_name = asked.operation_name;
    request.set_parsed_query(document);
    Ok((request, kind))
}

/// GraphQL lets a subscription have one field: with more, one short query would follow the same thing a thousand times.
fn kind(operation: &OperationDefinition) -> Kind {
    let fields = operation.selection_set.node.items.as_slice();
    let is_one = matches!(fields, [one] if matches!(one.node, Selection::Field(_)));
    if operation.ty == OperationType::Subscription && is_one {
        Kind::Subscription
    } else {
        Kind::Other
    }
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
        ParseError::RecursionLimitExceeded => Unreadable::TextTooDeep,
        other => Unreadable::Document(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sentence with which a request is refused.
    fn refused(query: &str, variables: &serde_json::Value) -> Option<String> {
        let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
        let asked = serde_json::from_str(&body).unwrap();
        read(asked, &InputTypes::default())
            .err()
            .map(|error| error.message)
    }

    fn refusal(query: &str) -> String {
        refused(query, &serde_json::Value::Null).unwrap()
    }

    fn is_good(query: &str) -> bool {
        refused(query, &serde_json::Value::Null).is_none()
    }

    fn each(numbers: std::ops::Range<usize>, one: impl Fn(usize) -> String) -> String {
        numbers.map(one).collect::<Vec<_>>().concat()
    }

    /// Fragments of which each spreads the next one twice, and what the last one holds.
    fn doubling(count: usize, last: &str) -> String {
        let fragments = each(1..count, |n| {
            format!("fragment f{n} on Self {{ ...f{next} ...f{next} }} ", next = n + 1)
        });
        format!("{{ self {{ ...f1 }} }} {fragments} fragment f{count} on Self {{ {last} }}")
    }

    #[test]
    fn fragments_count_where_they_are_spread() {
        assert!(is_good(&doubling(9, "id")));
        assert!(refusal(&doubling(11, "id")).contains("more than 1000 fields"));
        assert!(refusal(&doubling(60, "id")).contains("more than 1000 fields"));
        assert!(refusal(&doubling(70, "id")).contains("deeper than 64 levels"));
    }

    #[test]
    fn unknown_fragments_are_told_wherever_they_are_spread() {
        let expected = "There is no fragment “none”. Write it into the query, or do not spread it.";
        for count in [1, 40, 60] {
            assert_eq!(refusal(&doubling(count, "...none")), expected);
        }
        assert_eq!(refusal("{ ...none }"), expected);
        assert_eq!(
            refusal("{ self { id } } fragment a on Self { ...none }"),
            expected
        );
    }

    #[test]
    fn spreads_and_inline_fragments_count_themselves() {
        let inline = "... on Self { id } ";
        assert!(is_good(&format!("{{ self {{ {} }} }}", inline.repeat(499))));
        assert!(refusal(&format!("{{ self {{ {} }} }}", inline.repeat(500))).contains("1000 fields"));
        let spread = |count| {
            format!(
                "{{ {} }} fragment f on Query {{ __typename }}",
                "...f ".repeat(count)
            )
        };
        assert!(is_good(&spread(500)));
        assert!(refusal(&spread(501)).contains("1000 fields"));
    }

    #[test]
    fn long_texts_are_refused_unread() {
        let padded = |length: usize| format!("{{ self {{ id }} }}{}", " ".repeat(length - 15));
        assert!(is_good(&padded(LONGEST)));
        assert_eq!(
            refusal(&padded(LONGEST + 1)),
            "The query is longer than 64 KiB. Put large content into variables, or ask for less at once."
        );
    }

    #[test]
    fn everything_that_is_written_counts() {
        let many = "more than 10000 fields, arguments, values, directives and variables";
        let lists = "id(a: [1 2 3 4 5 6 7 8 9]) ".repeat(840);
        let objects = "id(a: {b: 1 c: 2 d: 3 e: 4 f: 5 g: 6 h: 7 i: 8}) ".repeat(999);
        let directives = "id @a @b(c: 1) @d @e @f @g @h(i: 2) ".repeat(910);
        for fields in [lists, objects, directives] {
            assert!(refusal(&format!("{{ self {{ {fields} }} }}")).contains(many));
        }
        let variables = "$a:I=1 ".repeat(6_000);
        assert!(refusal(&format!("query({variables}) {{ self {{ id }} }}")).contains(many));
        let values = "1 ".repeat(10_000);
        assert!(refusal(&format!("query($a: I = [{values}]) {{ self {{ id }} }}")).contains(many));
        let spread = format!("fragment f on Self {{ id(a: [{}]) }}", "1 ".repeat(100));
        assert!(refusal(&format!("{{ self {{ {} }} }} {spread}", "...f ".repeat(100))).contains(many));
    }

    #[test]
    fn large_variables_count_with_each_use() {
        let asked = |uses: usize, nodes: usize| {
            let fields = each(0..uses, |n| format!("a{n}: id(a: $v) "));
            let query = format!("query($v: [Int]) {{ self {{ {fields} }} }}");
            refused(&query, &serde_json::json!({ "v": vec![1; nodes] }))
        };
        assert_eq!(asked(1, 1_000_000), None);
        assert_eq!(asked(300, 1_000), None);
        assert!(asked(300, 100_000).unwrap().contains("more than 10000 fields"));
    }

    #[test]
    fn a_field_has_few_arguments_and_directives() {
        let arguments = each(0..MOST_ARGUMENTS, |n| format!("a{n}: 1 "));
        assert!(is_good(&format!("{{ self({arguments}) {{ id }} }}")));
        for more in [format!("{arguments} b: 1"), "a: 1 ".repeat(10_000)] {
            let expected = "“self” has more than 8 arguments. Leave out those that it does not take.";
            assert_eq!(refusal(&format!("{{ self({more}) {{ id }} }}")), expected);
            let expected = "“include” has more than 8 arguments. Leave out those that it does not take.";
            assert_eq!(
                refusal(&format!("{{ self @include({more}) {{ id }} }}")),
                expected
            );
        }
        let directives = "@include(if: true) ".repeat(MOST_DIRECTIVES);
        assert!(is_good(&format!("{{ self {directives} {{ id }} }}")));
        for query in [
            format!("{{ one: self @a {directives} {{ id }} }}"),
            format!("{{ self {{ id }} }} fragment f on Query {{ self @a {directives} {{ id }} }}"),
        ] {
            let expected = "“self” has more than 8 directives. Leave some of them out.";
            assert_eq!(refusal(&query), expected);
        }
    }

    #[test]
    fn depth_is_told_in_our_words() {
        let nested = |levels: usize| format!("{}{{ id }}{}", "{ self ".repeat(levels), "}".repeat(levels));
        assert!(is_good(&nested(DEEPEST - 1)));
        let expected = "The query nests its fields deeper than 20 levels. Ask for less at once.";
        assert_eq!(refusal(&nested(DEEPEST)), expected);
        let chain = each(1..DEEPEST, |n| {
            format!("fragment f{n} on Query {{ self {{ ...f{} }} }} ", n + 1)
        });
        let chained = |last: &str| format!("{{ ...f1 }} {chain} fragment f{DEEPEST} on Query {{ {last} }}");
        assert!(is_good(&chained("id")));
        assert_eq!(refusal(&chained("self { id }")), expected);
        // A chain that is known to be deep is spread from deep down.
        let (low, high) = (
            each(1..40, |n| format!("fragment a{n} on Query {{ ...a{} }} ", n + 1)),
            each(1..40, |n| format!("fragment b{n} on Query {{ ...b{} }} ", n + 1)),
        );
        let query = format!(
            "query One {{ ...a1 }} query Two {{ ...b1 }} {low} fragment a40 on Query {{ id }}
             {high} fragment b40 on Query {{ ...a1 }}"
        );
        let expected = "The query nests deeper than 64 levels. Ask for less at once.";
        assert_eq!(refusal(&query), expected);
    }

    #[test]
    fn fragments_count_even_when_nobody_spreads_them() {
        let fields = "id ".repeat(900);
        let many = each(0..12, |n| format!("fragment f{n} on Self {{ {fields} }} "));
        assert!(refusal(&format!("{{ self {{ id }} }} {many}")).contains("10000 fields"));
    }

    #[test]
    fn operations_count_together() {
        let operations = |count: usize| each(0..count, |n| format!("query q{n} {{ a b c d }} "));
        assert!(is_good(&operations(250)));
        assert!(refusal(&operations(251)).contains("more than 1000 fields"));
    }

    #[test]
    fn variables_that_can_not_be_read_are_named() {
        let deep = (0..200).fold(serde_json::json!(1), |inner, _| serde_json::json!([inner]));
        let said = refused(
            "query($deep: Int) { self { id } }",
            &serde_json::json!({ "deep": deep }),
        );
        assert!(said.unwrap().starts_with("The variable “deep” can't be read: "));
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
        let endless = refusal(&format!("{{ {} !", "self ".repeat(10_000)));
        assert!(endless.len() < 200, "{endless}");
    }
}
