use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

/// The longest name, in characters (Unicode scalar values) after trimming.
pub const LONGEST_NAME: usize = 80;

/// A key's name: 1 to 80 characters of any script, trimmed and in Unicode's composed form (NFC).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct KeyName(String);

/// Why a text can't be a key's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyNameError {
    /// Nothing but white space.
    #[error("Give the key a name, so that you know it again in the list.")]
    Empty,
    /// Longer than [`LONGEST_NAME`] characters.
    #[error("A name has at most {LONGEST_NAME} characters; this one has {0}. Shorten it.")]
    TooLong(usize),
    /// A line break, a tab or another character that can't be seen.
    #[error(
        "A name is one line of visible characters; this one has a line break, a tab or a hidden character. Take it out."
    )]
    ControlCharacter,
}

impl KeyName {
    /// Checks and trims a name that a person typed.
    pub fn parse(text: &str) -> Result<Self, KeyNameError> {
        let name: String = text.trim().nfc().collect();
        if name.is_empty() {
            return Err(KeyNameError::Empty);
        }
        if name.chars().any(is_hidden) {
            return Err(KeyNameError::ControlCharacter);
        }
        match name.chars().count() {
            0..=LONGEST_NAME => Ok(Self(name)),
            length => Err(KeyNameError::TooLong(length)),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, line separators, and the marks that turn the direction of text around, with which one
/// name could be made to look like another. The joiners that Persian, Hindi and emoji need are not among them.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_any_script_and_trims() {
        for name in [
            "Figma",
            "設計トークン",
            "مفتاح فيجما",
            "Ключ",
            "👩‍🎨 studio",
            "می‌خواهم",
            "a",
        ] {
            assert_eq!(KeyName::parse(&format!("  {name}\u{a0}")).unwrap().as_str(), name);
        }
        assert_eq!(KeyName::parse("e\u{301}").unwrap().as_str(), "é");
    }

    #[test]
    fn counts_characters_not_bytes() {
        assert!(KeyName::parse(&"設".repeat(80)).is_ok());
        assert_eq!(KeyName::parse(&"設".repeat(81)), Err(KeyNameError::TooLong(81)));
    }

    #[test]
    fn refuses_empty_and_hidden() {
        for empty in ["", "   ", "\n\t", "\u{2003}"] {
            assert_eq!(KeyName::parse(empty), Err(KeyNameError::Empty));
        }
        for hidden in [
            "a\nb",
            "a\tb",
            "a\0b",
            "a\u{7f}b",
            "a\u{85}b",
            "a\u{202e}b",
            "a\u{2028}b",
        ] {
            assert_eq!(
                KeyName::parse(hidden),
                Err(KeyNameError::ControlCharacter),
                "{hidden:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_is_stable(text in "\\PC{0,100}") {
            if let Ok(name) = KeyName::parse(&text) {
                prop_assert_eq!(KeyName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
