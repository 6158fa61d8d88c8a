use std::fmt;

use zeroize::{Zeroize, Zeroizing};

use crate::base62;
use crate::digest::KeyDigest;

const PREFIX: usize = 4;
const BODY: usize = 32;
const CHECKSUM: usize = 6;
const LENGTH: usize = PREFIX + BODY + CHECKSUM;

/// What a secret of our format is for. The kind is its first three letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// `tsk_…`: an API key that a person made for a tool.
    Api,
    /// `tsa_…`: a short-lived actor token, minted with an API key.
    Actor,
    /// `tss_…`: a signed-in session of a person.
    Session,
}

impl KeyKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Api, Self::Actor, Self::Session];

    /// The four characters such a secret begins with.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::Api => "tsk_",
            Self::Actor => "tsa_",
            Self::Session => "tss_",
        }
    }
}

/// A key in plain: prefix, 32 base62 characters (190 bits from the operating system), and six base62
/// characters of CRC-32 over all before them.
///
/// It has one moment of life. It cannot be printed, serialized or cloned, lives on the heap in one place,
/// and is wiped when dropped. [`PlainKey::expose`] is the only way to its characters.
pub struct PlainKey {
    kind: KeyKind,
    text: Box<Zeroizing<[u8; LENGTH]>>,
}

/// The operating system could not give random bytes, so no key was made.
#[derive(Debug, thiserror::Error)]
#[error("this computer's source of randomness is not available: {0}; no key was made")]
pub struct RandomnessUnavailable(#[from] getrandom::Error);

/// Why a text is not a key. Never holds any of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseKeyError {
    /// It does not begin with `tsk_`, `tsa_` or `tss_`.
    #[error("a key begins with tsk_; this does not, so it may belong to another product")]
    Prefix,
    /// Too short or too long; often a copy that missed the end.
    #[error("a key has {LENGTH} characters, this has {0}; copy it again, whole")]
    Length(usize),
    /// A character outside `0-9A-Za-z` after the prefix.
    #[error("a key has only letters and digits after its prefix; copy it again without spaces or quotes")]
    Character,
    /// The checksum does not fit: a typing mistake.
    #[error("a character of this key is wrong (its checksum does not fit); copy it again")]
    Checksum,
}

impl PlainKey {
    /// Makes a new key from the operating system's randomness.
    pub fn generate(kind: KeyKind) -> Result<Self, RandomnessUnavailable> {
        let mut text = Box::new(Zeroizing::new([0; LENGTH]));
        text[..PREFIX].copy_from_slice(kind.prefix().as_bytes());
        fill_with_random_digits(&mut text[PREFIX..PREFIX + BODY])?;
        write_checksum(&mut text);
        Ok(Self { kind, text })
    }

    /// Reads a key exactly as written: no trimming, since a key with a space is not the key that was shown.
    /// Cheap and free of any look-up: most guesses end here.
    pub fn parse(text: &[u8]) -> Result<Self, ParseKeyError> {
        let kind = KeyKind::ALL
            .into_iter()
            .find(|kind| text.starts_with(kind.prefix().as_bytes()))
            .ok_or(ParseKeyError::Prefix)?;
        if text.len() != LENGTH {
            return Err(ParseKeyError::Length(text.len()));
        }
        if !text[PREFIX..].iter().all(u8::is_ascii_alphanumeric) {
            return Err(ParseKeyError::Character);
        }
        let mut copy = Box::new(Zeroizing::new([0; LENGTH]));
        copy.copy_from_slice(text);
        write_checksum(&mut copy);
        if copy[LENGTH - CHECKSUM..] != text[LENGTH - CHECKSUM..] {
            return Err(ParseKeyError::Checksum);
        }
        Ok(Self { kind, text: copy })
    }

    /// What this secret is for.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// What is kept of the key at rest.
    pub fn digest(&self) -> KeyDigest {
        KeyDigest::of(self.text.as_slice())
    }

    /// What lists show of the key.
    pub fn hint(&self) -> KeyHint {
        let text = self.expose();
        let (head, tail) = (&text[..PREFIX + 4], &text[PREFIX + BODY - 4..PREFIX + BODY]);
        KeyHint(format!("{head}…{tail}"))
    }

    /// The key's characters. Every call is a place to look at in a review: say there why it must be.
    pub fn expose(&self) -> &str {
        // Only ASCII is ever written into `text`.
        std::str::from_utf8(self.text.as_slice()).unwrap_or_default()
    }
}

impl fmt::Debug for PlainKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PlainKey({}…)", self.kind.prefix())
    }
}

/// A key made recognizable without being usable: `tsk_AbCd…wxYZ`, the first and last four characters of its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHint(String);

impl KeyHint {
    /// The hint's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a hint that a device sent: prefix, four digits, an ellipsis, four digits.
    pub fn parse(text: &str) -> Option<Self> {
        let body = KeyKind::ALL
            .iter()
            .find_map(|kind| text.strip_prefix(kind.prefix()))?;
        let (head, tail) = body.split_once('…')?;
        let four_digits =
            |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (four_digits(head) && four_digits(tail)).then(|| Self(text.to_owned()))
    }
}

/// Takes only bytes below 4 × 62, so that each digit is equally likely.
fn fill_with_random_digits(target: &mut [u8]) -> Result<(), RandomnessUnavailable> {
    let mut random = Zeroizing::new([0_u8; 64]);
    let mut filled = 0;
    while filled < target.len() {
        getrandom::fill(random.as_mut_slice())?;
        for byte in random.iter().filter(|byte| **byte < 248) {
            if let Some(place) = target.get_mut(filled) {
                *place = base62::DIGITS[usize::from(byte % 62)];
                filled += 1;
            }
        }
    }
    random.zeroize();
    Ok(())
}

fn write_checksum(text: &mut [u8; LENGTH]) {
    let (front, checksum) = text.split_at_mut(LENGTH - CHECKSUM);
    base62::write_padded(crc32fast::hash(front), checksum);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_made_key_reads_back() {
        for kind in KeyKind::ALL {
            let key = PlainKey::generate(kind).unwrap();
            assert_eq!(key.expose().len(), 42);
            assert!(key.expose().starts_with(kind.prefix()));
            let read = PlainKey::parse(key.expose().as_bytes()).unwrap();
            assert_eq!(read.kind(), kind);
            assert_eq!(read.digest(), key.digest());
            assert_eq!(read.hint(), key.hint());
        }
    }

    #[test]
    fn the_checksum_is_crc_32_in_base62() {
        // CRC-32 of "tsk_" and 32 zeros, worked out with Python's zlib and written in base62.
        let key = PlainKey::parse(b"tsk_000000000000000000000000000000000xThzU");
        assert!(key.is_ok(), "{key:?}");
    }

    #[test]
    fn keys_differ() {
        let made: HashSet<String> = (0..10_000)
            .map(|_| PlainKey::generate(KeyKind::Api).unwrap().expose().to_owned())
            .collect();
        assert_eq!(made.len(), 10_000);
    }

    #[test]
    fn digits_are_evenly_spread() {
        let mut counts = [0_u32; 128];
        for _ in 0..4_000 {
            for byte in &PlainKey::generate(KeyKind::Api).unwrap().expose().as_bytes()[PREFIX..PREFIX + BODY]
            {
                counts[usize::from(*byte)] += 1;
            }
        }
        // 128,000 digits over 62 places: 2,065 each, standard deviation 45; eight of them either side never happens.
        for digit in base62::DIGITS {
            let count = counts[usize::from(*digit)];
            assert!((1_700..2_430).contains(&count), "{}: {count}", char::from(*digit));
        }
    }

    #[test]
    fn says_what_is_wrong_with_a_key() {
        let key = PlainKey::generate(KeyKind::Api).unwrap();
        let text = key.expose();
        let refused = |text: &str| PlainKey::parse(text.as_bytes()).unwrap_err();
        assert_eq!(refused(""), ParseKeyError::Prefix);
        assert_eq!(refused("ghp_abc"), ParseKeyError::Prefix);
        assert_eq!(refused(&format!(" {text}")), ParseKeyError::Prefix);
        assert_eq!(refused(&format!("{text} ")), ParseKeyError::Length(43));
        assert_eq!(refused(&text[..40]), ParseKeyError::Length(40));
        assert_eq!(
            refused(&format!("{}-{}", &text[..10], &text[11..])),
            ParseKeyError::Character
        );
        let changed = if text.as_bytes()[10] == b'a' { 'b' } else { 'a' };
        assert_eq!(
            refused(&format!("{}{changed}{}", &text[..10], &text[11..])),
            ParseKeyError::Checksum
        );
    }

    #[test]
    fn debug_shows_nothing_of_the_secret() {
        let key = PlainKey::generate(KeyKind::Api).unwrap();
        assert_eq!(format!("{key:?}"), "PlainKey(tsk_…)");
    }

    #[test]
    fn the_hint_shows_eight_characters_of_the_body() {
        let key = PlainKey::generate(KeyKind::Api).unwrap();
        let text = key.expose();
        assert_eq!(key.hint().as_str(), format!("{}…{}", &text[..8], &text[32..36]));
        assert_eq!(KeyHint::parse(key.hint().as_str()), Some(key.hint()));
        for wrong in ["", "tsk_", "tsk_abc…defg", "tsk_abcd...efgh", text] {
            assert_eq!(KeyHint::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = PlainKey::parse(&bytes);
        }

        #[test]
        fn parsing_never_panics_behind_the_prefix(text in "tsk_\\PC{0,60}") {
            let _ = PlainKey::parse(text.as_bytes());
            let _ = KeyHint::parse(&text);
        }

        #[test]
        fn any_single_changed_character_is_noticed(place in 4_usize..42, digit in 0_usize..62) {
            let key = PlainKey::generate(KeyKind::Api).unwrap();
            let mut bytes = key.expose().as_bytes().to_vec();
            prop_assume!(bytes[place] != base62::DIGITS[digit]);
            bytes[place] = base62::DIGITS[digit];
            prop_assert_eq!(PlainKey::parse(&bytes).unwrap_err(), ParseKeyError::Checksum);
        }
    }
}
