//! A file under `copies`: one key, sealed.
//!
//! ```text
//! "SKCOPY\0\0"  version  key id  created (ms)  hint              name              sealed key    SHA-256 of all before
//! 8 bytes       u32      16      i64           u16 and its text  u16 and its text  24 + 42 + 16  32
//! ```
//!
//! Numbers are little-endian. The key is sealed bound to all before it. What is in plain is in the local database, too.

use keys::PlainKey;
use uuid::Uuid;

use super::error::VaultError;
use super::sum::{Reader, checked, push_text, with_sum};
use super::vault_key::VaultKey;

const MAGIC: &[u8; 8] = b"SKCOPY\0\0";
const VERSION: u32 = 1;

/// What a sealed copy says of its key in plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CopyLabel {
    pub(super) id: Uuid,
    /// In milliseconds since 1970.
    pub(super) created: i64,
    pub(super) hint: String,
    pub(super) name: String,
}

/// A sealed copy as read.
#[derive(Debug)]
pub(super) struct SealedCopy {
    pub(super) label: CopyLabel,
    bound: Vec<u8>,
    sealed: Vec<u8>,
}

impl SealedCopy {
    /// Seals a key.
    pub(super) fn seal(label: CopyLabel, secret: &PlainKey, key: &VaultKey) -> Result<Self, VaultError> {
        let mut bound = MAGIC.to_vec();
        bound.extend_from_slice(&VERSION.to_le_bytes());
        bound.extend_from_slice(label.id.as_bytes());
        bound.extend_from_slice(&label.created.to_le_bytes());
        push_text(&mut bound, &label.hint);
        push_text(&mut bound, &label.name);
        // Exposed to be sealed.
        let sealed = key.seal(&bound, secret.expose().as_bytes())?;
        Ok(Self { label, bound, sealed })
    }

    /// What is written to the file.
    pub(super) fn to_file(&self) -> Vec<u8> {
        with_sum([self.bound.as_slice(), &self.sealed].concat())
    }

    /// Reads the file of a key; nothing when it is damaged, another key's, or of a version that is not known.
    pub(super) fn from_file(id: Uuid, file: &[u8]) -> Option<Self> {
        let bytes = checked(file)?;
        let mut reader = Reader(bytes);
        if reader.take(MAGIC.len())? != MAGIC || reader.number()? != VERSION {
            return None;
        }
        let label = CopyLabel {
            id: Uuid::from_bytes(reader.array()?),
            created: i64::from_le_bytes(reader.array()?),
            hint: reader.text()?.to_owned(),
            name: reader.text()?.to_owned(),
        };
        let sealed = reader.0.to_vec();
        let bound = bytes.get(..bytes.len() - sealed.len())?.to_vec();
        (label.id == id).then_some(Self { label, bound, sealed })
    }

    /// The key; nothing when anything in the file is not as it was sealed.
    pub(super) fn open(&self, key: &VaultKey) -> Option<PlainKey> {
        let plain = key.open(&self.bound, &self.sealed)?;
        PlainKey::parse(&plain).ok()
    }
}

#[cfg(test)]
mod tests {
    use keys::KeyKind;
    use proptest::prelude::*;

    use super::*;

    fn sealed(hint: &str, name: &str) -> (VaultKey, PlainKey, SealedCopy) {
        let key = VaultKey::generate().unwrap();
        let secret = PlainKey::generate(KeyKind::Api).unwrap();
        let label = CopyLabel {
            id: Uuid::now_v7(),
            created: 1_700_000_000_123,
            hint: hint.into(),
            name: name.into(),
        };
        let copy = SealedCopy::seal(label, &secret, &key).unwrap();
        (key, secret, copy)
    }

    #[test]
    fn every_changed_byte_is_noticed_also_with_its_sum_forged() {
        let (key, _, copy) = sealed("tsk_AbCd…wxYZ", "Figma");
        let file = copy.to_file();
        let id = copy.label.id;
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(SealedCopy::from_file(id, &changed).is_none(), "byte {at}");
            changed.truncate(file.len() - 32);
            if let Some(read) = SealedCopy::from_file(id, &with_sum(changed)) {
                assert!(at >= file.len() - 32 || read.open(&key).is_none(), "byte {at}");
            }
        }
        for length in 0..file.len() {
            assert!(SealedCopy::from_file(id, &file[..length]).is_none(), "{length}");
        }
    }

    #[test]
    fn a_copy_can_not_stand_in_for_another_key() {
        let copy = sealed("hint", "name").2;
        assert!(SealedCopy::from_file(Uuid::now_v7(), &copy.to_file()).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_was_sealed_is_opened(hint in ".{0,20}", name in ".{0,80}") {
            let (key, secret, copy) = sealed(&hint, &name);
            let read = SealedCopy::from_file(copy.label.id, &copy.to_file()).unwrap();
            prop_assert_eq!(&read.label, &copy.label);
            prop_assert_eq!(read.open(&key).unwrap().digest(), secret.digest());
        }
    }
}
