//! The themes of a file, in their groups.

use indexmap::IndexMap;
use serde_json::value::RawValue;

use super::error::TokenFileError;
use super::members::{member, members};
use crate::storage::{NewThemeGroup, Theme};

/// Reads `$themes`: groups in the order in which they first appear, themes in theirs.
pub(super) fn read(themes: &str) -> Result<Vec<NewThemeGroup>, TokenFileError> {
    let themes: Vec<&RawValue> =
        serde_json::from_str(themes).map_err(|_| wrong("it should be a list in brackets".into()))?;
    let mut groups: IndexMap<String, Group> = IndexMap::new();
    for (number, theme) in (1..).zip(themes) {
        let (group, theme) = read_theme(number, theme.get())?;
        let (name, is_lone) = match group {
            Some(group) => (group, false),
            None => (theme.name.clone(), true),
        };
        match groups.get_mut(&name) {
            // Clients know a group by its name alone.
            Some(known) if known.is_lone || is_lone => return Err(TokenFileError::ThemeName(name)),
            Some(known) => known.themes.push(theme),
            None => drop(groups.insert(name, Group::of(theme, is_lone))),
        }
    }
    let groups = groups.into_iter().map(|(name, group)| NewThemeGroup {
        name,
        themes: group.themes,
    });
    Ok(groups.collect())
}

struct Group {
    themes: Vec<Theme>,
    /// It is the one theme that names it.
    is_lone: bool,
}

impl Group {
    fn of(theme: Theme, is_lone: bool) -> Self {
        let themes = vec![theme];
        Self { themes, is_lone }
    }
}

/// A theme, and its group if it says one.
fn read_theme(number: usize, raw: &str) -> Result<(Option<String>, Theme), TokenFileError> {
    let members = members(raw).map_err(|_| wrong(format!("theme {number} should be an object in braces")))?;
    let text = |name: &str| -> Option<String> {
        let text = member(&members, name).and_then(|text| serde_json::from_str::<String>(text).ok());
        text.filter(|text| !text.trim().is_empty())
    };
    let name = text("name").ok_or_else(|| wrong(format!("theme {number} has no name")))?;
    let raw = raw.to_owned();
    Ok((text("group"), Theme { name, raw }))
}

fn wrong(reason: String) -> TokenFileError {
    TokenFileError::Member("$themes", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_their_order_and_a_lone_theme_is_its_own_group() {
        let groups = read(
            r#"[{"name": "Light", "group": "Mode"}, {"name": "Brand A"}, {"name": "Dark", "group": "Mode", "id": "x"}]"#,
        )
        .unwrap();
        let names: Vec<(&str, Vec<&str>)> = groups
            .iter()
            .map(|group| {
                (
                    group.name.as_str(),
                    group.themes.iter().map(|theme| theme.name.as_str()).collect(),
                )
            })
            .collect();
        assert_eq!(
            names,
            [("Mode", vec!["Light", "Dark"]), ("Brand A", vec!["Brand A"])]
        );
        assert_eq!(
            groups[0].themes[1].raw,
            r#"{"name": "Dark", "group": "Mode", "id": "x"}"#
        );
    }

    #[test]
    fn a_lone_theme_shares_its_name_with_nobody() {
        let lone = r#"{"name": "Mode"}"#;
        let grouped = r#"{"name": "Light", "group": "Mode"}"#;
        for themes in [[lone, grouped], [grouped, lone], [lone, lone]] {
            let said = read(&format!("[{}]", themes.join(","))).unwrap_err().to_string();
            assert!(
                said.starts_with("“Mode” names a theme without a group, and another"),
                "{said}"
            );
        }
        let named_like_its_group =
            r#"[{"name": "Mode", "group": "Mode"}, {"name": "Dark", "group": "Mode"}]"#;
        assert_eq!(read(named_like_its_group).unwrap()[0].themes.len(), 2);
    }

    #[test]
    fn says_what_is_wrong() {
        for (text, reason) in [
            ("{}", "list in brackets"),
            ("[1]", "theme 1"),
            ("[{\"name\": \"a\"}, {}]", "theme 2 has no name"),
        ] {
            let said = read(text).unwrap_err().to_string();
            assert!(said.contains(reason), "{said}");
        }
    }
}
