//! What a diagnosis file tells of the local database, for whoever is asked for help: figures and choices, no names.
//!
//! What it tells of the system belongs to the shell.

use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;

use crate::database::settings;
use crate::device::Device;
use crate::error::DeviceError;

/// The settings whose values are choices among a few. Others may name a project or a key, and stay here.
const SETTINGS: [&str; 4] = ["theme", "shortcut", "desktop", "notices"];

/// `SQLite`’s version.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Figures and choices.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// `SQLite`’s version.
    pub sqlite: &'static str,
    /// The format of the database: how many steps it has taken.
    pub format: u32,
    /// What there is, and how many of it.
    pub counts: BTreeMap<&'static str, u32>,
    /// What was chosen, by its name in the database.
    pub settings: BTreeMap<&'static str, Value>,
}

impl Device {
    /// What a diagnosis file tells.
    pub fn diagnosis(&self) -> Result<Diagnosis, DeviceError> {
        self.read(|connection| {
            Ok(Diagnosis {
                sqlite: sqlite_version(),
                format: connection.query_row("PRAGMA user_version", [], |row| row.get(0))?,
                counts: counts(connection)?,
                settings: choices(connection)?,
            })
        })
    }

    /// Every name of a person, an organization, a project or a key, the longest first: what a diagnosis must not tell.
    pub fn all_names(&self) -> Result<Vec<String>, DeviceError> {
        let names = "SELECT name FROM (SELECT user_name AS name FROM account UNION SELECT name FROM organizations \
                     UNION SELECT name FROM projects UNION SELECT name FROM api_keys) \
                     ORDER BY length(name) DESC, name";
        self.read(|connection| {
            let mut statement = connection.prepare(names)?;
            let names = statement.query_map([], |row| row.get(0))?;
            Ok(names.collect::<rusqlite::Result<_>>()?)
        })
    }
}

fn counts(connection: &Connection) -> rusqlite::Result<BTreeMap<&'static str, u32>> {
    [
        ("organizations", "SELECT count(*) FROM organizations"),
        ("projects", "SELECT count(*) FROM projects"),
        ("keys", "SELECT count(*) FROM api_keys WHERE deleted_at IS NULL"),
        (
            "deletedKeys",
            "SELECT count(*) FROM api_keys WHERE deleted_at IS NOT NULL",
        ),
        ("waiting", "SELECT count(*) FROM outbox"),
        ("refused", "SELECT count(*) FROM api_keys WHERE sync = 'refused'"),
    ]
    .into_iter()
    .map(|(what, query)| Ok((what, connection.query_row(query, [], |row| row.get(0))?)))
    .collect()
}

fn choices(connection: &Connection) -> rusqlite::Result<BTreeMap<&'static str, Value>> {
    let mut chosen = BTreeMap::new();
    for name in SETTINGS {
        if let Some(text) = settings::get(connection, name)? {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            chosen.insert(name, value);
        }
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use crate::ShortcutChoice;
    use crate::begin_on_this_computer::tests::begun;
    use crate::view::ThemeChoice;

    #[test]
    fn tells_figures_and_choices() {
        let (_folder, device) = begun();
        device.set_theme(ThemeChoice::Dark).unwrap();
        device
            .set_shortcut_choice(&ShortcutChoice::Keys("Ctrl+J".into()))
            .unwrap();
        let diagnosis = device.diagnosis().unwrap();
        assert!(diagnosis.format > 0);
        assert_eq!(diagnosis.counts["organizations"], 1);
        assert_eq!(diagnosis.counts["keys"], 0);
        assert_eq!(diagnosis.settings["theme"], "dark");
        assert_eq!(diagnosis.settings["shortcut"]["keys"], "Ctrl+J");
    }

    #[test]
    fn tells_no_setting_that_may_hold_a_name() {
        let (_folder, device) = begun();
        device.set_current_project("a-project").unwrap();
        let told = serde_json::to_string(&device.diagnosis().unwrap()).unwrap();
        assert!(!told.contains("a-project"), "{told}");
        for name in device.all_names().unwrap() {
            assert!(!told.contains(&name), "{told}");
        }
    }

    #[test]
    fn knows_every_name_the_longest_first() {
        let (_folder, device) = begun();
        let account = device.account().unwrap().unwrap();
        let names = device.all_names().unwrap();
        assert!(names.contains(&account.user_name));
        assert!(names.contains(&account.organizations[0].name));
        assert!(names.is_sorted_by_key(|name| std::cmp::Reverse(name.chars().count())));
    }
}
