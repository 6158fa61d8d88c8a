//! What people type and clients send: names, descriptions, addresses, ids.

use keys::{KeyName, KeyNameError, LONGEST_NAME};
use uuid::Uuid;

use crate::error::StoreError;

/// The longest description of a key, in characters.
const LONGEST_DESCRIPTION: usize = 1_000;

/// The name of a person, an organization or a project: the same rules as for the name of a key.
pub(crate) fn name(text: &str) -> Result<String, StoreError> {
    let reason = match KeyName::parse(text) {
        Ok(name) => return Ok(name.as_str().to_owned()),
        Err(KeyNameError::Empty) => "The name is empty. Give one of 1 to 80 characters.".to_owned(),
        Err(KeyNameError::TooLong(length)) => {
            format!("A name has at most {LONGEST_NAME} characters; this one has {length}. Shorten it.")
        }
        Err(error @ KeyNameError::ControlCharacter) => error.to_string(),
    };
    Err(StoreError::InvalidInput(reason))
}

/// What a computer or a browser is called in the list of sessions: the same rules as for names.
pub(crate) fn device_name(text: &str) -> Result<String, StoreError> {
    name(text).map_err(|error| StoreError::InvalidInput(format!("The device name can't be taken. {error}")))
}

/// A key's description; nothing but white space is none.
pub(crate) fn description(text: Option<String>) -> Result<Option<String>, StoreError> {
    let Some(text) = text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    let length = text.chars().count();
    if length > LONGEST_DESCRIPTION {
        let reason = format!(
            "A description has at most {LONGEST_DESCRIPTION} characters; this one has {length}. Shorten it."
        );
        return Err(StoreError::InvalidInput(reason));
    }
    if text
        .chars()
        .any(|character| character.is_control() && character != '\n' && character != '\t')
    {
        return Err(StoreError::invalid(
            "The description has a character that can't be seen. Take it out.",
        ));
    }
    Ok(Some(text))
}

/// An email address in lower case. Only its outline is checked: whether it exists, only a message can tell.
pub(crate) fn email(text: &str) -> Result<String, StoreError> {
    let address = text.trim().to_lowercase();
    let good = address.len() <= 254
        && !address
            .chars()
            .any(|character| character.is_whitespace() || character.is_control())
        && address.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !domain.is_empty()
        });
    if good {
        Ok(address)
    } else {
        Err(StoreError::invalid(
            "This is not an email address. Write it like mia@example.com.",
        ))
    }
}

/// The id of something that should be there, in the one spelling under which ids are kept. There is nothing with an id
/// that is none.
pub(crate) fn known_id(text: &str, what: &'static str) -> Result<String, StoreError> {
    id(text).map_err(|_| StoreError::NotFound(what))
}

/// A UUID in the one spelling under which it is kept.
pub(crate) fn id(text: &str) -> Result<String, StoreError> {
    Uuid::parse_str(text.trim())
        .map(|id| id.hyphenated().to_string())
        .map_err(|_| StoreError::invalid("An id is a UUID, like 0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8e."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_in_lower_case() {
        assert_eq!(email(" Mia@Example.COM ").unwrap(), "mia@example.com");
        assert_eq!(email("mia@localhost").unwrap(), "mia@localhost");
        for text in [
            "",
            "mia",
            "@example.com",
            "mia@",
            "mia@a@b",
            "mi a@example.com",
            "mia@.com",
        ] {
            assert!(email(text).is_err(), "{text}");
        }
    }

    #[test]
    fn names_are_not_only_for_keys() {
        assert_eq!(name(" Acme ").unwrap(), "Acme");
        for text in ["", "  ", "a\nb", &"x".repeat(81)] {
            let reason = name(text).unwrap_err().to_string();
            assert!(!reason.contains("key"), "{reason}");
        }
    }

    #[test]
    fn descriptions_may_be_missing_but_not_endless() {
        assert_eq!(description(None).unwrap(), None);
        assert_eq!(description(Some("  ".into())).unwrap(), None);
        assert_eq!(
            description(Some("For\nCI".into())).unwrap(),
            Some("For\nCI".into())
        );
        assert!(description(Some("x".repeat(1_001))).is_err());
        assert!(description(Some("a\u{0}b".into())).is_err());
    }

    #[test]
    fn ids_have_one_spelling() {
        let spelled = "0191E5C28A347C1E9D2B3F4A5B6C7D8E";
        assert_eq!(id(spelled).unwrap(), "0191e5c2-8a34-7c1e-9d2b-3f4a5b6c7d8e");
        assert!(id("7").is_err());
        let known = known_id(&format!(" {spelled} "), "project").unwrap();
        assert_eq!(known, id(spelled).unwrap());
        let unknown = known_id("7", "project").unwrap_err();
        assert!(matches!(unknown, StoreError::NotFound("project")), "{unknown}");
    }
}
