//! All sealed copies as one file for another computer, in the format of age (age-encryption.org/v1), encrypted with a
//! passphrase of its own: a lost app opens it, too.

use std::io::Write;

use age::secrecy::SecretString;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::error::VaultError;
use super::passphrase::Passphrase;
use super::sealed_copy::SealedCopy;
use crate::device::Device;

/// What the content says it is.
pub(super) const KIND: &str = "studio-keys/sealed-copies";
/// Of the content.
pub(super) const VERSION: u32 = 1;

/// More than a copy takes in the content, so that the text is not moved while it grows.
const ROOM: usize = 1024;

/// An encrypted file, ready to be written.
pub struct ExportedCopies {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many copies are in it.
    pub copies: u32,
    /// How many were damaged and are not.
    pub left_out: u32,
}

/// The content, in JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content<'a> {
    pub(super) kind: &'a str,
    pub(super) version: u32,
    #[serde(borrow, default)]
    pub(super) copies: Vec<ContentCopy<'a>>,
}

/// A copy, in plain inside the encrypted file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ContentCopy<'a> {
    pub(super) key_id: uuid::Uuid,
    pub(super) name: std::borrow::Cow<'a, str>,
    pub(super) hint: std::borrow::Cow<'a, str>,
    /// In milliseconds since 1970.
    pub(super) created: i64,
    pub(super) secret: &'a str,
}

impl Device {
    /// Writes every sealed copy that opens into one file, encrypted with a passphrase that is strong enough. The vault
    /// must be open.
    pub fn export_copies(&self, passphrase: &Passphrase) -> Result<ExportedCopies, VaultError> {
        self.check_passphrase(passphrase)?;
        let vault = self.vault();
        let key = vault.slot.used().ok_or(VaultError::Locked)?;
        let (mut opened, mut left_out) = (Vec::new(), 0);
        for id in vault.index()?.into_keys() {
            match vault.read_copy(id)? {
                Some(copy) => match copy.open(&key) {
                    Some(secret) => opened.push((copy, secret)),
                    None => left_out += 1,
                },
                None => left_out += 1,
            }
        }
        let content = content(&opened)?;
        Ok(ExportedCopies {
            bytes: encrypt(&content, passphrase)?,
            copies: u32::try_from(opened.len()).unwrap_or(u32::MAX),
            left_out,
        })
    }
}

fn content(opened: &[(SealedCopy, keys::PlainKey)]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let copies = opened
        .iter()
        .map(|(SealedCopy { label, .. }, secret)| ContentCopy {
            key_id: label.id,
            name: label.name.as_str().into(),
            hint: label.hint.as_str().into(),
            created: label.created,
            // Exposed to be encrypted.
            secret: secret.expose(),
        });
    let content = Content {
        kind: KIND,
        version: VERSION,
        copies: copies.collect(),
    };
    let mut text = Zeroizing::new(Vec::with_capacity((opened.len() + 1) * ROOM));
    serde_json::to_writer(&mut *text, &content).map_err(|_| VaultError::Sealing)?;
    Ok(text)
}

pub(super) fn encrypt(content: &[u8], passphrase: &Passphrase) -> Result<Vec<u8>, VaultError> {
    // Exposed to be stretched, into a text that is wiped.
    let secret = SecretString::from(passphrase.expose().to_owned());
    let mut bytes = Vec::new();
    let mut writer = age::Encryptor::with_user_passphrase(secret).wrap_output(&mut bytes)?;
    writer.write_all(content)?;
    writer.finish()?;
    Ok(bytes)
}
