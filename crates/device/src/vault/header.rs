//! The file `header`: what stretching costs, and the vault key, wrapped.
//!
//! ```text
//! "SKVAULT\0"  version  memory, passes, lanes  vault id  salt  wrapped vault key  check  SHA-256 of all before
//! 8 bytes      u32      3 × u32                16        16    24 + 32 + 16       40     32
//! ```
//!
//! Numbers are little-endian. The vault key is wrapped bound to all before it. The check is an empty text, sealed with
//! the vault key and bound to all before it: a vault key from a keychain proves itself by it.

use super::error::VaultError;
use super::passphrase::Passphrase;
use super::stretch::{Cost, SALT};
use super::sum::{Reader, checked, with_sum};
use super::vault_key::{KEY, SEALING, VaultKey, random};

const MAGIC: &[u8; 8] = b"SKVAULT\0";
const VERSION: u32 = 1;
const ID: usize = 16;
const PREFIX: usize = 8 + 4 + 12 + ID + SALT;
const WRAPPED: usize = KEY + SEALING;

/// A header as read, its parts in place.
pub(super) struct Header {
    cost: Cost,
    salt: [u8; SALT],
    /// What the keychain's entry is named by.
    pub(super) id: [u8; ID],
    bytes: Vec<u8>,
}

impl Header {
    /// A header that wraps the vault key with a passphrase, for a new vault or, with its id, for the same.
    pub(super) fn wrap(
        key: &VaultKey,
        passphrase: &Passphrase,
        cost: Cost,
        id: Option<[u8; ID]>,
    ) -> Result<Self, VaultError> {
        let (mut salt, mut new_id) = ([0; SALT], [0; ID]);
        random(&mut salt)?;
        random(&mut new_id)?;
        let id = id.unwrap_or(new_id);
        let mut bytes = MAGIC.to_vec();
        for number in [VERSION, cost.memory, cost.passes, cost.lanes] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes.extend_from_slice(&id);
        bytes.extend_from_slice(&salt);
        let wrapped = cost.stretch(passphrase, &salt)?.seal(&bytes, key.bytes())?;
        bytes.extend_from_slice(&wrapped);
        let check = key.seal(&bytes, &[])?;
        bytes.extend_from_slice(&check);
        Ok(Self {
            cost,
            salt,
            id,
            bytes,
        })
    }

    /// What is written to the file.
    pub(super) fn to_file(&self) -> Vec<u8> {
        with_sum(self.bytes.clone())
    }

    /// Reads a file. A newer version may look different from its fifth field on, and is told by its version alone.
    pub(super) fn from_file(file: &[u8]) -> Result<Self, VaultError> {
        let mut reader = Reader(file);
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(VaultError::DamagedHeader);
        }
        match reader.number() {
            Some(VERSION) => Self::read(file).ok_or(VaultError::DamagedHeader),
            Some(found) if found > VERSION && found < 1 << 16 => Err(VaultError::Newer {
                found,
                known: VERSION,
            }),
            _ => Err(VaultError::DamagedHeader),
        }
    }

    fn read(file: &[u8]) -> Option<Self> {
        let bytes = checked(file)?;
        let mut reader = Reader(bytes.get(MAGIC.len() + 4..)?);
        let cost = Cost {
            memory: reader.number()?,
            passes: reader.number()?,
            lanes: reader.number()?,
        };
        let (id, salt) = (reader.array()?, reader.array()?);
        let is_whole = reader.0.len() == WRAPPED + SEALING;
        (cost.is_acceptable() && is_whole).then(|| Self {
            cost,
            salt,
            id,
            bytes: bytes.to_vec(),
        })
    }

    /// The vault key; nothing for a wrong passphrase.
    pub(super) fn unwrap(&self, passphrase: &Passphrase) -> Result<Option<VaultKey>, VaultError> {
        let (prefix, rest) = self.bytes.split_at(PREFIX);
        let wrapped = rest.get(..WRAPPED).unwrap_or_default();
        let Some(plain) = self.cost.stretch(passphrase, &self.salt)?.open(prefix, wrapped) else {
            return Ok(None);
        };
        let mut key = VaultKey::zeroed();
        if plain.len() != KEY {
            return Err(VaultError::DamagedHeader);
        }
        key.bytes_mut().copy_from_slice(&plain);
        if self.is_of(&key) {
            Ok(Some(key))
        } else {
            Err(VaultError::DamagedHeader)
        }
    }

    /// Whether this is the vault's key.
    pub(super) fn is_of(&self, key: &VaultKey) -> bool {
        let (bound, check) = self.bytes.split_at(PREFIX + WRAPPED);
        key.open(bound, check).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::stretch::tests::CHEAP;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.into())
    }

    fn made() -> (VaultKey, Header) {
        let key = VaultKey::generate().unwrap();
        let header = Header::wrap(&key, &passphrase("right"), CHEAP, None).unwrap();
        (key, header)
    }

    #[test]
    fn the_right_passphrase_gives_the_key_and_a_wrong_one_nothing() {
        let (key, header) = made();
        let read = Header::from_file(&header.to_file()).unwrap();
        assert_eq!(read.id, header.id);
        assert_eq!(
            read.unwrap(&passphrase("right")).unwrap().unwrap().bytes(),
            key.bytes()
        );
        assert!(read.unwrap(&passphrase("wrong")).unwrap().is_none());
        assert!(read.is_of(&key));
        assert!(!read.is_of(&VaultKey::generate().unwrap()));
    }

    #[test]
    fn every_changed_byte_is_noticed_and_none_is_taken_for_a_wrong_passphrase() {
        let file = made().1.to_file();
        for at in 0..file.len() {
            for flip in [1, 0x80] {
                let mut changed = file.clone();
                changed[at] ^= flip;
                assert!(Header::from_file(&changed).is_err(), "byte {at}");
            }
        }
        for length in 0..file.len() {
            assert!(Header::from_file(&file[..length]).is_err(), "cut to {length}");
        }
        assert!(Header::from_file(&[file.as_slice(), b"x"].concat()).is_err());
    }

    /// Somebody who forges a sum with the change still changes nothing that is believed.
    #[test]
    fn every_byte_changed_together_with_the_sum_is_noticed_too() {
        let (key, header) = made();
        for at in 0..header.bytes.len() {
            let mut changed = header.bytes.clone();
            changed[at] ^= 1;
            let Ok(read) = Header::from_file(&with_sum(changed)) else {
                continue;
            };
            assert!(!read.is_of(&key), "byte {at}");
        }
    }

    #[test]
    fn a_newer_version_is_told_by_its_number_alone() {
        let mut file = made().1.to_file();
        file[8] = 2;
        file.truncate(20);
        let error = Header::from_file(&file).err().unwrap();
        assert!(
            matches!(error, VaultError::Newer { found: 2, known: 1 }),
            "{error}"
        );
    }

    #[test]
    fn a_cost_that_would_take_all_memory_is_damage() {
        let mut bytes = made().1.bytes;
        bytes[12..16].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(
            Header::from_file(&with_sum(bytes)),
            Err(VaultError::DamagedHeader)
        ));
    }
}
