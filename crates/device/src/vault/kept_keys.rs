//! What is kept: how the vault stands, which keys have a copy, and a key out of it.

use jiff::Timestamp;
use keys::{KeyState, PlainKey};
use uuid::Uuid;

use super::error::{VaultError, whole_seconds};
use super::index::Index;
use super::sealed_copy::CopyLabel;
use super::view::{DamagedCopyView, KeptKeyView, VaultState, VaultView};
use crate::database::api_keys;
use crate::device::Device;
use crate::moment;
use crate::view::KeyView;

impl Device {
    /// How it stands with the vault.
    pub fn vault_view(&self) -> VaultView {
        let vault = self.vault();
        let (state, problem) = match vault.header() {
            Ok(_) if vault.slot.key().is_some() => (VaultState::Open, None),
            Ok(_) => (VaultState::Locked, None),
            Err(VaultError::NotSetUp) => (VaultState::None, None),
            Err(error) => (VaultState::Unusable, Some(error.to_string())),
        };
        let (index, unlisted) = match vault.index() {
            Ok(index) => (index, None),
            Err(error) => (Index::default(), Some(error.to_string())),
        };
        let damaged = index.iter().filter(|(_, label)| label.is_none());
        let wait = vault.attempts().wait(self).unwrap_or_default();
        VaultView {
            state,
            problem: problem.or(unlisted),
            copies: u32::try_from(index.len()).unwrap_or(u32::MAX),
            damaged: damaged.map(|(id, _)| self.damaged_copy(*id)).collect(),
            wait_seconds: whole_seconds(wait),
            settings: self.vault_settings(),
        }
    }

    /// The keys of which a copy is kept and that are neither deleted nor expired, by name. Also while the vault is
    /// locked.
    pub fn kept_keys(&self) -> Vec<KeptKeyView> {
        let kept = self.find_kept_keys(Timestamp::now());
        let mut kept = kept.unwrap_or_else(|error| {
            tracing::error!(%error, "the sealed copies could not be listed");
            Vec::new()
        });
        kept.sort_by_cached_key(|key| (key.name.to_lowercase(), key.key_id.clone()));
        kept
    }

    /// The kept keys, those copied lately first and the others by name. Also while the vault is locked.
    pub fn kept_keys_last_copied_first(&self) -> Vec<KeptKeyView> {
        let copied = self.recently_copied().unwrap_or_default();
        let mut kept = self.kept_keys();
        // Stable: what was not copied stays in the order of names.
        kept.sort_by_key(|key| {
            copied
                .iter()
                .position(|id| *id == key.key_id)
                .unwrap_or(usize::MAX)
        });
        kept
    }

    /// A key out of its sealed copy. The vault must be open.
    pub fn kept_secret(&self, key_id: &str) -> Result<PlainKey, VaultError> {
        let vault = self.vault();
        let id = Uuid::try_parse(key_id).map_err(|_| VaultError::NoCopy)?;
        if !vault.index()?.contains_key(&id) {
            return Err(VaultError::NoCopy);
        }
        let key = vault.slot.used().ok_or(VaultError::Locked)?;
        let secret = vault.read_copy(id)?.and_then(|copy| copy.open(&key));
        secret.ok_or_else(|| {
            vault.mark_damaged(id);
            VaultError::DamagedCopy(self.damaged_copy(id).name)
        })
    }

    /// The name of a key of which a copy is kept.
    pub fn kept_key_name(&self, key_id: &str) -> Option<String> {
        let listed = self.key(key_id, Timestamp::now()).ok().map(|key| key.name);
        listed.or_else(|| {
            let id = Uuid::try_parse(key_id).ok()?;
            self.vault().index().ok()?.remove(&id)?.map(|label| label.name)
        })
    }

    fn find_kept_keys(&self, now: Timestamp) -> Result<Vec<KeptKeyView>, VaultError> {
        let index = self.vault().index()?;
        if index.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.read(|connection| {
            let mut found = Vec::new();
            for label in index.into_values().flatten() {
                let key = api_keys::get(connection, &label.id.to_string(), now)?;
                found.extend(kept(label, key));
            }
            Ok(found)
        })?;
        Ok(found)
    }

    fn damaged_copy(&self, id: Uuid) -> DamagedCopyView {
        let key_id = id.to_string();
        let name = self.key(&key_id, Timestamp::now()).ok().map(|key| key.name);
        DamagedCopyView {
            name: name.unwrap_or_else(|| format!("the key {key_id}")),
            key_id,
        }
    }
}

/// What the list of keys says goes before what was sealed: keys can be renamed.
fn kept(label: CopyLabel, key: Option<KeyView>) -> Option<KeptKeyView> {
    let Some(key) = key else {
        return Some(KeptKeyView {
            key_id: label.id.to_string(),
            name: label.name,
            hint: label.hint,
            scopes: Vec::new(),
            created_at: moment::written(label.created),
            expires_at: None,
            listed: false,
        });
    };
    let is_live = !matches!(key.state, KeyState::Deleted | KeyState::Expired);
    is_live.then_some(KeptKeyView {
        key_id: key.id,
        name: key.name,
        hint: key.hint,
        scopes: key.scopes,
        created_at: key.created_at,
        expires_at: key.expires_at,
        listed: true,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use keys::{KeyDigest, KeyKind};

    use super::*;
    use crate::begin_on_this_computer::tests::begun;
    use crate::create_key::tests::{made, now};
    use crate::database::remote_keys::{self, RemoteKey};
    use crate::error::DeviceError;
    use crate::vault::set_up::tests::{passphrase, with_vault};

    /// Keeps a copy of some secret as that of a key.
    pub(crate) fn keep(device: &Device, id: &str) -> KeyDigest {
        let secret = PlainKey::generate(KeyKind::Api).unwrap();
        device.keep_key(id, &secret).unwrap();
        secret.digest()
    }

    /// Changes one byte of a key's sealed copy in a data folder.
    pub(crate) fn damage(folder: &Path, id: &str) -> PathBuf {
        let path = folder.join(format!("vault/copies/{id}.sealed"));
        let mut bytes = fs::read(&path).unwrap();
        bytes[60] ^= 1;
        fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn a_kept_key_is_listed_while_locked_and_handed_out_while_open() {
        let (folder, device) = with_vault();
        let id = made(&device, "Figma");
        let digest = keep(&device, &id);
        assert!(!device.key(&id, now()).unwrap().unclaimed, "it counts as saved");
        assert_eq!(device.kept_secret(&id).unwrap().digest(), digest);
        device.lock_vault();
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        let kept = device.kept_keys();
        assert_eq!((kept.len(), kept[0].name.as_str()), (1, "Figma"));
        assert!(kept[0].listed && !kept[0].scopes.is_empty());
        assert!(matches!(device.kept_secret(&id), Err(VaultError::Locked)));
        device.unlock_vault(&passphrase()).unwrap();
        assert_eq!(device.kept_secret(&id).unwrap().digest(), digest);
        let error = device.kept_secret("nothing").unwrap_err();
        assert!(matches!(error, VaultError::NoCopy), "{error}");
    }

    #[test]
    fn kept_keys_come_by_when_they_were_copied_and_then_by_name() {
        let (_folder, device) = with_vault();
        let [c, a, b] = ["C", "A", "B"].map(|name| {
            let id = made(&device, name);
            keep(&device, &id);
            id
        });
        let order = || {
            device
                .kept_keys_last_copied_first()
                .into_iter()
                .map(|key| key.key_id)
        };
        assert!(order().eq([a.clone(), b.clone(), c.clone()]));
        for copied in [&b, &c] {
            device.remember_copied(copied).unwrap();
        }
        device.lock_vault();
        assert!(order().eq([c, b, a]));
    }

    #[test]
    fn nothing_is_kept_while_locked_or_of_a_key_that_is_not_here() {
        let (_folder, device) = with_vault();
        let secret = PlainKey::generate(KeyKind::Api).unwrap();
        let error = device.keep_key("nothing", &secret).unwrap_err();
        assert!(
            matches!(error, VaultError::Device(DeviceError::UnknownKey(_))),
            "{error}"
        );
        let id = made(&device, "Figma");
        device.lock_vault();
        let error = device.keep_key(&id, &secret).unwrap_err();
        assert!(matches!(error, VaultError::Locked), "{error}");
        assert!(device.kept_keys().is_empty());
    }

    #[test]
    fn a_damaged_copy_says_which_key_and_the_others_open() {
        let (folder, device) = with_vault();
        let (bad, good) = (made(&device, "Bad"), made(&device, "Good"));
        keep(&device, &bad);
        let digest = keep(&device, &good);
        let path = damage(folder.path(), &bad);
        let error = device.kept_secret(&bad).unwrap_err();
        assert!(error.to_string().contains("copy of Bad is damaged"), "{error}");
        assert_eq!(device.kept_secret(&good).unwrap().digest(), digest);
        let view = device.vault_view();
        assert_eq!((view.copies, view.damaged.len()), (2, 1));
        assert_eq!(view.damaged[0].name, "Bad");
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(device.vault_view().damaged.len(), 1, "also while locked");
        assert_eq!(device.kept_keys().len(), 1);
        device.forget_copies(&[bad]).unwrap();
        assert!(device.vault_view().damaged.is_empty());
        assert!(!path.exists());
    }

    #[test]
    fn a_vault_of_a_newer_version_is_left_as_it_is() {
        let (folder, device) = with_vault();
        drop(device);
        let path = folder.path().join("vault/header");
        let mut bytes = fs::read(&path).unwrap();
        bytes[8] = 9;
        fs::write(&path, &bytes).unwrap();
        let device = Device::open(folder.path()).unwrap();
        let view = device.vault_view();
        assert_eq!(view.state, VaultState::Unusable);
        assert!(view.problem.unwrap().contains("newer Studio Keys"));
        assert!(device.unlock_vault(&passphrase()).is_err());
        assert!(device.set_up_vault(&passphrase()).is_err());
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn deleting_a_key_forgets_its_copy() {
        let (folder, device) = with_vault();
        let id = made(&device, "Figma");
        keep(&device, &id);
        device.delete_keys(std::slice::from_ref(&id), now()).unwrap();
        assert!(matches!(device.kept_secret(&id), Err(VaultError::NoCopy)));
        assert!(!folder.path().join(format!("vault/copies/{id}.sealed")).exists());
    }

    /// As after a crash between a deletion that sync brought and the forgetting of the copy.
    #[test]
    fn a_copy_of_a_key_deleted_elsewhere_is_not_listed_and_forgotten_with_the_next_unlocking() {
        let (_folder, device) = with_vault();
        let id = made(&device, "Figma");
        keep(&device, &id);
        let deleted = RemoteKey {
            id: id.clone(),
            name: "Figma".into(),
            hint: "tsk_AbCd…wxYZ".into(),
            scopes: "projects:read".into(),
            created: now(),
            expires: None,
            last_used: None,
            deleted: Some(now()),
        };
        device
            .write(|transaction| Ok::<_, DeviceError>(remote_keys::apply(transaction, &deleted)?))
            .unwrap();
        assert!(device.kept_keys().is_empty());
        assert_eq!(device.vault_view().copies, 1);
        device.lock_vault();
        device.unlock_vault(&passphrase()).unwrap();
        assert_eq!(device.vault_view().copies, 0);
    }

    #[test]
    fn without_a_vault_nothing_is_kept() {
        let (_folder, device) = begun();
        assert!(device.kept_keys().is_empty());
        assert!(matches!(device.kept_secret("x"), Err(VaultError::NoCopy)));
    }
}
