//! The members of a JSON object, in order and as they are written.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

struct Members<'text>(Vec<(String, &'text str)>);

/// The members of an object: names, and the JSON texts of their values. Repeated names are kept.
pub(crate) fn members(object: &str) -> serde_json::Result<Vec<(String, &str)>> {
    serde_json::from_str::<Members<'_>>(object).map(|members| members.0)
}

/// The value of one member, if it is there and not null.
pub(crate) fn member<'text>(members: &[(String, &'text str)], name: &str) -> Option<&'text str> {
    members
        .iter()
        .find(|(key, value)| key == name && *value != "null")
        .map(|(_, value)| *value)
}

/// A name that is there twice, with the text of its second value.
pub(super) fn repeated<'members, 'text>(
    members: &'members [(String, &'text str)],
) -> Option<(&'members str, &'text str)> {
    let mut seen = std::collections::HashSet::with_capacity(members.len());
    members
        .iter()
        .find(|(name, _)| !seen.insert(name.as_str()))
        .map(|(name, value)| (name.as_str(), *value))
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object in braces")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    members.push((name, value.get()));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_spelling_and_repetition() {
        let read =
            members(r#" {"b": 1.0, "a": [1e3,  0.10], "b": 123456789012345678901234567890} "#).unwrap();
        let expected = [
            ("b", "1.0"),
            ("a", "[1e3,  0.10]"),
            ("b", "123456789012345678901234567890"),
        ];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value)));
        assert_eq!(repeated(&read), Some(("b", "123456789012345678901234567890")));
        assert_eq!(member(&read, "a"), Some("[1e3,  0.10]"));
        assert_eq!(member(&members(r#"{"a": null}"#).unwrap(), "a"), None);
    }
}
