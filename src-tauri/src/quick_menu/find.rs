//! What a question finds: which lines, and in which order.

use device::Device;
use device::fuzzy::Question;
use jiff::Timestamp;

use super::action::Action;
use super::catalogue::{Catalogue, Entry};
use super::choose::Deed;
use super::view::{Aside, QuickMenuLine, QuickMenuSection, Target};

const MOST_RECENT: usize = 4;
const MOST_KEPT_UNASKED: usize = 4;
const MOST_OF_A_KIND: usize = 6;

/// Words for pages and actions win over names that happen to begin with the same: a name has its own end.
const HEAD_START: u32 = 16;

/// What can be done just now, besides what can be done always.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moment {
    pub(super) clipboard_holds_ours: bool,
    pub(super) vault_can_be_locked: bool,
    pub(super) vault_can_be_unlocked: bool,
}

/// Entries that fit, the best first, and how well that one does.
struct Found<'a> {
    title: &'static str,
    entries: Vec<&'a Entry>,
    best: u32,
}

/// The sections of what fits, the best first; for no question, what was chosen lately and what there is to do.
pub(super) fn find(
    catalogue: &Catalogue,
    device: &Device,
    typed: &str,
    moment: Moment,
) -> Vec<QuickMenuSection> {
    let (typed, asks_for_ids) = without_id(typed);
    let mut question = Question::new(&typed);
    let found = if asks_for_ids {
        ids(catalogue, &mut question)
    } else if question.is_empty() {
        unasked(catalogue, moment)
    } else {
        asked(catalogue, &mut question, moment)
    };
    found
        .into_iter()
        .filter(|found| !found.entries.is_empty())
        .map(|found| QuickMenuSection {
            title: found.title.to_owned(),
            lines: found
                .entries
                .into_iter()
                .map(|entry| line(entry, device, &mut question, asks_for_ids))
                .collect(),
        })
        .collect()
}

/// The word “id” asks for what is copied as such.
fn without_id(typed: &str) -> (String, bool) {
    let is_id = |word: &&str| word.eq_ignore_ascii_case("id") || word.eq_ignore_ascii_case("ids");
    let words: Vec<_> = typed.split_whitespace().collect();
    let asks = words.iter().any(is_id);
    let is_copying = |word: &&str| asks && word.eq_ignore_ascii_case("copy");
    let rest: Vec<_> = words
        .into_iter()
        .filter(|word| !is_id(word) && !is_copying(word))
        .collect();
    (rest.join(" "), asks)
}

fn unasked(catalogue: &Catalogue, moment: Moment) -> Vec<Found<'_>> {
    let recent: Vec<_> = catalogue
        .recent
        .iter()
        .filter_map(|target| catalogue.entry(target))
        .filter(|entry| is_offered(entry, moment))
        .take(MOST_RECENT)
        .collect();
    let is_other =
        |entry: &&Entry| is_offered(entry, moment) && !recent.iter().any(|one| one.target == entry.target);
    let kept = catalogue
        .kept
        .iter()
        .filter(is_other)
        .take(MOST_KEPT_UNASKED)
        .collect();
    let actions = catalogue.actions.iter().filter(is_other).collect();
    [
        ("Recent", recent),
        ("Copy a kept key", kept),
        ("Actions", actions),
    ]
    .into_iter()
    .map(|(title, entries)| Found {
        title,
        entries,
        best: 0,
    })
    .collect()
}

fn asked<'a>(catalogue: &'a Catalogue, question: &mut Question, moment: Moment) -> Vec<Found<'a>> {
    let offered = |entry: &Entry| is_offered(entry, moment);
    let mut actions = best("Actions", &catalogue.actions, question, offered);
    let pages = best("Settings", &catalogue.settings, question, offered);
    if !actions.entries.is_empty() {
        actions.best += HEAD_START;
    }
    let mut found = vec![
        actions,
        best("Copy a kept key", &catalogue.kept, question, offered),
        best("Keys", &catalogue.keys, question, offered),
        best("Projects", &catalogue.projects, question, offered),
        pages,
    ];
    // Stable: what fits equally keeps this order.
    found.sort_by_key(|found| std::cmp::Reverse(found.best));
    found
}

/// Keys and projects whose ids can be copied, and the ids of what is looked at.
fn ids<'a>(catalogue: &'a Catalogue, question: &mut Question) -> Vec<Found<'a>> {
    let is_of_ids = |entry: &Entry| {
        let (project, organization) = (Action::CopyProjectId, Action::CopyOrganizationId);
        [project, organization]
            .iter()
            .any(|action| entry.target == Target::Action { action: *action })
    };
    vec![
        best("Actions", &catalogue.actions, question, is_of_ids),
        best("Copy the ID of a project", &catalogue.projects, question, |_| {
            true
        }),
        best("Copy the ID of a key", &catalogue.keys, question, |_| true),
    ]
}

fn is_offered(entry: &Entry, moment: Moment) -> bool {
    match entry.target {
        Target::Action { action } => match action {
            Action::ClearClipboard => moment.clipboard_holds_ours,
            Action::LockVault => moment.vault_can_be_locked,
            Action::UnlockVault => moment.vault_can_be_unlocked,
            _ => true,
        },
        _ => true,
    }
}

/// The entries that fit best; of those that fit equally the shorter ones, which are more of what was typed.
fn best<'a>(
    title: &'static str,
    entries: &'a [Entry],
    question: &mut Question,
    offered: impl Fn(&Entry) -> bool,
) -> Found<'a> {
    let mut fitting: Vec<(u32, usize, usize)> = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        if let Some(fit) = question.fit(&entry.title, entry.also).filter(|_| offered(entry)) {
            fitting.push((u32::MAX - fit, length(entry), place));
        }
    }
    if fitting.len() > MOST_OF_A_KIND {
        fitting.select_nth_unstable(MOST_OF_A_KIND);
        fitting.truncate(MOST_OF_A_KIND);
    }
    fitting.sort_unstable();
    let best = fitting.first().map_or(0, |(unfit, _, _)| u32::MAX - unfit);
    let entries = fitting
        .iter()
        .filter_map(|(_, _, place)| entries.get(*place))
        .collect();
    Found { title, entries, best }
}

/// Actions and settings keep their own order, and so do kept keys: the last copied first.
fn length(entry: &Entry) -> usize {
    match entry.target {
        Target::Action { .. } | Target::Settings { .. } | Target::KeptKey { .. } => 0,
        _ => entry.title.shown().len(),
    }
}

fn line(entry: &Entry, device: &Device, question: &mut Question, is_for_id: bool) -> QuickMenuLine {
    let target = match &entry.target {
        Target::Key { id } if is_for_id => Target::KeyId { id: id.clone() },
        Target::Project { id } if is_for_id => Target::ProjectId { id: id.clone() },
        target => target.clone(),
    };
    let (detail, aside) = about(&target, device);
    QuickMenuLine {
        title: question.mark(&entry.title),
        detail,
        aside,
        copies: Deed::of(&target).copies(),
        can_copy: Deed::of_copying(&target).is_some(),
        target,
    }
}

/// Asked for the few lines that are shown, so that it is as it is now.
fn about(target: &Target, device: &Device) -> (Option<String>, Option<Aside>) {
    match target {
        Target::Action { action } => {
            let letter = action.letter().map(|letter| Aside::Letter {
                letter: letter.to_owned(),
            });
            (None, letter)
        }
        Target::Key { id } => match device.key(id, Timestamp::now()) {
            Ok(key) => (Some(key.hint.clone()), Some(Aside::State { key: Box::new(key) })),
            Err(_) => (None, None),
        },
        Target::KeptKey { id } => match device.key(id, Timestamp::now()) {
            Ok(key) => {
                let scopes: Vec<_> = key.scopes.iter().map(ToString::to_string).collect();
                (
                    Some(scopes.join(" ")),
                    key.last_used_at.map(|at| Aside::LastUsed { at }),
                )
            }
            Err(_) => (None, None),
        },
        Target::KeyId { id } | Target::ProjectId { id } => (Some(id.clone()), None),
        Target::Settings { .. } | Target::Project { .. } => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::tests::{begun, keeping};
    use super::*;

    /// Titles of sections, each with those of its lines.
    fn found(
        catalogue: &Catalogue,
        device: &Device,
        typed: &str,
        moment: Moment,
    ) -> Vec<(String, Vec<String>)> {
        let sections = find(catalogue, device, typed, moment).into_iter();
        sections
            .map(|section| (section.title, section.lines.iter().map(title).collect()))
            .collect()
    }

    fn title(line: &QuickMenuLine) -> String {
        line.title.iter().map(|stretch| stretch.text.as_str()).collect()
    }

    fn actions(sections: &[(String, Vec<String>)]) -> Vec<&str> {
        let lines = sections.iter().filter(|(title, _)| title == "Actions");
        lines.flat_map(|(_, lines)| lines).map(String::as_str).collect()
    }

    #[test]
    fn api_key_finds_managing_before_creating_and_then_kept_keys() {
        let (_folder, device, _) = keeping(["Spreadsheet export", "API Key"]);
        let catalogue = Catalogue::gather(&device).unwrap();
        for typed in ["API Key", "api key", "api"] {
            let sections = found(&catalogue, &device, typed, Moment::default());
            assert_eq!(sections[0].0, "Actions", "{typed}");
            assert_eq!(
                sections[0].1[..2],
                ["Manage API Keys", "Create API Key"],
                "{typed}"
            );
            let kept = (
                "Copy a kept key".to_owned(),
                vec!["API Key".into(), "Spreadsheet export".into()],
            );
            assert!(sections.contains(&kept), "{sections:?}");
        }
    }

    #[test]
    fn unasked_the_latest_choices_come_first_and_once() {
        let (_folder, device, [mac, _]) = keeping(["Figma on the Mac", "Spreadsheet export"]);
        let mut catalogue = Catalogue::gather(&device).unwrap();
        catalogue.remember(&Target::Action {
            action: Action::NewKey,
        });
        catalogue.remember(&Target::KeptKey { id: mac });
        catalogue.remember(&Target::Key {
            id: "deleted meanwhile".into(),
        });
        let sections = found(&catalogue, &device, "", Moment::default());
        let titles: Vec<_> = sections.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(titles, ["Recent", "Copy a kept key", "Actions"]);
        assert_eq!(sections[0].1, ["Figma on the Mac", "Create API Key"]);
        assert_eq!(sections[1].1, ["Spreadsheet export"]);
        assert_eq!(sections[2].1[0], "Manage API Keys");
        assert!(!sections[2].1.contains(&"Create API Key".into()));
    }

    #[test]
    fn a_kept_key_says_what_it_may_do_and_is_copied() {
        let (_folder, device, [id]) = keeping(["Figma"]);
        device.lock_vault();
        let catalogue = Catalogue::gather(&device).unwrap();
        let sections = find(&catalogue, &device, "figma", Moment::default());
        let kept = sections.iter().find(|section| section.title == "Copy a kept key");
        let line = &kept.unwrap().lines[0];
        assert_eq!(line.target, Target::KeptKey { id });
        assert_eq!(line.detail.as_deref(), Some("projects:read projects:write"));
        assert_eq!(line.aside, None, "it was never used");
        assert!(line.copies && line.can_copy);
    }

    #[test]
    fn what_can_be_done_only_at_times_is_offered_then() {
        let (_folder, device) = begun();
        let mut catalogue = Catalogue::gather(&device).unwrap();
        catalogue.remember(&Target::Action {
            action: Action::LockVault,
        });
        let open = Moment {
            vault_can_be_locked: true,
            ..Moment::default()
        };
        let locked = Moment {
            vault_can_be_unlocked: true,
            ..Moment::default()
        };
        for (moment, expected) in [
            (Moment::default(), vec![]),
            (open, vec!["Lock the Vault"]),
            (locked, vec!["Unlock the Vault…"]),
        ] {
            let sections = found(&catalogue, &device, "vault", moment);
            assert_eq!(actions(&sections), expected);
            let unasked = found(&catalogue, &device, "", moment);
            let named: Vec<_> = unasked
                .iter()
                .flat_map(|(_, lines)| lines)
                .filter(|line| line.contains("Vault"))
                .collect();
            assert_eq!(named, expected);
        }
        let moment = Moment {
            clipboard_holds_ours: true,
            ..Moment::default()
        };
        assert_eq!(
            actions(&found(&catalogue, &device, "clear", moment)),
            ["Clear the Clipboard"]
        );
        assert!(actions(&found(&catalogue, &device, "clear", Moment::default())).is_empty());
    }

    #[test]
    fn the_word_id_finds_what_is_copied_as_such() {
        let (_folder, device, [id]) = keeping(["Figma"]);
        let catalogue = Catalogue::gather(&device).unwrap();
        let sections = find(&catalogue, &device, "copy figma ID", Moment::default());
        assert_eq!(sections.len(), 1);
        let line = &sections[0].lines[0];
        assert_eq!(line.target, Target::KeyId { id: id.clone() });
        assert_eq!((line.copies, line.detail.as_ref()), (true, Some(&id)));
    }

    #[test]
    fn what_fits_nothing_finds_nothing() {
        let (_folder, device) = begun();
        let catalogue = Catalogue::gather(&device).unwrap();
        assert!(find(&catalogue, &device, "qqqq", Moment::default()).is_empty());
    }
}
