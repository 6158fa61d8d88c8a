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
use super::view::Target;
use crate::destination::SettingsSection;

/// Keys come to their end without anything being changed here.
const STAYS_FRESH: Duration = Duration::from_secs(60);

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
        let account = device.account()?;
        let current = device.current_project()?;
        let here = projects
            .iter()
            .find(|project| Some(&project.id) == current.as_ref());
        let organizations = account.map(|account| account.organizations).unwrap_or_default();
        let organization = organizations
            .iter()
            .find(|organization| here.is_some_and(|project| project.organization_id == organization.id))
            .or(organizations.first());
        Ok(Self {
            actions: actions(here.is_some(), organization.is_some()),
            settings: settings(),
            kept: Vec::new(),
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
            organization: organization.map(|organization| organization.name.clone()),
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
            Target::Key { .. } | Target::KeyId { .. } => &self.keys,
            Target::Project { .. } | Target::ProjectId { .. } => &self.projects,
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
