//! Bringing sealed copies from another computer: adds what is missing, overwrites nothing.

use std::io::{ErrorKind, Read};

use age::secrecy::SecretString;
use age::{DecryptError, Decryptor};
use jiff::Timestamp;
use keys::{KeyName, KeyState, PlainKey};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::error::VaultError;
use super::export::{Content, ContentCopy, KIND, VERSION};
use super::passphrase::Passphrase;
use super::sealed_copy::{CopyLabel, SealedCopy};
use super::vault_key::VaultKey;
use super::view::ImportedCopies;
use crate::device::{Changed, Device};

/// Room for ten thousand copies and more; a longer file is none of ours.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A gigabyte of memory and some seconds: what a file made on a far faster computer may ask for.
const MOST_WORK: u8 = 20;

/// What every version's content begins with.
#[derive(Deserialize)]
struct Begins<'a> {
    kind: &'a str,
    version: u32,
}

impl Device {
    /// Keeps the copies of an exported file that are not here yet. The vault must be open. A file that is not right in
    /// all its parts changes nothing.
    pub fn import_copies(&self, file: &[u8], passphrase: &Passphrase) -> Result<ImportedCopies, VaultError> {
        let vault = self.vault();
        let _work = vault.work();
        let key = vault.slot.used().ok_or(VaultError::Locked)?;
        let text = decrypt(file, passphrase)?;
        let begins: Begins<'_> = serde_json::from_slice(&text).map_err(|_| VaultError::NotAnExport)?;
        match begins {
            Begins {
                kind: KIND,
                version: VERSION,
            } => {}
            Begins { kind: KIND, .. } => return Err(VaultError::NewerExport),
            Begins { .. } => return Err(VaultError::NotAnExport),
        }
        let content: Content<'_> = serde_json::from_slice(&text).map_err(|_| VaultError::DamagedExport)?;
        let parsed: Result<Vec<_>, _> = content.copies.iter().map(parse).collect();
        let imported = self.add_missing(parsed?, &key)?;
        self.announce(Changed::Vault);
        Ok(imported)
    }

    fn add_missing(
        &self,
        copies: Vec<(CopyLabel, PlainKey)>,
        key: &VaultKey,
    ) -> Result<ImportedCopies, VaultError> {
        let here = self.vault().index()?;
        let mut imported = ImportedCopies::default();
        let mut new = Vec::new();
        for (label, secret) in copies {
            // A copy from the file takes the place of one that is damaged here.
            if here.get(&label.id).is_some_and(Option::is_some) {
                imported.already_here += 1;
            } else if self.is_deleted(label.id) {
                imported.deleted += 1;
            } else {
                imported.added += 1;
                new.push(SealedCopy::seal(label, &secret, key)?);
            }
        }
        self.add_all(&new)?;
        Ok(imported)
    }

    /// All, or after a failure none.
    fn add_all(&self, copies: &[SealedCopy]) -> Result<(), VaultError> {
        for (count, copy) in copies.iter().enumerate() {
            if let Err(error) = self.vault().write_copy(copy) {
                for added in copies.iter().take(count) {
                    self.vault().remove_copy(added.label.id)?;
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn is_deleted(&self, id: Uuid) -> bool {
        let key = self.key(&id.to_string(), Timestamp::now());
        key.is_ok_and(|key| key.state == KeyState::Deleted)
    }
}

fn parse(copy: &ContentCopy<'_>) -> Result<(CopyLabel, PlainKey), VaultError> {
    let secret = PlainKey::parse(copy.secret.as_bytes()).map_err(|_| VaultError::DamagedExport)?;
    let name = KeyName::parse(&copy.name).map_err(|_| VaultError::DamagedExport)?;
    let label = CopyLabel {
        id: copy.key_id,
        created: copy.created,
        hint: secret.hint().as_str().to_owned(),
        name: name.as_str().to_owned(),
    };
    if label.hint == copy.hint {
        Ok((label, secret))
    } else {
        Err(VaultError::DamagedExport)
    }
}

fn decrypt(file: &[u8], passphrase: &Passphrase) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let decryptor = Decryptor::new(file).map_err(|error| not_decrypted(file, &error))?;
    if !decryptor.is_scrypt() {
        return Err(VaultError::NotAnExport);
    }
    // Exposed to be stretched, into a text that is wiped.
    let secret = SecretString::from(passphrase.expose().to_owned());
    let mut identity = age::scrypt::Identity::new(secret);
    identity.set_max_work_factor(MOST_WORK);
    let reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .map_err(|error| not_decrypted(file, &error))?;
    // As long as it can be, so that the text is not moved while it grows.
    let mut text = Zeroizing::new(Vec::with_capacity(file.len()));
    match reader.take(LONGEST).read_to_end(&mut text) {
        Ok(_) => Ok(text),
        Err(error) if error.kind() == ErrorKind::OutOfMemory => Err(error.into()),
        Err(_) => Err(VaultError::DamagedExport),
    }
}

fn not_decrypted(file: &[u8], error: &DecryptError) -> VaultError {
    let is_age = file.starts_with(b"age-encryption.org/");
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            VaultError::WrongFilePassphrase
        }
        _ if is_age => VaultError::DamagedExport,
        _ => VaultError::NotAnExport,
    }
}

#[cfg(test)]
mod tests {
    use keys::KeyKind;

    use super::*;
    use crate::create_key::tests::{made, now};
    use crate::vault::export::encrypt;
    use crate::vault::kept_keys::tests::{damage, keep};
    use crate::vault::set_up::tests::with_vault;

    fn file_passphrase() -> Passphrase {
        Passphrase::new("granite whistle ninety clover".into())
    }

    #[test]
    fn another_computer_gets_what_it_misses_and_keeps_what_it_has() {
        let (_folder, device) = with_vault();
        let (id, gone) = (made(&device, "Figma"), made(&device, "Gone"));
        let digest = keep(&device, &id);
        keep(&device, &gone);
        let exported = device.export_copies(&file_passphrase()).unwrap();
        assert_eq!((exported.copies, exported.left_out), (2, 0));

        let (_other_folder, other) = with_vault();
        let done = other.import_copies(&exported.bytes, &file_passphrase()).unwrap();
        let all_added = ImportedCopies {
            added: 2,
            ..ImportedCopies::default()
        };
        assert_eq!(done, all_added);
        let kept = other.kept_keys();
        assert_eq!((kept[0].name.as_str(), kept[0].listed), ("Figma", false));
        assert_eq!(other.kept_key_name(&id).as_deref(), Some("Figma"));
        assert_eq!(other.kept_secret(&id).unwrap().digest(), digest);

        device.delete_keys(std::slice::from_ref(&gone), now()).unwrap();
        let again = device.import_copies(&exported.bytes, &file_passphrase()).unwrap();
        let nothing_added = ImportedCopies {
            added: 0,
            already_here: 1,
            deleted: 1,
        };
        assert_eq!(again, nothing_added);
    }

    #[test]
    fn wrong_cut_and_changed_files_are_told_apart_and_change_nothing() {
        let (_folder, device) = with_vault();
        let id = made(&device, "Figma");
        keep(&device, &id);
        let file = device.export_copies(&file_passphrase()).unwrap().bytes;
        let (_other_folder, other) = with_vault();
        let refused = |file: &[u8]| other.import_copies(file, &file_passphrase()).unwrap_err();
        let wrong = other
            .import_copies(&file, &Passphrase::new("wrong".into()))
            .unwrap_err();
        assert!(matches!(wrong, VaultError::WrongFilePassphrase), "{wrong}");
        for length in [30, file.len() / 2, file.len() - 1] {
            let error = refused(&file[..length]);
            assert!(matches!(error, VaultError::DamagedExport), "{length}: {error}");
        }
        let mut changed = file.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(matches!(refused(&changed), VaultError::DamagedExport));
        assert!(matches!(refused(b"{\"$themes\": []}"), VaultError::NotAnExport));
        assert!(matches!(refused(b""), VaultError::NotAnExport));
        assert!(other.kept_keys().is_empty());
    }

    #[test]
    fn other_contents_and_newer_ones_are_refused() {
        let (_folder, device) = with_vault();
        let refused = |content: &str| {
            let file = encrypt(content.as_bytes(), &file_passphrase()).unwrap();
            device.import_copies(&file, &file_passphrase()).unwrap_err()
        };
        assert!(matches!(refused("hello"), VaultError::NotAnExport));
        assert!(matches!(
            refused(r#"{"kind": "other", "version": 1}"#),
            VaultError::NotAnExport
        ));
        assert!(matches!(
            refused(
                r#"{"kind": "studio-keys/sealed-copies", "version": 2, "copies": {"of": "another shape"}}"#
            ),
            VaultError::NewerExport
        ));
        let id = Uuid::now_v7();
        let forged = format!(
            r#"{{"kind": "studio-keys/sealed-copies", "version": 1, "copies": [{{"keyId": "{id}", "name": "x", "hint": "x", "created": 1, "secret": "tsk_x"}}]}}"#
        );
        assert!(matches!(refused(&forged), VaultError::DamagedExport));
    }

    #[test]
    fn a_name_that_hides_what_it_says_is_refused() {
        let (_folder, device) = with_vault();
        let secret = PlainKey::generate(KeyKind::Api).unwrap();
        let forged = format!(
            r#"{{"kind": "{KIND}", "version": 1, "copies": [{{"keyId": "{}", "name": "Fig\u202ema", "hint": "{}", "created": 1, "secret": "{}"}}]}}"#,
            Uuid::now_v7(),
            secret.hint().as_str(),
            secret.expose(),
        );
        let import = |content: &str| {
            let file = encrypt(content.as_bytes(), &file_passphrase()).unwrap();
            device.import_copies(&file, &file_passphrase())
        };
        assert!(matches!(import(&forged), Err(VaultError::DamagedExport)));
        assert_eq!(import(&forged.replace(r"\u202e", "")).unwrap().added, 1);
    }

    #[test]
    fn a_copy_from_the_file_replaces_one_that_is_damaged_here() {
        let (folder, device) = with_vault();
        let id = made(&device, "Figma");
        let digest = keep(&device, &id);
        let exported = device.export_copies(&file_passphrase()).unwrap();
        damage(folder.path(), &id);
        assert!(device.kept_secret(&id).is_err());
        let done = device.import_copies(&exported.bytes, &file_passphrase()).unwrap();
        assert_eq!((done.added, done.already_here), (1, 0));
        assert_eq!(device.kept_secret(&id).unwrap().digest(), digest);
        assert!(device.vault_view().damaged.is_empty());
    }

    #[test]
    fn a_locked_vault_exports_and_imports_nothing() {
        let (_folder, device) = with_vault();
        device.lock_vault();
        assert!(matches!(
            device.export_copies(&file_passphrase()),
            Err(VaultError::Locked)
        ));
        assert!(matches!(
            device.import_copies(b"", &file_passphrase()),
            Err(VaultError::Locked)
        ));
    }
}
