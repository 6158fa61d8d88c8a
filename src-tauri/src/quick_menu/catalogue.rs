//! Everything that the menu can list, gathered so that a keystroke only has to look through it.
//!
//! It is gathered anew when something on this computer has changed, which is heard of before the page asks: usually
//! while the menu is hidden.

use std::time::{Duration, Instant};

use device::fuzzy::Title;
use device::{Changed, Device, DeviceError};
use jiff::Timestamp;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

use super::action::Action;
use super::vault::Vault;
use super::view::Target;
use crate::destination::SettingsSection;
use crate::state;

/// Keys come to their end without anything being changed here.
const STAYS_FRESH: Duration = Duration::from_secs(60);

/// Other words that find kept keys.
const KEPT_WORDS: &str = "copy api key kept sealed secret vault";

/// What the menu can list.
pub(super) struct Catalogue {
    pub(super) actions: Vec<Entry>,
    pub(super) settings: Vec<Entry>,
    pub(super) kept: Vec<Entry>,
    pub(super) keys: Vec<Entry>,
    pub(super) projects: Vec<Entry>,
    /// The latest choices, the last one first.
    pub(super) recent: Vec<Target>,
    pub(super) organization: Option<String>,
    /// The vault, where there is one that can be used.
    pub(super) vault: Option<Vault>,
    gathered: Instant,
    news: Receiver<Changed>,
}

/// Something that can be listed.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) target: Target,
    pub(super) title: Title,
    /// Other words that find it, folded.
    pub(super) also: &'static str,
}

impl Entry {
    fn new(target: Target, title: &str, also: &'static str) -> Self {
        Self {
            target,
            title: Title::new(title),
            also,
        }
    }
}

impl Catalogue {
    /// Gathers all that there is.
    pub(super) fn gather(device: &Device) -> Result<Self, DeviceError> {
        // Before anything is read: what changes from now on makes it stale.
        let news = device.subscribe();
        let projects = device.projects()?;
        let current = device.current_project()?;
        let is_anywhere = projects
            .iter()
            .any(|project| Some(&project.id) == current.as_ref());
        let organization = state::current_organization(device)?;
        Ok(Self {
            actions: actions(is_anywhere, organization.is_some()),
            settings: settings(),
            kept: kept(device),
            keys: keys(device)?,
            projects: projects
                .iter()
                .map(|project| {
                    Entry::new(
                        Target::Project {
                            id: project.id.clone(),
                        },
                        &project.name,
                        "",
                    )
                })
                .collect(),
            recent: recent(device)?,
            organization: organization.map(|organization| organization.name),
            vault: Vault::of(device),
            gathered: Instant::now(),
            news,
        })
    }

    /// Itself, if what was gathered still holds.
    pub(super) fn if_fresh(mut self) -> Option<Self> {
        loop {
            match self.news.try_recv() {
                Ok(Changed::Sync) => {}
                Err(TryRecvError::Empty) => {
                    return Some(self).filter(|catalogue| catalogue.gathered.elapsed() < STAYS_FRESH);
                }
                Ok(_) | Err(TryRecvError::Lagged(_) | TryRecvError::Closed) => return None,
            }
        }
    }

    /// Takes a choice in as the latest one.
    pub(super) fn remember(&mut self, target: &Target) {
        self.recent.retain(|earlier| earlier != target);
        self.recent.insert(0, target.clone());
    }

    /// The entry of a target, if that is still there.
    pub(super) fn entry(&self, target: &Target) -> Option<&Entry> {
        let all = match target {
            Target::Action { .. } => &self.actions,
            Target::Settings { .. } => &self.settings,
            Target::KeptKey { .. } => &self.kept,
            Target::Key { .. } => &self.keys,
            Target::Project { .. } => &self.projects,
            // Never listed unasked.
            Target::KeyId { .. } | Target::ProjectId { .. } => return None,
        };
        all.iter().find(|entry| entry.target == *target)
    }
}

fn actions(has_project: bool, has_organization: bool) -> Vec<Entry> {
    let leads_somewhere = |action: &Action| match action {
        Action::CopyProjectId => has_project,
        Action::CopyOrganizationId => has_organization,
        _ => true,
    };
    let entry = |action: Action| Entry::new(Target::Action { action }, action.title(), action.also_called());
    Action::ALL
        .into_iter()
        .filter(leads_somewhere)
        .map(entry)
        .collect()
}

fn settings() -> Vec<Entry> {
    [
        (
            SettingsSection::General,
            "Settings: General",
            "login start closing tray",
        ),
        (
            SettingsSection::Shortcut,
            "Settings: Shortcut",
            "keyboard keys hotkey",
        ),
        (
            SettingsSection::Vault,
            "Settings: Vault",
            "passphrase sealed kept export import",
        ),
        (
            SettingsSection::Clipboard,
            "Settings: Clipboard",
            "copy clear seconds",
        ),
        (
            SettingsSection::Notices,
            "Settings: Notices",
            "notifications reminders expiry",
        ),
        (
            SettingsSection::Appearance,
            "Settings: Appearance",
            "theme light dark",
        ),
        (
            SettingsSection::Account,
            "Settings: Account",
            "profile name organization store",
        ),
        (
            SettingsSection::About,
            "Settings: About",
            "version licences diagnosis data folder",
        ),
    ]
    .into_iter()
    .map(|(section, title, also)| Entry::new(Target::Settings { section }, title, also))
    .collect()
}

/// Also while the vault is locked: copying then asks for the passphrase.
fn kept(device: &Device) -> Vec<Entry> {
    let kept = device.kept_keys_last_copied_first();
    kept.into_iter()
        .map(|key| Entry::new(Target::KeptKey { id: key.key_id }, &key.name, KEPT_WORDS))
        .collect()
}

fn keys(device: &Device) -> Result<Vec<Entry>, DeviceError> {
    let names = device.key_names(Timestamp::now())?;
    let entry = |key: device::view::NamedKey| Entry::new(Target::Key { id: key.id }, &key.name, "");
    Ok(names.into_iter().map(entry).collect())
}

/// What a newer version chose is left out.
fn recent(device: &Device) -> Result<Vec<Target>, DeviceError> {
    let choices = device.recent_choices()?;
    Ok(choices
        .iter()
        .filter_map(|choice| serde_json::from_str(choice).ok())
        .collect())
}

#[cfg(test)]
pub(super) mod tests {
    use device::view::CreateKeyRequest;
    use device::{BeginRequest, LockAfter, Passphrase};
    use jiff::tz::TimeZone;
    use keys::{ExpiryChoice, Scope};

    use super::*;

    /// Somebody who has just begun.
    pub(in super::super) fn begun() -> (tempfile::TempDir, Device) {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::open(folder.path()).unwrap();
        let request = BeginRequest {
            user_id: "user".into(),
            user_name: "Mira Lindqvist".into(),
            organization_id: "organization".into(),
            organization_name: "Northwind".into(),
            store_url: "http://127.0.0.1:4210".into(),
        };
        device.begin_on_this_computer(request).unwrap();
        (folder, device)
    }

    /// Somebody with an open vault in which keys are kept; with the ids of those.
    pub(in super::super) fn keeping<const COUNT: usize>(
        names: [&str; COUNT],
    ) -> (tempfile::TempDir, Device, [String; COUNT]) {
        let (folder, device) = begun();
        let passphrase = Passphrase::new("lantern orbit velvet mosaic".into());
        device.set_up_vault(&passphrase).unwrap();
        let ids = names.map(|name| keep(&device, name));
        (folder, device, ids)
    }

    fn keep(device: &Device, name: &str) -> String {
        let request = CreateKeyRequest {
            name: name.into(),
            expiry: ExpiryChoice::Never,
            scopes: vec![Scope::ProjectsRead, Scope::ProjectsWrite],
        };
        let made = device.create_key(&request, Timestamp::now(), &TimeZone::UTC);
        let (key, secret) = made.unwrap();
        device.keep_key(&key.id, &secret).unwrap();
        key.id
    }

    fn kept_names(catalogue: &Catalogue) -> Vec<&str> {
        catalogue.kept.iter().map(|entry| entry.title.shown()).collect()
    }

    #[test]
    fn kept_keys_are_listed_also_while_locked_and_the_last_copied_comes_first() {
        let (_folder, device, [_mac, export]) = keeping(["Figma on the studio Mac", "Spreadsheet export"]);
        let catalogue = Catalogue::gather(&device).unwrap();
        let by_name = ["Figma on the studio Mac", "Spreadsheet export"];
        assert_eq!(kept_names(&catalogue), by_name);
        device.remember_copied(&export).unwrap();
        device.lock_vault();
        let catalogue = Catalogue::gather(&device).unwrap();
        let by_copying = ["Spreadsheet export", "Figma on the studio Mac"];
        assert_eq!(kept_names(&catalogue), by_copying);
        let entry = catalogue.entry(&Target::KeptKey { id: export }).unwrap();
        assert_eq!(entry.title.shown(), "Spreadsheet export");
    }

    #[test]
    fn what_happens_in_the_vault_makes_it_stale() {
        let (_folder, device, [id]) = keeping(["Figma"]);
        let gather = || Catalogue::gather(&device).unwrap();
        assert!(gather().if_fresh().is_some());
        let before = gather();
        device.lock_vault();
        assert!(before.if_fresh().is_none());
        let before = gather();
        device.set_lock_after(LockAfter::Never).unwrap();
        assert!(before.if_fresh().is_none());
        let before = gather();
        device.forget_copies(&[id]).unwrap();
        assert!(before.if_fresh().is_none());
        assert!(gather().kept.is_empty());
    }

    #[test]
    fn there_is_a_vault_once_it_is_set_up() {
        let (_folder, device) = begun();
        assert_eq!(Catalogue::gather(&device).unwrap().vault, None);
        let (_folder, device, []) = keeping([]);
        let vault = Catalogue::gather(&device).unwrap().vault.unwrap();
        assert!(vault.glance(&device).is_open);
        device.lock_vault();
        assert!(!vault.glance(&device).is_open, "it is asked for anew");
    }

    #[test]
    fn ids_are_copied_only_of_what_is_there() {
        let (_folder, device) = begun();
        let catalogue = Catalogue::gather(&device).unwrap();
        let offers = |action| catalogue.entry(&Target::Action { action }).is_some();
        assert!(!offers(Action::CopyProjectId), "there is no project");
        assert!(offers(Action::CopyOrganizationId));
        assert_eq!(catalogue.organization.as_deref(), Some("Northwind"));
    }

    #[test]
    fn a_choice_is_remembered_once_and_over_a_restart() {
        let (folder, device) = begun();
        let (keys, new) = (
            Target::Action {
                action: Action::ApiKeys,
            },
            Target::Action {
                action: Action::NewKey,
            },
        );
        let mut catalogue = Catalogue::gather(&device).unwrap();
        for target in [&keys, &new, &keys] {
            catalogue.remember(target);
            device
                .remember_choice(&serde_json::to_string(target).unwrap())
                .unwrap();
        }
        device.remember_choice(r#"{"kind":"somethingNewer"}"#).unwrap();
        let expected = [keys, new];
        assert_eq!(catalogue.recent, expected);
        drop(device);
        let device = Device::open(folder.path()).unwrap();
        assert_eq!(Catalogue::gather(&device).unwrap().recent, expected);
    }
}
