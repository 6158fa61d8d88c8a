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
    let mut groups: IndexMap<String, Vec<Theme>> = IndexMap::new();
    for (number, theme) in (1..).zip(themes) {
        let (group, theme) = read_theme(number, theme.get())?;
        groups.entry(group).or_default().push(theme);
    }
    Ok(groups
        .into_iter()
        .map(|(name, themes)| NewThemeGroup { name, themes })
        .collect())
}

fn read_theme(number: usize, raw: &str) -> Result<(String, Theme), TokenFileError> {
    let members = members(raw).map_err(|_| wrong(format!("theme {number} should be an object in braces")))?;
    let text = |name: &str| -> Option<String> {
        member(&members, name).and_then(|text| serde_json::from_str(text).ok())
    };
    let name = text("name")
        .filter(|name| !name.trim().is_empty())
        .ok_or_else(|| wrong(format!("theme {number} has no name")))?;
    let group = text("group")
        .filter(|group| !group.trim().is_empty())
        .unwrap_or_else(|| name.clone());
    let raw = raw.to_owned();
    Ok((group, Theme { name, raw }))
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
