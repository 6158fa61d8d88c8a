//! Keeping a sealed copy of a key, and forgetting it.

use jiff::Timestamp;
use keys::PlainKey;
use uuid::Uuid;

use super::error::VaultError;
use super::sealed_copy::{CopyLabel, SealedCopy};
use crate::database::api_keys;
use crate::device::{Changed, Device};
use crate::error::DeviceError;

impl Device {
    /// Keeps a sealed copy of a key that was made here, and takes the key as saved by its user. The vault must be open.
    /// Keeping it again is no error.
    pub fn keep_key(&self, key_id: &str, secret: &PlainKey) -> Result<(), VaultError> {
        let vault = self.vault();
        let key = vault.slot.used().ok_or(VaultError::Locked)?;
        let label = self.label(key_id, secret)?;
        vault.write_copy(&SealedCopy::seal(label, secret, &key)?)?;
        self.claim_key(key_id)?;
        self.announce(Changed::Vault);
        Ok(())
    }

    /// Forgets the sealed copies of some keys; those of which there is none are passed over.
    pub fn forget_copies(&self, key_ids: &[String]) -> Result<(), VaultError> {
        let vault = self.vault();
        let index = vault.index()?;
        let ids = key_ids.iter().filter_map(|id| Uuid::try_parse(id).ok());
        let kept: Vec<Uuid> = ids.filter(|id| index.contains_key(id)).collect();
        kept.iter().try_for_each(|id| vault.remove_copy(*id))?;
        if !kept.is_empty() {
            self.announce(Changed::Vault);
        }
        Ok(())
    }

    /// Forgets the copies of keys that were deleted, here or elsewhere. That it can't be done now is no reason for
    /// anything else to fail: it is done again with the next deletion and at every unlocking.
    pub(crate) fn forget_copies_of_deleted(&self) {
        let forgotten = self.deleted_kept_keys().and_then(|ids| self.forget_copies(&ids));
        if let Err(error) = forgotten {
            tracing::error!(%error, "sealed copies of deleted keys could not be forgotten");
        }
    }

    fn deleted_kept_keys(&self) -> Result<Vec<String>, VaultError> {
        let ids = self.vault().index()?.into_keys().map(|id| id.to_string());
        let ids: Vec<String> = ids.collect();
        if ids.is_empty() {
            return Ok(ids);
        }
        let deleted = self.read(|connection| {
            let mut deleted = Vec::new();
            for id in ids {
                if api_keys::standing(connection, &id)?.is_some_and(|standing| standing.is_deleted) {
                    deleted.push(id);
                }
            }
            Ok(deleted)
        })?;
        Ok(deleted)
    }

    fn label(&self, key_id: &str, secret: &PlainKey) -> Result<CopyLabel, VaultError> {
        let unknown = || DeviceError::UnknownKey(key_id.to_owned());
        let key = self.key(key_id, Timestamp::now())?;
        let created: Timestamp = key.created_at.parse().map_err(|_| unknown())?;
        Ok(CopyLabel {
            id: Uuid::try_parse(key_id).map_err(|_| unknown())?,
            created: created.as_millisecond(),
            hint: secret.hint().as_str().to_owned(),
            name: key.name,
        })
    }
}
