use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::error::VaultError;

/// Bytes of a vault key.
pub(super) const KEY: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;

/// What sealing adds to the length of a text.
pub(super) const SEALING: usize = NONCE + TAG;

/// The key that seals and opens: 256 random bits, or as many stretched from a passphrase.
///
/// It lives on the heap in one place, can't be printed or serialized, and is wiped when dropped.
pub struct VaultKey(Box<Zeroizing<[u8; KEY]>>);

impl VaultKey {
    /// A key from the operating system's randomness.
    pub(super) fn generate() -> Result<Self, VaultError> {
        let mut key = Self::zeroed();
        random(key.bytes_mut())?;
        Ok(key)
    }

    /// A key of zeros, to be written to.
    pub(super) fn zeroed() -> Self {
        Self(Box::new(Zeroizing::new([0; KEY])))
    }

    pub(super) fn bytes_mut(&mut self) -> &mut [u8] {
        self.0.as_mut_slice()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Seals a text, bound to `bound`: a fresh nonce, then the sealed text with its tag.
    pub(super) fn seal(&self, bound: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let payload = Payload {
            msg: plain,
            aad: bound,
        };
        let sealed = self
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| VaultError::Sealing)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what was sealed with this key and bound to the same; nothing when a single bit of it is another.
    pub(super) fn open(&self, bound: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
        let payload = Payload {
            msg: text,
            aad: bound,
        };
        let plain = self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?;
        Some(Zeroizing::new(plain))
    }

    /// The key as the system's keychain takes it: 64 hexadecimal digits, since some keychains keep only text.
    pub fn to_keychain(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(KEY * 2));
        for byte in self.bytes() {
            for digit in [byte >> 4, byte & 15] {
                text.extend(char::from_digit(u32::from(digit), 16));
            }
        }
        text
    }

    /// Reads what [`VaultKey::to_keychain`] wrote.
    pub fn from_keychain(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != KEY * 2 {
            return None;
        }
        let mut key = Self::zeroed();
        for (byte, pair) in key.bytes_mut().iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                *byte = (*byte << 4) | u8::try_from(char::from(*digit).to_digit(16)?).ok()?;
            }
        }
        Some(key)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        let bytes: &[u8; KEY] = &self.0;
        XChaCha20Poly1305::new(<&Key>::from(bytes))
    }
}

impl fmt::Debug for VaultKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("VaultKey(redacted)")
    }
}

/// Fills with bytes from the operating system.
pub(super) fn random(bytes: &mut [u8]) -> Result<(), VaultError> {
    getrandom::fill(bytes).map_err(VaultError::Randomness)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_what_it_sealed_bound_to_the_same() {
        let key = VaultKey::generate().unwrap();
        let sealed = key.seal(b"bound", b"secret").unwrap();
        assert_eq!(sealed.len(), 6 + SEALING);
        assert_eq!(key.open(b"bound", &sealed).unwrap().as_slice(), b"secret");
        assert!(key.open(b"other", &sealed).is_none());
        assert!(VaultKey::generate().unwrap().open(b"bound", &sealed).is_none());
        assert!(key.open(b"bound", &sealed[..20]).is_none());
        assert_ne!(
            key.seal(b"bound", b"secret").unwrap(),
            sealed,
            "never the same nonce"
        );
    }

    #[test]
    fn goes_through_a_keychain_that_keeps_only_text() {
        let key = VaultKey::generate().unwrap();
        let text = key.to_keychain();
        assert_eq!(VaultKey::from_keychain(&text).unwrap().bytes(), key.bytes());
        for bad in ["", "ab", &text[1..], &text.replace(|_: char| true, "g")] {
            assert!(VaultKey::from_keychain(bad).is_none());
        }
    }

    #[test]
    fn says_nothing_of_itself() {
        let key = VaultKey::generate().unwrap();
        assert_eq!(format!("{key:?}"), "VaultKey(redacted)");
    }
}
