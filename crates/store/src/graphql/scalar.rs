//! The two scalars of the published types.

use async_graphql::indexmap::IndexMap;
use async_graphql::{InputValueError, InputValueResult, Name, Scalar, ScalarType, Value};
use async_graphql_value::RAW_VALUE_TOKEN;
use jiff::Timestamp;

use crate::moment::to_the_millisecond;

/// A moment: RFC 3339, in UTC.
pub(super) struct Moment(pub(super) Timestamp);

#[Scalar(name = "DateTimeISO")]
impl ScalarType for Moment {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text
                .parse()
                .map(|moment| Self(to_the_millisecond(moment)))
                .map_err(|_| {
                    InputValueError::custom("A moment is written like 2027-03-01T12:00:00Z (RFC 3339).")
                }),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// JSON. What the store keeps is answered exactly as it was written: order of members and spelling of numbers, too.
pub(super) struct Json(pub(super) String);

#[Scalar(name = "JSON")]
impl ScalarType for Json {
    fn parse(value: Value) -> InputValueResult<Self> {
        serde_json::to_string(&value)
            .map(Self)
            .map_err(InputValueError::custom)
    }

    fn to_value(&self) -> Value {
        verbatim(self.0.clone())
    }
}

/// A value that is written as this JSON text, to the byte.
pub(super) fn verbatim(json: String) -> Value {
    let text = (Name::new(RAW_VALUE_TOKEN), Value::String(json));
    Value::Object(IndexMap::from_iter([text]))
}
