//! The members of a JSON object, in order and as they are written.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Names, and the JSON texts of their values. Repeated names are kept.
pub(crate) type Members<'text> = Vec<(Cow<'text, str>, &'text str)>;

/// The members of an object.
pub(crate) fn members(object: &str) -> serde_json::Result<Members<'_>> {
    Ok(members_up_to(object, usize::MAX)?.unwrap_or_default())
}

/// The members of an object, unless there are more than so many; no more than that are ever held.
pub(super) fn members_up_to(object: &str, most: usize) -> serde_json::Result<Option<Members<'_>>> {
    let mut members = Members::new();
    let mut too_many = false;
    let mut text = serde_json::Deserializer::from_str(object);
    let object = Object {
        members: &mut members,
        most,
        too_many: &mut too_many,
    };
    let read = object.deserialize(&mut text).and_then(|()| text.end());
    if too_many {
        return Ok(None);
    }
    read.map(|()| Some(members))
}

/// The value of one member, if it is there and not null.
pub(crate) fn member<'text>(members: &Members<'text>, name: &str) -> Option<&'text str> {
    members
        .iter()
        .find(|(key, value)| key == name && *value != "null")
        .map(|(_, value)| *value)
}

/// A name that is there twice, with the text of its second value.
pub(super) fn repeated<'members, 'text>(
    members: &'members Members<'text>,
) -> Option<(&'members str, &'text str)> {
    let mut seen = HashSet::with_capacity(members.len());
    members
        .iter()
        .find(|(name, _)| !seen.insert(name.as_ref()))
        .map(|(name, value)| (name.as_ref(), *value))
}

/// A name, cut out of the text unless it has escapes.
#[derive(Deserialize)]
struct Name<'text>(#[serde(borrow)] Cow<'text, str>);

struct Object<'members, 'text> {
    members: &'members mut Members<'text>,
    most: usize,
    too_many: &'members mut bool,
}

impl<'text> DeserializeSeed<'text> for Object<'_, 'text> {
    type Value = ();

    fn deserialize<D: Deserializer<'text>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'text> Visitor<'text> for Object<'_, 'text> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'text>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some((Name(name), value)) = map.next_entry::<Name<'text>, &'text RawValue>()? {
            if self.members.len() == self.most {
                *self.too_many = true;
                return Err(serde::de::Error::custom("too many members"));
            }
            self.members.push((name, value.get()));
        }
        Ok(())
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
        assert_eq!(read, expected.map(|(name, value)| (Cow::from(name), value)));
        assert_eq!(repeated(&read), Some(("b", "123456789012345678901234567890")));
        assert_eq!(member(&read, "a"), Some("[1e3,  0.10]"));
        assert_eq!(member(&members(r#"{"a": null}"#).unwrap(), "a"), None);
    }

    #[test]
    fn names_with_escapes_are_read_and_others_cut_out() {
        let read = members(r#"{"\u00e9\"": 1, "é": 2}"#).unwrap();
        assert_eq!(read, [(Cow::from("é\""), "1"), (Cow::from("é"), "2")]);
        assert!(matches!(&read[0].0, Cow::Owned(_)) && matches!(&read[1].0, Cow::Borrowed(_)));
    }

    #[test]
    fn no_more_than_wanted_are_held() {
        let three = r#"{"a": 1, "b": {}, "c": 3}"#;
        assert_eq!(members_up_to(three, 3).unwrap().map(|found| found.len()), Some(3));
        assert_eq!(members_up_to(three, 2).unwrap(), None);
        assert!(members_up_to("[]", 2).is_err());
        assert!(members_up_to("{} {}", 2).is_err());
    }
}
