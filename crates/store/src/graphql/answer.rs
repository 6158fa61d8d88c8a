//! An answer written as JSON. Texts that are JSON already are put in as they are; the library would read each again first.

use async_graphql::{Response, Value};
use async_graphql_value::RAW_VALUE_TOKEN;

/// An answer, and about how long it is.
pub(crate) struct Answer {
    pub(crate) response: Response,
    /// In bytes; the answer is shorter rather than longer.
    pub(crate) length: usize,
}

/// The answer as it is sent.
pub(crate) fn to_json(answer: &Answer) -> serde_json::Result<Vec<u8>> {
    let mut json = Vec::with_capacity(answer.length);
    let Response {
        data,
        extensions,
        errors,
        ..
    } = &answer.response;
    json.extend_from_slice(b"{\"data\":");
    write(data, &mut json)?;
    if !extensions.is_empty() {
        json.extend_from_slice(b",\"extensions\":");
        serde_json::to_writer(&mut json, extensions)?;
    }
    if !errors.is_empty() {
        json.extend_from_slice(b",\"errors\":");
        serde_json::to_writer(&mut json, errors)?;
    }
    json.push(b'}');
    Ok(json)
}

fn write(value: &Value, json: &mut Vec<u8>) -> serde_json::Result<()> {
    match value {
        Value::List(items) => {
            json.push(b'[');
            for (number, item) in items.iter().enumerate() {
                separate(number, json);
                write(item, json)?;
            }
            json.push(b']');
        }
        Value::Object(fields) => {
            if let Some(Value::String(text)) = fields.get(RAW_VALUE_TOKEN) {
                json.extend_from_slice(text.as_bytes());
                return Ok(());
            }
            json.push(b'{');
            for (number, (name, field)) in fields.iter().enumerate() {
                separate(number, json);
                serde_json::to_writer(&mut *json, name)?;
                json.push(b':');
                write(field, json)?;
            }
            json.push(b'}');
        }
        other => serde_json::to_writer(json, other)?,
    }
    Ok(())
}

fn separate(number: usize, json: &mut Vec<u8>) {
    if number > 0 {
        json.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Name, ServerError, value};

    use super::*;
    use crate::graphql::scalar::verbatim;

    #[test]
    fn it_is_written_as_the_library_writes_it() {
        let mut data = value!({ "a\"b": [1, 2.5, null, true, [], {}], "c": { "d": "e\n" } });
        if let Value::Object(fields) = &mut data {
            fields.insert(Name::new("raw"), verbatim("{ \"n\": 1.0e3 }".into()));
        }
        let mut response = Response::new(data);
        response.errors = vec![ServerError::new("No.", None)];
        let expected = serde_json::to_vec(&response).unwrap();
        for length in [0, 1_000] {
            let answer = Answer {
                response: Response::new(response.data.clone()),
                length,
            };
            let good = serde_json::to_vec(&answer.response).unwrap();
            assert_eq!(to_json(&answer).unwrap(), good);
        }
        assert_eq!(to_json(&Answer { response, length: 0 }).unwrap(), expected);
    }
}
