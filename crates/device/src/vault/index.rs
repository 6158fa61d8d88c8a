//! Which copies there are, and what they say in plain: read once, then kept up to date.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::error::VaultError;
use super::sealed_copy::{CopyLabel, SealedCopy};
use super::vault_key::VaultKey;
use super::{Vault, held};

/// A label for each copy; nothing for a damaged one.
pub(super) type Index = BTreeMap<Uuid, Option<CopyLabel>>;

impl Vault {
    /// All copies.
    pub(super) fn index(&self) -> Result<Index, VaultError> {
        let mut index = held(&self.index);
        if let Some(index) = &*index {
            return Ok(index.clone());
        }
        let read = self.read_index()?;
        *index = Some(read.clone());
        Ok(read)
    }

    fn read_index(&self) -> Result<Index, VaultError> {
        let ids = self.files.copies()?;
        let labelled = |id| (id, self.read_copy_or_log(id).map(|copy| copy.label));
        Ok(ids.into_iter().map(labelled).collect())
    }

    /// The copy of a key; nothing when it is damaged.
    pub(super) fn read_copy(&self, id: Uuid) -> Result<Option<SealedCopy>, VaultError> {
        let file = self.files.copy(id)?;
        Ok(file.and_then(|file| SealedCopy::from_file(id, &file)))
    }

    /// The same, where one file that can't be read is to keep nobody from the others.
    fn read_copy_or_log(&self, id: Uuid) -> Option<SealedCopy> {
        self.read_copy(id).unwrap_or_else(|error| {
            tracing::warn!(%id, %error, "a sealed copy can't be read");
            None
        })
    }

    /// Writes a copy.
    pub(super) fn write_copy(&self, copy: &SealedCopy) -> Result<(), VaultError> {
        let mut index = held(&self.index);
        self.files.write_copy(copy.label.id, &copy.to_file())?;
        if let Some(index) = &mut *index {
            index.insert(copy.label.id, Some(copy.label.clone()));
        }
        Ok(())
    }

    /// Removes a copy, or does nothing where there is none.
    pub(super) fn remove_copy(&self, id: Uuid) -> Result<(), VaultError> {
        let mut index = held(&self.index);
        self.files.remove_copy(id)?;
        if let Some(index) = &mut *index {
            index.remove(&id);
        }
        Ok(())
    }

    /// Opens every copy once, so that one that only looks whole is told as damaged, and one that has come back is not.
    pub(super) fn examine(&self, key: &VaultKey) -> Result<(), VaultError> {
        for (id, known) in self.index()? {
            match self.read_copy_or_log(id).filter(|copy| copy.open(key).is_some()) {
                None => self.mark_damaged(id),
                Some(copy) if known.is_none() => self.mark_whole(copy.label),
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn mark_whole(&self, label: CopyLabel) {
        if let Some(known) = held(&self.index)
            .as_mut()
            .and_then(|index| index.get_mut(&label.id))
        {
            *known = Some(label);
        }
    }

    /// Notes that a copy can't be opened. One that was removed meanwhile is not there any more.
    pub(super) fn mark_damaged(&self, id: Uuid) {
        if let Some(label) = held(&self.index).as_mut().and_then(|index| index.get_mut(&id)) {
            tracing::warn!(%id, "a sealed copy is damaged");
            *label = None;
        }
    }
}
