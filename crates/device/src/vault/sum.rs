//! A SHA-256 at a file's end: tells damage from a wrong passphrase, and without the vault key. It keeps nobody from
//! forging anything; sealing does.

use sha2::{Digest, Sha256};

const SUM: usize = 32;

/// The bytes with their sum behind them.
pub(super) fn with_sum(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = Sha256::digest(&bytes);
    bytes.extend_from_slice(&sum);
    bytes
}

/// The bytes before their sum, if it is theirs.
pub(super) fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
    (Sha256::digest(body).as_slice() == sum).then_some(body)
}

/// Takes fields off the front of bytes.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn number(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.array()?))
    }

    /// A text with its length before it, as [`push_text`] writes it.
    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::from(u16::from_le_bytes(self.array()?));
        std::str::from_utf8(self.take(length)?).ok()
    }
}

/// Writes a text with its length before it, at most 65,535 bytes of it.
pub(super) fn push_text(bytes: &mut Vec<u8>, text: &str) {
    let mut end = text.len().min(usize::from(u16::MAX));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    bytes.extend_from_slice(&u16::try_from(text.len()).unwrap_or(u16::MAX).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
