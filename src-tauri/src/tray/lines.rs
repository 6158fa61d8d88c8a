//! Which lines the tray's menu has, from what there is to show.

use jiff::Timestamp;
use tauri::{AppHandle, Manager};

use device::Device;
use device::view::NamedKey;

use super::action::Action;
use crate::state::AppState;
use crate::views::ClipboardView;

/// More keys than this are found in the quick menu.
const MOST_KEYS: usize = 15;

/// A tray's menu is as wide as its longest line: names longer than this lose their middle, where they differ least.
const LONGEST_NAME: usize = 40;

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// A hairline.
    Separator,
    /// Something to read or to choose.
    Item {
        /// What it does.
        action: Action,
        /// What it says.
        text: String,
        /// Whether it can be chosen.
        enabled: bool,
    },
}

/// How it stands with the vault.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum VaultState {
    /// There is none, or no key is kept in it.
    #[default]
    Empty,
    /// Its keys can't be copied.
    Locked,
    /// They can.
    Open,
}

/// All that the menu is made from.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Whether somebody has begun on this computer.
    pub(super) begun: bool,
    pub(super) vault: VaultState,
    /// Kept keys, the last copied first.
    pub(super) keys: Vec<NamedKey>,
    /// Our secret on the clipboard.
    pub(super) clipboard: Option<ClipboardView>,
}

impl Facts {
    /// Asks for everything anew; what can't be read is left out.
    pub(super) fn gather(app: &AppHandle, device: &Device) -> Self {
        let keys = kept_keys(device);
        let vault = match device.vault_view().state {
            device::VaultState::Open => VaultState::Open,
            device::VaultState::Locked if !keys.is_empty() => VaultState::Locked,
            _ => VaultState::Empty,
        };
        Self {
            begun: matches!(device.account(), Ok(Some(_))),
            vault,
            keys,
            clipboard: app.state::<AppState>().clipboard.shown(),
        }
    }

    /// The same with what is on the clipboard now.
    pub(super) fn with_clipboard_of(self, app: &AppHandle) -> Self {
        Self {
            clipboard: app.state::<AppState>().clipboard.shown(),
            ..self
        }
    }
}

fn kept_keys(device: &Device) -> Vec<NamedKey> {
    let kept = device.kept_keys_last_copied_first();
    kept.into_iter()
        .map(|key| NamedKey {
            id: key.key_id,
            name: key.name,
        })
        .collect()
}

/// The whole menu.
pub(super) fn lines(facts: &Facts) -> Vec<Line> {
    lines_at(facts, Timestamp::now())
}

fn lines_at(facts: &Facts, now: Timestamp) -> Vec<Line> {
    let groups = [
        clipboard(facts.clipboard.as_ref(), now),
        keys(facts),
        places(facts.begun),
        ends(facts.vault),
    ];
    let groups: Vec<_> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    groups.join(&Line::Separator)
}

fn clipboard(secret: Option<&ClipboardView>, now: Timestamp) -> Vec<Line> {
    let Some(secret) = secret else { return Vec::new() };
    let name = shortened(&secret.key_name);
    let text = match seconds_left(secret, now) {
        Some(seconds) => format!("{name} is on the clipboard for {seconds} s"),
        None => format!("{name} is on the clipboard"),
    };
    vec![
        said("clipboard", text),
        item(Action::ClearClipboard, "Clear now", true),
    ]
}

fn seconds_left(secret: &ClipboardView, now: Timestamp) -> Option<i64> {
    let clears_at: Timestamp = secret.clears_at.as_ref()?.parse().ok()?;
    let left = clears_at.duration_since(now).as_millis();
    i64::try_from(left)
        .ok()
        .map(|left| left.max(0).div_euclid(1000) + i64::from(left.rem_euclid(1000) > 0))
}

fn keys(facts: &Facts) -> Vec<Line> {
    match facts.vault {
        VaultState::Empty => Vec::new(),
        VaultState::Locked => vec![item(Action::Unlock, "Unlock…", true)],
        VaultState::Open if facts.keys.is_empty() => Vec::new(),
        VaultState::Open => {
            let title = said("keys", "Copy a key".to_owned());
            let keys = facts.keys.iter().take(MOST_KEYS).map(|key| {
                let key_id = key.id.clone();
                item(Action::Copy { key_id }, &shortened(&key.name), true)
            });
            let more = (facts.keys.len() > MOST_KEYS).then(|| item(Action::More, "More…", true));
            [title].into_iter().chain(keys).chain(more).collect()
        }
    }
}

fn places(begun: bool) -> Vec<Line> {
    vec![
        item(Action::CreateKey, "Create API Key…", begun),
        item(Action::QuickMenu, "Quick Menu", begun),
        item(Action::Open, "Open Studio Keys", true),
    ]
}

fn ends(vault: VaultState) -> Vec<Line> {
    let lock = (vault == VaultState::Open).then(|| item(Action::Lock, "Lock the Vault", true));
    lock.into_iter()
        .chain([item(Action::Quit, "Quit Studio Keys", true)])
        .collect()
}

fn item(action: Action, text: &str, enabled: bool) -> Line {
    let text = text.to_owned();
    Line::Item {
        action,
        text,
        enabled,
    }
}

fn said(place: &'static str, text: String) -> Line {
    Line::Item {
        action: Action::Nothing { place },
        text,
        enabled: false,
    }
}

fn shortened(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    if letters.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let kept = LONGEST_NAME - 1;
    let (start, end) = (kept - kept / 3, kept / 3);
    let first: String = letters.iter().take(start).collect();
    let last: String = letters.iter().skip(letters.len() - end).collect();
    format!("{}…{}", first.trim_end(), last.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(facts: &Facts, now: &str) -> Vec<String> {
        let now = now.parse().unwrap();
        lines_at(facts, now)
            .into_iter()
            .map(|line| match line {
                Line::Separator => "—".to_owned(),
                Line::Item {
                    text, enabled: true, ..
                } => text,
                Line::Item { text, .. } => format!("({text})"),
            })
            .collect()
    }

    const NOW: &str = "2026-11-24T10:00:00Z";

    fn kept(count: usize) -> Vec<NamedKey> {
        (0..count)
            .map(|number| NamedKey {
                id: number.to_string(),
                name: format!("Key {number}"),
            })
            .collect()
    }

    #[test]
    fn before_anybody_has_begun_only_opening_and_quitting_are_offered() {
        assert_eq!(
            texts(&Facts::default(), NOW),
            [
                "(Create API Key…)",
                "(Quick Menu)",
                "Open Studio Keys",
                "—",
                "Quit Studio Keys"
            ]
        );
    }

    #[test]
    fn a_locked_vault_names_no_key() {
        let facts = Facts {
            begun: true,
            vault: VaultState::Locked,
            keys: kept(3),
            clipboard: None,
        };
        let texts = texts(&facts, NOW);
        assert_eq!(texts[0], "Unlock…");
        assert!(
            !texts
                .iter()
                .any(|text| text.contains("Key 1") || text.contains("Lock the")),
            "{texts:?}"
        );
    }

    #[test]
    fn an_open_vault_lists_the_first_keys_and_says_that_there_are_more() {
        let facts = |count| Facts {
            begun: true,
            vault: VaultState::Open,
            keys: kept(count),
            clipboard: None,
        };
        let few = texts(&facts(15), NOW);
        assert_eq!(few[..3], ["(Copy a key)", "Key 0", "Key 1"]);
        assert!(!few.contains(&"More…".to_owned()));
        assert!(few.contains(&"Lock the Vault".to_owned()));
        let many = texts(&facts(16), NOW);
        assert_eq!(many[15..17], ["Key 14", "More…"]);
        assert!(!many.contains(&"Key 15".to_owned()));
    }

    #[test]
    fn a_secret_on_the_clipboard_counts_down_and_can_be_cleared() {
        let on = |clears_at: Option<&str>| Facts {
            clipboard: Some(ClipboardView {
                key_name: "Figma".into(),
                clears_at: clears_at.map(str::to_owned),
            }),
            ..Facts::default()
        };
        let first = |facts: &Facts| texts(facts, NOW)[..2].to_vec();
        assert_eq!(
            first(&on(Some("2026-11-24T10:00:09.2Z"))),
            ["(Figma is on the clipboard for 10 s)", "Clear now"]
        );
        assert_eq!(
            first(&on(Some("2026-11-24T09:59:00Z")))[0],
            "(Figma is on the clipboard for 0 s)"
        );
        assert_eq!(first(&on(None))[0], "(Figma is on the clipboard)");
    }

    #[test]
    fn a_long_name_keeps_its_beginning_and_its_end() {
        let name = format!("Release build of the {} for March", "x".repeat(60));
        let short = shortened(&name);
        assert!(short.chars().count() <= LONGEST_NAME, "{short}");
        assert!(
            short.starts_with("Release build of the x") && short.ends_with("for March"),
            "{short}"
        );
        assert_eq!(shortened("Figma"), "Figma");
        let wide = "鍵".repeat(80);
        assert_eq!(shortened(&wide).chars().count(), LONGEST_NAME);
    }
}
