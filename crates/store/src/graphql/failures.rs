//! The failures in an answer: each with a code, its field null, and not too many of them.

use async_graphql::{Name, PathSegment, Response, ServerError, Value};

use crate::error::ErrorCode;

/// Failures that one answer tells. The same thing is mostly wrong with all of them.
const MOST: usize = 20;

/// How much is told of a failure that GraphQL itself finds, in characters.
const LONGEST: usize = 400;

/// Puts failures and data into the form in which clients get them.
pub(super) fn finish(response: &mut Response) {
    for error in &response.errors {
        put_null(&mut response.data, &error.path);
    }
    let left_out = response.errors.len().saturating_sub(MOST);
    if left_out > 0 {
        response.errors.truncate(MOST);
        response.errors.push(more(left_out));
    }
    response.errors.iter_mut().for_each(complete);
}

fn more(left_out: usize) -> ServerError {
    let message =
        format!("{left_out} more failures of this request are not told. Ask for less at once to see them.");
    let mut error = ServerError::new(message, None);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("code", ErrorCode::TooLarge.as_str());
    error
}

/// The failures that GraphQL itself finds get a code, too, and end as sentences do. Not the code of input that was looked
/// at and refused, which a device does not send again: a query that this version does not know may be good for the next.
fn complete(error: &mut ServerError) {
    let extensions = error.extensions.get_or_insert_default();
    if extensions.get("code").is_none() {
        extensions.set("code", ErrorCode::BadQuery.as_str());
        error.message = sentence(&error.message);
    }
}

/// The library's words without the part of the schema that it was at. It also repeats what was sent, whatever that is.
fn sentence(message: &str) -> String {
    let words = message.split(" (occurred while parsing").next();
    let words = words.unwrap_or_default().chars();
    let seen = words.filter(|character| !character.is_control());
    let mut sentence: String = seen.take(LONGEST).collect();
    if sentence.chars().count() == LONGEST {
        sentence.push('…');
    }
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// A field that failed is null, and all around it is answered. The executor leaves such a field out, and an object of
/// which nothing else was asked with it. Only where nothing at all could be answered does `data` stay null.
fn put_null(data: &mut Value, path: &[PathSegment]) {
    match (data, path) {
        (Value::Object(fields), [PathSegment::Field(name)]) => {
            fields.entry(Name::new(name)).or_insert(Value::Null);
        }
        (Value::Object(fields), [PathSegment::Field(name), rest @ ..]) => {
            if let Some(field) = fields.get_mut(name.as_str()) {
                put_null_below(field, rest);
            }
        }
        (Value::List(items), [PathSegment::Index(index), rest @ ..]) => {
            if let Some(item) = items.get_mut(*index) {
                put_null_below(item, rest);
            }
        }
        _ => {}
    }
}

fn put_null_below(data: &mut Value, path: &[PathSegment]) {
    if let (Value::Null, [PathSegment::Field(_), ..]) = (&data, path) {
        *data = Value::Object(async_graphql::indexmap::IndexMap::new());
    }
    put_null(data, path);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn failure(path: &[&str]) -> ServerError {
        let mut error = ServerError::new("No.", None);
        error.path = path
            .iter()
            .map(|part| match part.parse() {
                Ok(index) => PathSegment::Index(index),
                Err(_) => PathSegment::Field((*part).to_owned()),
            })
            .collect();
        error
    }

    fn finished(data: serde_json::Value, failures: &[&[&str]]) -> serde_json::Value {
        let mut response = Response::new(Value::from_json(data).unwrap());
        response.errors = failures.iter().map(|path| failure(path)).collect();
        finish(&mut response);
        response.data.into_json().unwrap()
    }

    #[test]
    fn failed_fields_are_null_in_what_is_around_them() {
        let cases = [
            (json!({ "a": 1 }), ["b"].as_slice(), json!({ "a": 1, "b": null })),
            (json!({ "a": null }), &["a", "b"], json!({ "a": { "b": null } })),
            (
                json!({ "a": [null] }),
                &["a", "0", "b"],
                json!({ "a": [{ "b": null }] }),
            ),
            (json!({ "a": null }), &["a", "0"], json!({ "a": null })),
            (json!({ "a": 1 }), &["a", "b"], json!({ "a": 1 })),
            (json!({}), &["a", "b"], json!({})),
            (json!(null), &["a"], json!(null)),
        ];
        for (data, path, expected) in cases {
            assert_eq!(finished(data, &[path]), expected, "{path:?}");
        }
        let both: [&[&str]; 2] = [&["a", "b"], &["a", "c"]];
        let expected = json!({ "a": { "b": null, "c": null } });
        assert_eq!(finished(json!({ "a": null }), &both), expected);
    }

    #[test]
    fn many_failures_are_counted_and_not_told() {
        let mut response = Response::from_errors(vec![failure(&["a"]); 500]);
        finish(&mut response);
        assert_eq!(response.errors.len(), MOST + 1);
        let last = &response.errors[MOST];
        assert!(last.message.starts_with("480 more failures"), "{}", last.message);
        let mut few = Response::from_errors(vec![failure(&["a"]); MOST]);
        finish(&mut few);
        assert_eq!(few.errors.len(), MOST);
    }
}
