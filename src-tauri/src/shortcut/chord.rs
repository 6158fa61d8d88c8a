//! The keys of a shortcut: how they are written, and which of them a person may take from all other programs.
//!
//! How they are listened for belongs to the modules beside this one.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use specta::Type;

/// Punctuation that can be part of a shortcut, by the character that its key types.
const PUNCTUATION: &str = ",.-=/;'[]\\`";

/// What every program lives from: undo, copy, paste and the like.
const NEEDED_EVERYWHERE: &str = "ACSVXYZ";

/// Keys pressed together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Chord {
    /// What is held.
    pub held: Held,
    /// What is pressed while it is held.
    pub key: Key,
}

/// Keys held while another one is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one for each key of the keyboard")]
pub(crate) struct Held {
    /// Ctrl.
    pub control: bool,
    /// Alt, or Option.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// Cmd, Super or the Windows key.
    pub command: bool,
}

/// A key that can be pressed while others are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A capital letter, a digit, or one of the punctuation marks.
    Character(char),
    /// The space bar.
    Space,
    /// F1 to F24.
    Function(u8),
}

/// What the page saw pressed: the parts of a `KeyboardEvent` (UI Events).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "as the web platform has it")]
pub(crate) struct PressedKeys {
    /// `ctrlKey`
    pub control: bool,
    /// `altKey`
    pub alt: bool,
    /// `shiftKey`
    pub shift: bool,
    /// `metaKey`
    pub command: bool,
    /// `key`: what it types.
    pub key: String,
    /// `code`: where it lies.
    pub code: String,
}

/// Why keys can't be the shortcut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ChordProblem {
    /// Another kind of key, or none.
    #[error("Press a letter, a digit, Space or a function key while you hold {modifiers}.", modifiers = MODIFIERS)]
    NoSuchKey,
    /// It would be typed.
    #[error("Hold {modifiers} too: without it, every app would lose this key for typing.", modifiers = MODIFIERS)]
    SwallowsTyping,
    /// Every program has it.
    #[error("Every other app needs this one to copy, paste, undo or save. Press another one.")]
    NeededEverywhere,
}

const MODIFIERS: &str = if cfg!(target_os = "macos") {
    "Cmd or Ctrl"
} else if cfg!(windows) {
    "Ctrl or Alt"
} else {
    "Ctrl, Alt or Super"
};

impl Chord {
    /// What the product promises: Ctrl K, or Cmd K.
    pub(crate) const USUAL: Self = Self::with_command(false, Key::Character('K'));

    /// What is offered instead: Ctrl Shift Space, or Cmd Shift Space.
    pub(crate) const OTHER: Self = Self::with_command(true, Key::Space);

    const fn with_command(shift: bool, key: Key) -> Self {
        let is_apple = cfg!(target_os = "macos");
        let held = Held {
            control: !is_apple,
            alt: false,
            shift,
            command: is_apple,
        };
        Self { held, key }
    }

    /// The keys that were pressed, if they may be the shortcut.
    pub(crate) fn of_pressed(pressed: &PressedKeys) -> Result<Self, ChordProblem> {
        let held = Held {
            control: pressed.control,
            alt: pressed.alt,
            shift: pressed.shift,
            command: pressed.command,
        };
        let key = Key::of_pressed(&pressed.key, &pressed.code).ok_or(ChordProblem::NoSuchKey)?;
        Self { held, key }.allowed()
    }

    fn allowed(self) -> Result<Self, ChordProblem> {
        let Held {
            control,
            alt,
            shift,
            command,
        } = self.held;
        let types = match self.key {
            Key::Function(_) => false,
            // With Option, macOS types other characters; AltGr is Ctrl and Alt to Windows.
            _ if cfg!(target_os = "macos") => alt && !control && !command,
            _ => cfg!(windows) && alt && control,
        };
        if types || !(control || alt || command) {
            return Err(ChordProblem::SwallowsTyping);
        }
        let by_itself = !alt && !shift && (control != command);
        match self.key {
            Key::Character(letter) if by_itself && NEEDED_EVERYWHERE.contains(letter) => {
                Err(ChordProblem::NeededEverywhere)
            }
            _ => Ok(self),
        }
    }

    /// The names of its keys as they are printed on this computer's keyboards, in the customary order.
    pub(crate) fn names(self) -> Vec<String> {
        let Held {
            control,
            alt,
            shift,
            command,
        } = self.held;
        let [of_control, of_alt, of_shift, of_command] = if cfg!(target_os = "macos") {
            ["⌃", "⌥", "⇧", "⌘"]
        } else if cfg!(windows) {
            ["Ctrl", "Alt", "Shift", "Win"]
        } else {
            ["Ctrl", "Alt", "Shift", "Super"]
        };
        let held = [
            (control, of_control),
            (alt, of_alt),
            (shift, of_shift),
            (command, of_command),
        ];
        let held = held
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, name)| name.to_owned());
        held.chain([self.key.to_string()]).collect()
    }
}

impl Key {
    fn of_pressed(key: &str, code: &str) -> Option<Self> {
        let typed = key.chars().next().filter(|_| key.chars().count() == 1);
        let letter = typed
            .filter(char::is_ascii_alphabetic)
            .or_else(|| code.strip_prefix("Key")?.chars().next());
        let digit = || code.strip_prefix("Digit")?.chars().next();
        let mark = || typed.filter(|typed| PUNCTUATION.contains(*typed));
        match code {
            "Space" => Some(Self::Space),
            _ => function_key(code).or_else(|| {
                letter
                    .or_else(digit)
                    .or_else(mark)
                    .map(|character| Self::Character(character.to_ascii_uppercase()))
            }),
        }
    }
}

fn function_key(name: &str) -> Option<Key> {
    let number = name.strip_prefix('F')?.parse().ok()?;
    (1..=24).contains(&number).then_some(Key::Function(number))
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(character) => write!(formatter, "{character}"),
            Self::Space => formatter.write_str("Space"),
            Self::Function(number) => write!(formatter, "F{number}"),
        }
    }
}

/// As it is kept, the same on every system: `Ctrl+Shift+Space`.
impl fmt::Display for Chord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = [
            (self.held.control, "Ctrl+"),
            (self.held.alt, "Alt+"),
            (self.held.shift, "Shift+"),
            (self.held.command, "Command+"),
        ];
        for (_, name) in held.into_iter().filter(|(is, _)| *is) {
            formatter.write_str(name)?;
        }
        write!(formatter, "{}", self.key)
    }
}

impl FromStr for Chord {
    type Err = ChordProblem;

    fn from_str(text: &str) -> Result<Self, ChordProblem> {
        let mut held = Held::default();
        let mut rest = text;
        for (name, is) in [
            ("Ctrl+", &mut held.control),
            ("Alt+", &mut held.alt),
            ("Shift+", &mut held.shift),
            ("Command+", &mut held.command),
        ] {
            if let Some(after) = rest.strip_prefix(name) {
                (rest, *is) = (after, true);
            }
        }
        let mut characters = rest.chars();
        let key = match (characters.next(), characters.next()) {
            (Some(one), None)
                if one.is_ascii_uppercase() || one.is_ascii_digit() || PUNCTUATION.contains(one) =>
            {
                Key::Character(one)
            }
            _ if rest == "Space" => Key::Space,
            _ => function_key(rest).ok_or(ChordProblem::NoSuchKey)?,
        };
        Self { held, key }.allowed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(held: &str, key: &str, code: &str) -> PressedKeys {
        PressedKeys {
            control: held.contains("ctrl"),
            alt: held.contains("alt"),
            shift: held.contains("shift"),
            command: held.contains("meta"),
            key: key.into(),
            code: code.into(),
        }
    }

    fn written(held: &str, key: &str, code: &str) -> Result<String, ChordProblem> {
        Chord::of_pressed(&pressed(held, key, code)).map(|chord| chord.to_string())
    }

    #[test]
    fn pressed_keys_are_written_and_read_alike() {
        for (held, key, code, text) in [
            ("ctrl", "k", "KeyK", "Ctrl+K"),
            ("ctrl shift", "K", "KeyK", "Ctrl+Shift+K"),
            ("ctrl shift", " ", "Space", "Ctrl+Shift+Space"),
            ("meta", "F5", "F5", "Command+F5"),
            ("ctrl", ",", "Comma", "Ctrl+,"),
            ("ctrl", "(", "Digit5", "Ctrl+5"),
        ] {
            assert_eq!(written(held, key, code).as_deref(), Ok(text));
            assert_eq!(text.parse::<Chord>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_letter_is_the_one_that_is_typed_and_the_place_of_the_key_where_none_is() {
        assert_eq!(written("ctrl", "a", "KeyQ"), Err(ChordProblem::NeededEverywhere));
        assert_eq!(written("ctrl", "q", "KeyA").as_deref(), Ok("Ctrl+Q"));
        assert_eq!(written("ctrl", "л", "KeyK").as_deref(), Ok("Ctrl+K"));
    }

    #[test]
    fn nothing_that_is_typed_is_taken_away() {
        for (held, key, code) in [
            ("", "k", "KeyK"),
            ("shift", "K", "KeyK"),
            ("", "F5", "F5"),
            ("shift", " ", "Space"),
        ] {
            assert_eq!(
                written(held, key, code),
                Err(ChordProblem::SwallowsTyping),
                "{held} {key}"
            );
        }
        assert_eq!("K".parse::<Chord>(), Err(ChordProblem::SwallowsTyping));
    }

    #[test]
    fn what_every_program_needs_is_left_to_it() {
        for key in ["c", "v", "x", "a", "z", "s"] {
            assert_eq!(
                written("ctrl", key, &format!("Key{}", key.to_uppercase())),
                Err(ChordProblem::NeededEverywhere)
            );
        }
        assert_eq!(written("ctrl shift", "C", "KeyC").as_deref(), Ok("Ctrl+Shift+C"));
    }

    #[test]
    fn other_keys_are_none_of_a_shortcut() {
        for (key, code) in [
            ("Control", "ControlLeft"),
            ("Enter", "Enter"),
            ("ArrowUp", "ArrowUp"),
            ("Dead", "BracketLeft"),
            ("ö", "Semicolon"),
            ("F25", "F25"),
        ] {
            assert_eq!(written("ctrl", key, code), Err(ChordProblem::NoSuchKey), "{key}");
        }
        for text in ["", "Ctrl+", "Ctrl+k", "Ctrl+Enter", "Shift+Ctrl+K", "Ctrl+F0"] {
            assert!(text.parse::<Chord>().is_err(), "{text}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_names_are_those_on_the_keys() {
        assert_eq!(Chord::USUAL.names(), ["Ctrl", "K"]);
        assert_eq!(Chord::OTHER.names(), ["Ctrl", "Shift", "Space"]);
    }

    #[test]
    fn what_is_offered_is_allowed() {
        for offered in [Chord::USUAL, Chord::OTHER] {
            assert_eq!(offered.to_string().parse(), Ok(offered));
        }
    }
}
