use std::fmt;

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

/// A passphrase as a person typed it, in Unicode's form C: keyboards of different systems write the same letter
/// differently. Can't be printed or serialized, and is wiped when dropped.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Takes what was typed and wipes it. Nothing is trimmed: a space is a character like any other.
    pub fn new(mut typed: String) -> Self {
        // Form C is at most three times as long in UTF-8 (UAX #15), so the text is never moved while it grows.
        let mut text = Zeroizing::new(String::with_capacity(typed.len() * 3));
        text.extend(typed.nfc());
        typed.zeroize();
        Self(text)
    }

    /// How many characters.
    pub(super) fn length(&self) -> usize {
        self.0.chars().count()
    }

    /// Its characters. Each call is a place to look at in a review: they go into the stretching, the estimate of its
    /// strength, or the encryption of an export, and nowhere else.
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Passphrase(redacted)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_are_the_same_whichever_keyboard_wrote_them() {
        let (composed, decomposed) = ("caf\u{e9} noir", "cafe\u{301} noir");
        assert_eq!(
            Passphrase::new(composed.into()).expose(),
            Passphrase::new(decomposed.into()).expose()
        );
        assert_eq!(Passphrase::new(" a ".into()).expose(), " a ");
    }

    #[test]
    fn says_nothing_of_itself() {
        let passphrase = Passphrase::new("open sesame".into());
        assert_eq!(format!("{passphrase:?}"), "Passphrase(redacted)");
    }
}
