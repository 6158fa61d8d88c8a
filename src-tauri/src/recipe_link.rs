//! Links with which a recipe for a key is passed on: `studio-keys://keys/new?name=…&scopes=…&expires=…`.
//!
//! Anybody can write one, so it is read with suspicion: it only fills the stepper in, and what of it can't be used is
//! left out and named. No link ever holds a secret, and opening one never makes a key.

use std::collections::BTreeSet;

use device::view::KeyView;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use keys::{ExpiryChoice, ExpiryError, KeyName, LONGEST_LIFE_DAYS, Scope};
use tauri::Url;

use crate::destination::KeyRecipe;

const SCHEME: &str = "studio-keys";
const NEW_KEY: &str = "studio-keys://keys/new";

/// The longest link, in bytes: a name of 80 characters and all scopes need less than half of it.
const LONGEST_LINK: usize = 2_000;

/// How many things that are not known are named; a link could ask for thousands.
const MOST_NAMED: usize = 5;

/// What the stepper begins with after a link was opened; never fails, but says what could not be used.
pub(crate) fn read(link: &str, now: Timestamp, zone: &TimeZone) -> KeyRecipe {
    let mut recipe = KeyRecipe {
        from_link: true,
        ..KeyRecipe::default()
    };
    match parameters(link) {
        Ok(parameters) => fill(&mut recipe, &parameters, now, zone),
        Err(problem) => recipe.problems.push(problem),
    }
    recipe
}

/// The link that has a colleague's stepper begin with what a key is now.
pub(crate) fn write(key: &KeyView) -> String {
    let expires = life_of(key).map_or_else(|| "never".to_owned(), |days| format!("{days}d"));
    let wider = |narrow: Scope| {
        key.scopes
            .iter()
            .any(|wide| *wide != narrow && wide.includes(narrow))
    };
    let scopes: Vec<&str> = key
        .scopes
        .iter()
        .filter(|scope| !wider(**scope))
        .map(|scope| scope.as_str())
        .collect();
    // Scopes are written as they are: every character of theirs may stand there, and a person can read them.
    let named = Url::parse_with_params(NEW_KEY, [("name", &key.name)]);
    let begin = named.map_or_else(|_| format!("{NEW_KEY}?"), |url| format!("{url}&"));
    format!("{begin}scopes={}&expires={expires}", scopes.join(","))
}

/// What a new key begins with that is to take this one's place.
pub(crate) fn to_replace(key: &KeyView) -> KeyRecipe {
    KeyRecipe {
        name: Some(key.name.clone()),
        scopes: key.scopes.clone(),
        expiry: Some(life_of(key).map_or(ExpiryChoice::Never, |days| ExpiryChoice::Days { days })),
        replaces: Some(key.id.clone()),
        ..KeyRecipe::default()
    }
}

/// The days that a key was given, rounded to whole ones.
fn life_of(key: &KeyView) -> Option<u16> {
    let end: Timestamp = key.expires_at.as_ref()?.parse().ok()?;
    let begin: Timestamp = key.created_at.parse().ok()?;
    let days = (end.duration_since(begin).as_hours() + 12) / 24;
    u16::try_from(days.clamp(1, LONGEST_LIFE_DAYS.into())).ok()
}

/// The link's parameters, or why none of it can be used.
fn parameters(link: &str) -> Result<Vec<(String, String)>, String> {
    if link.len() > LONGEST_LINK {
        return Err(format!(
            "The link was longer than {LONGEST_LINK} characters, so nothing of it was used."
        ));
    }
    let url = Url::parse(link)
        .ok()
        .filter(|url| url.scheme() == SCHEME)
        .ok_or("What was opened is no link of Studio Keys, so nothing of it was used.")?;
    let asks_for_a_key = url.host_str() == Some("keys") && url.path().trim_end_matches('/') == "/new";
    let has_more = !url.username().is_empty() || url.password().is_some() || url.port().is_some();
    if !asks_for_a_key || has_more {
        return Err(
            "The link leads to nothing that this version of Studio Keys has, so nothing of it was used."
                .to_owned(),
        );
    }
    Ok(url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect())
}

fn fill(recipe: &mut KeyRecipe, parameters: &[(String, String)], now: Timestamp, zone: &TimeZone) {
    let known = ["name", "scopes", "expires"];
    for name in known {
        match &parameters
            .iter()
            .filter(|(found, _)| found == name)
            .collect::<Vec<_>>()[..]
        {
            [] => {}
            [(_, value)] => fill_one(recipe, name, value, now, zone),
            _ => recipe.problems.push(format!(
                "The link has “{name}” more than once, so it was left out."
            )),
        }
    }
    let others = parameters
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !known.contains(name));
    if let Some(list) = named(others) {
        recipe
            .problems
            .push(format!("The link also has parts that mean nothing here: {list}."));
    }
}

fn fill_one(recipe: &mut KeyRecipe, name: &str, value: &str, now: Timestamp, zone: &TimeZone) {
    match name {
        "name" => match KeyName::parse(value) {
            Ok(name) => recipe.name = Some(name.as_str().to_owned()),
            Err(error) => recipe
                .problems
                .push(format!("The link’s name was left out. {error}")),
        },
        "scopes" => fill_scopes(recipe, value),
        _ => match expiry(value, now, zone) {
            Ok(choice) => recipe.expiry = Some(choice),
            Err(ExpiryError::OutOfRange) => {
                recipe.expiry = Some(ExpiryChoice::Days {
                    days: LONGEST_LIFE_DAYS,
                });
                recipe.problems.push(
                    "The link asked for more than 10 years, the longest that a key can live.".to_owned(),
                );
            }
            Err(error) => recipe
                .problems
                .push(format!("The link’s expiration was left out. {}", said(&error))),
        },
    }
}

fn fill_scopes(recipe: &mut KeyRecipe, value: &str) {
    let names = || value.split([',', ' ']).filter(|name| !name.is_empty());
    let known: BTreeSet<Scope> = names().filter_map(|name| name.parse().ok()).collect();
    recipe.scopes = Scope::ALL
        .into_iter()
        .filter(|scope| known.contains(scope))
        .collect();
    if let Some(list) = named(names().filter(|name| name.parse::<Scope>().is_err())) {
        recipe
            .problems
            .push(format!("The link asked for scopes that don’t exist: {list}."));
    }
}

fn expiry(value: &str, now: Timestamp, zone: &TimeZone) -> Result<ExpiryChoice, ExpiryError> {
    // None at all is not too far away, but no life.
    if value.trim_start_matches('0') == "d" {
        return Err(ExpiryError::Unreadable(value.to_owned()));
    }
    let choice: ExpiryChoice = value.parse()?;
    choice.resolve(now, zone)?;
    Ok(choice)
}

/// What is wrong with an expiration, without repeating what can't be shown.
fn said(error: &ExpiryError) -> String {
    match error {
        ExpiryError::Unreadable(text) | ExpiryError::NoDate(text) => format!(
            "It says {}; a number of days (90d), a date (2027-03-01) or never would do.",
            shown(text)
        ),
        other => other.to_string(),
    }
}

/// The first few different ones, in quotes; nothing when there are none.
fn named<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: BTreeSet<String> = names.map(shown).collect();
    let mut list: Vec<&str> = names.iter().map(String::as_str).take(MOST_NAMED).collect();
    if names.len() > MOST_NAMED {
        list.push("and more");
    }
    (!list.is_empty()).then(|| list.join(", "))
}

/// A stranger's text, only if nothing in it hides or turns other text around.
fn shown(text: &str) -> String {
    let begin: String = text.chars().take(40).collect();
    let dots = if text.chars().count() > 40 { "…" } else { "" };
    KeyName::parse(&begin).map_or_else(
        |_| "something that can’t be shown".to_owned(),
        |text| format!("“{}{dots}”", text.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use device::view::{KeyStatus, KeySync};
    use keys::KeyState;
    use proptest::prelude::*;

    use super::*;

    fn read_now(link: &str) -> KeyRecipe {
        read(link, "2026-11-24T12:00:00Z".parse().unwrap(), &TimeZone::UTC)
    }

    fn key(name: &str, scopes: &[Scope], expires_at: Option<&str>) -> KeyView {
        KeyView {
            id: "key-1".into(),
            name: name.into(),
            hint: "tsk_AbCd…wxYZ".into(),
            scopes: scopes.to_vec(),
            created_at: "2026-11-24T12:00:00.4Z".into(),
            expires_at: expires_at.map(str::to_owned),
            last_used_at: None,
            deleted_at: None,
            state: KeyState::Active,
            days_left: None,
            status: KeyStatus::Active,
            sync: KeySync::Confirmed,
            refusal: None,
            unclaimed: false,
        }
    }

    fn problem(link: &str) -> String {
        let problems = read_now(link).problems;
        assert_eq!(problems.len(), 1, "{link}: {problems:?}");
        problems[0].clone()
    }

    #[test]
    fn a_whole_link_fills_everything_in() {
        let recipe = read_now(
            "studio-keys://keys/new?name=Figma%20on+the%20train&scopes=projects:write,me:read&expires=30d",
        );
        assert_eq!(recipe.name.as_deref(), Some("Figma on the train"));
        assert_eq!(recipe.scopes, [Scope::ProjectsWrite, Scope::MeRead]);
        assert_eq!(recipe.expiry, Some(ExpiryChoice::Days { days: 30 }));
        assert!(recipe.from_link && recipe.problems.is_empty() && recipe.replaces.is_none());
    }

    #[test]
    fn a_link_with_nothing_in_it_opens_an_empty_stepper() {
        for link in ["studio-keys://keys/new", "STUDIO-KEYS://keys/new/?#top"] {
            let recipe = read_now(link);
            assert!(recipe.problems.is_empty() && recipe.name.is_none(), "{link}");
        }
    }

    #[test]
    fn other_places_are_said_to_lead_nowhere() {
        for link in [
            "studio-keys://keys",
            "studio-keys://keys/delete?name=Figma",
            "studio-keys://evil.example/new?name=x",
            "studio-keys://user@keys/new",
            "studio-keys://keys:80/new",
            "studio-keys:keys/new",
            "studio-keys:///new",
            "studio-keys://keys/new/../delete",
        ] {
            assert!(problem(link).contains("leads to nothing"), "{link}");
        }
        for link in [
            "https://keys/new",
            "",
            "keys/new",
            "studio-keys://[",
            "javascript:alert(1)",
        ] {
            assert!(problem(link).contains("is no link"), "{link}");
        }
    }

    #[test]
    fn ten_thousand_characters_are_refused_whole() {
        let link = format!("studio-keys://keys/new?name={}", "a".repeat(10_000));
        assert!(problem(&link).contains("longer than"));
        assert_eq!(read_now(&link).name, None);
    }

    #[test]
    fn what_is_there_twice_is_used_neither_way() {
        let recipe = read_now("studio-keys://keys/new?name=a&expires=7d&name=b");
        assert_eq!(
            (recipe.name, recipe.expiry),
            (None, Some(ExpiryChoice::Days { days: 7 }))
        );
        assert!(recipe.problems[0].contains("“name” more than once"));
    }

    #[test]
    fn unknown_scopes_and_parts_are_named_a_few_at_a_time() {
        let link = "studio-keys://keys/new?scopes=projects:read,everything,root%20projects:read";
        assert_eq!(read_now(link).scopes, [Scope::ProjectsRead]);
        assert!(problem(link).contains("“everything”, “root”."));
        let many: Vec<String> = (0..100).map(|number| format!("s{number}")).collect();
        let many = problem(&format!("studio-keys://keys/new?scopes={}", many.join(",")));
        assert!(many.ends_with("and more.") && many.len() < 200, "{many}");
        assert!(problem("studio-keys://keys/new?secret=tsk_1").contains("“secret”"));
    }

    #[test]
    fn hidden_characters_are_refused_and_not_repeated() {
        for hidden in ["%0A", "%00", "%E2%80%AE", "%E2%80%8B"] {
            let link = format!("studio-keys://keys/new?name=a{hidden}b");
            assert!(problem(&link).contains("hidden character"), "{link}");
            assert_eq!(read_now(&link).name, None);
            let scopes = problem(&format!("studio-keys://keys/new?scopes=a{hidden}b"));
            assert!(scopes.contains("can’t be shown"), "{scopes}");
            let expires = problem(&format!("studio-keys://keys/new?expires=a{hidden}b"));
            assert!(expires.contains("can’t be shown"), "{expires}");
        }
    }

    #[test]
    fn an_expiration_is_kept_within_bounds() {
        let expiry = |value: &str| {
            let recipe = read_now(&format!("studio-keys://keys/new?expires={value}"));
            (recipe.expiry, recipe.problems.len())
        };
        assert_eq!(expiry("never"), (Some(ExpiryChoice::Never), 0));
        let date = ExpiryChoice::EndOf {
            date: "2027-03-01".into(),
        };
        assert_eq!(expiry("2027-03-01"), (Some(date), 0));
        let longest = Some(ExpiryChoice::Days {
            days: LONGEST_LIFE_DAYS,
        });
        for far in ["9999d", "99999999999d", "9999-12-31"] {
            assert_eq!(expiry(far), (longest.clone(), 1), "{far}");
        }
        for none in ["0d", "d", "-1d", "soon", "2026-11-23", "2027-02-30", ""] {
            assert_eq!(expiry(none), (None, 1), "{none}");
        }
    }

    #[test]
    fn a_written_link_reads_back() {
        let scopes = [Scope::ProjectsRead, Scope::ProjectsWrite, Scope::MeRead];
        let key = key("R&D + 設計 100%", &scopes, Some("2026-12-24T12:00:00Z"));
        let link = write(&key);
        assert!(
            link.ends_with("&scopes=projects:write,me:read&expires=30d"),
            "{link}"
        );
        let recipe = read_now(&link);
        assert_eq!(recipe.name.as_deref(), Some("R&D + 設計 100%"));
        assert_eq!(recipe.expiry, Some(ExpiryChoice::Days { days: 30 }));
        assert_eq!(recipe.problems, Vec::<String>::new());
        assert!(!link.contains("tsk_"));
    }

    #[test]
    fn what_takes_a_keys_place_is_made_alike() {
        let recipe = to_replace(&key("Figma", &[Scope::ProjectsRead], None));
        assert_eq!(recipe.replaces.as_deref(), Some("key-1"));
        assert_eq!(recipe.expiry, Some(ExpiryChoice::Never));
        assert!(!recipe.from_link);
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,80}", query in "[ -~]{0,80}") {
            read_now(&text);
            read_now(&format!("studio-keys://keys/new?{query}"));
            read_now(&format!("studio-keys://{text}"));
        }

        #[test]
        fn every_name_survives_the_way(name in "\\PC{1,80}") {
            if let Ok(name) = KeyName::parse(&name) {
                let recipe = read_now(&write(&key(name.as_str(), &[Scope::MeRead], None)));
                prop_assert_eq!(recipe.name.as_deref(), Some(name.as_str()));
            }
        }
    }
}
