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
    /// Nothing in it can be seen.
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
        if has_hidden(&name) {
            return Err(KeyNameError::ControlCharacter);
        }
        if !name.chars().any(is_visible) {
            return Err(KeyNameError::Empty);
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

fn has_hidden(name: &str) -> bool {
    let mut before = '\0';
    name.chars().any(|character| {
        let hidden = is_hidden(character) && !(is_tag(character) && ends_flag(before));
        before = character;
        hidden
    })
}

/// Control characters, line separators, marks that turn the direction of text around, and characters of no width, with
/// which one name could be made to look like another. The joiners that Persian, Hindi and emoji need are not among them.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || is_tag(character)
        || matches!(
            character,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

fn is_tag(character: char) -> bool {
    matches!(character, '\u{e0000}'..='\u{e007f}')
}

/// Tags after a black flag make it the flag of England, Scotland or Wales.
fn ends_flag(character: char) -> bool {
    character == '🏴' || is_tag(character)
}

/// Whether a name of nothing else can be seen. Joiners, selectors of variants and letters that stand for none can't.
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !is_hidden(character)
        && !matches!(
            character,
            '\u{34f}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200c}'
                | '\u{200d}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{ffa0}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0100}'..='\u{e01ef}'
        )
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
            "हिन्दी",
            "ক্‌ষ",
            "ᠮᠣᠩᠭᠣᠯ\u{180b}",
            "ភាសាខ្មែរ",
            "한국어 ㄱ",
            "עברית",
            "葛\u{e0100}",
            "❤\u{fe0f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} England",
            "\u{3164}a",
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
        for empty in [
            "",
            "   ",
            "\n\t",
            "\u{2003}",
            "\u{3164}",
            "\u{ffa0} \u{115f}\u{1160}",
            "\u{200d}",
            "\u{200c}\u{fe0f}",
            "\u{2800}",
        ] {
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
            "\u{200b}",
            "a\u{200b}b",
            "a\u{2060}",
            "a\u{2064}b",
            "soft\u{ad}ly",
            "a\u{180e}b",
            "a\u{61c}b",
            "\u{200e}a",
            "a\u{200f}",
            "a\u{e0067}",
            "🏴a\u{e0067}",
        ] {
            assert_eq!(
                KeyName::parse(hidden),
                Err(KeyNameError::ControlCharacter),
                "{hidden:?}"
            );
        }
    }

    /// What may be in a name, but is none alone.
    fn unseen() -> impl Strategy<Value = String> {
        "[\u{200c}\u{200d}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}\u{3164}\u{ffa0}\u{115f}\u{1160} ]{0,30}"
    }

    const HIDDEN: &str = "[\u{200b}\u{2060}-\u{2064}\u{ad}\u{180e}\u{61c}\u{200e}\u{200f}\u{e0000}-\u{e007f}\u{202a}-\u{202e}]";

    proptest! {
        #[test]
        fn never_panics_and_is_stable(text in "\\PC{0,100}") {
            if let Ok(name) = KeyName::parse(&text) {
                prop_assert!(name.as_str().chars().any(is_visible));
                prop_assert_eq!(KeyName::parse(name.as_str()), Ok(name));
            }
        }

        #[test]
        fn what_can_not_be_seen_is_no_name(text in unseen()) {
            prop_assert_eq!(KeyName::parse(&text), Err(KeyNameError::Empty));
        }

        #[test]
        fn hidden_characters_are_refused_anywhere(
            before in "[a-z設م]{0,20}",
            hidden in HIDDEN,
            after in "[a-z設م]{0,20}",
        ) {
            let name = format!("{before}{hidden}{after}");
            prop_assert_eq!(KeyName::parse(&name), Err(KeyNameError::ControlCharacter));
        }

        #[test]
        fn one_visible_character_is_enough(
            before in unseen(),
            visible in "[\\p{Lo}\\p{Lu}\\p{Ll}\\p{N}\\p{So}]",
            after in unseen(),
        ) {
            prop_assume!(visible.chars().all(is_visible));
            let parsed = KeyName::parse(&format!("{before}{visible}{after}"));
            prop_assert!(parsed.is_ok(), "{:?}", parsed);
        }
    }
}
