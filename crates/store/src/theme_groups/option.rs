//! The themes of a group, as clients send them and as they are kept: in the form in which files write them.

use uuid::Uuid;

use crate::error::StoreError;
use crate::storage::{Edited, Theme, ThemeGroup};
use crate::token_file::{Members, is_name, is_shallow, members};

/// A theme, as it was sent. What is not there is not in the theme.
pub(crate) struct ThemeOption {
    pub(crate) name: String,
    /// JSON, like the next two.
    pub(crate) selected_token_sets: Option<String>,
    pub(crate) figma_style_references: Option<String>,
    pub(crate) figma_variable_references: Option<String>,
    pub(crate) figma_collection_id: Option<String>,
    pub(crate) figma_mode_id: Option<String>,
}

/// The members that clients send, as files name them. All others stay as they are.
const SENT: [&str; 5] = [
    "selectedTokenSets",
    "$figmaStyleReferences",
    "$figmaVariableReferences",
    "$figmaCollectionId",
    "$figmaModeId",
];

/// The name of a group or of a theme.
pub(super) fn name(text: String, what: &str) -> Result<String, StoreError> {
    if is_name(&text) {
        return Ok(text);
    }
    let start: String = text
        .chars()
        .take(80)
        .filter(|character| !character.is_control())
        .collect();
    Err(StoreError::InvalidInput(format!(
        "“{start}” can't name a {what}: a name is one line of 1 to 500 visible characters. Choose another one."
    )))
}

/// What became of a group that was to be changed.
pub(super) fn outcome(edited: Edited<ThemeGroup>) -> Result<ThemeGroup, StoreError> {
    match edited {
        Edited::Done(group) => Ok(group),
        Edited::Missing(_) => Err(StoreError::NoSuchName("theme group")),
        Edited::Taken(name) | Edited::Unfit(name) => {
            let reason = format!("There is a theme group “{name}” already. Choose another name.");
            Err(StoreError::Conflict(reason))
        }
    }
}

/// The themes of a group. Those that were there before, by their names, keep what clients do not send.
pub(super) fn themes(
    group: &str,
    options: Vec<ThemeOption>,
    before: Vec<Theme>,
) -> Result<Vec<Theme>, StoreError> {
    if options.is_empty() {
        return Err(StoreError::invalid(
            "A theme group has at least one theme. Send one, or delete the group.",
        ));
    }
    let mut before = before;
    let is_alone = options.len() == 1;
    let themes = options.into_iter().map(|option| {
        let known = before.iter().position(|theme| theme.name == option.name);
        let known = known.map(|place| before.remove(place).raw);
        theme(group, option, known.as_deref(), is_alone)
    });
    themes.collect()
}

fn theme(group: &str, option: ThemeOption, known: Option<&str>, is_alone: bool) -> Result<Theme, StoreError> {
    let known = known.map_or_else(|| Ok(Members::new()), members);
    let known = known.map_err(|error| StoreError::System(format!("a theme can't be read: {error}")))?;
    let has = |name: &str| known.iter().any(|(known, _)| known == name);
    let mut written = Written::default();
    if !has("id") {
        written.text("id", &Uuid::now_v7().to_string());
    }
    written.text("name", &option.name);
    // A theme without a group forms one of its own name, which it stays while it is alone in it.
    let stays_lone = is_alone && !known.is_empty() && !has("group") && option.name == group;
    if !stays_lone {
        written.text("group", group);
    }
    for (name, value) in &known {
        if name != "name" && name != "group" && !SENT.contains(&name.as_ref()) {
            written.json(name, value);
        }
    }
    let ThemeOption {
        name: theme_name,
        selected_token_sets,
        figma_style_references,
        figma_variable_references,
        figma_collection_id,
        figma_mode_id,
    } = option;
    let values = [
        object(selected_token_sets)?,
        object(figma_style_references)?,
        object(figma_variable_references)?,
        figma_id(figma_collection_id)?,
        figma_id(figma_mode_id)?,
    ];
    for (name, value) in SENT.into_iter().zip(values) {
        if let Some(value) = value {
            written.json(name, &value);
        }
    }
    // A file may have brought a name that is none of ours.
    let is_new = known.is_empty();
    Ok(Theme {
        name: if is_new {
            name(theme_name, "theme")?
        } else {
            theme_name
        },
        raw: written.object(),
    })
}

/// JSON of an object; `null` is none.
fn object(json: Option<String>) -> Result<Option<String>, StoreError> {
    let Some(json) = json.filter(|json| json != "null") else {
        return Ok(None);
    };
    if !is_shallow(&json) {
        return Err(StoreError::invalid(
            "A theme nests deeper than 100 levels. It needs far fewer; check what wrote it.",
        ));
    }
    if !json.starts_with('{') {
        return Err(StoreError::invalid(
            "The token sets and the references of a theme are objects, like {\"core\": \"enabled\"}. Correct what was sent.",
        ));
    }
    Ok(Some(json))
}

/// What something is called in Figma, as JSON.
fn figma_id(text: Option<String>) -> Result<Option<String>, StoreError> {
    match text {
        Some(text) if text.is_empty() || is_name(&text) => {
            Ok(Some(serde_json::Value::from(text).to_string()))
        }
        Some(_) => Err(StoreError::invalid(
            "An id from Figma is one line of at most 500 visible characters. Correct what was sent.",
        )),
        None => Ok(None),
    }
}

/// An object that is being written, with values exactly as they are given.
#[derive(Default)]
struct Written(Vec<String>);

impl Written {
    fn text(&mut self, name: &str, text: &str) {
        self.json(name, &serde_json::Value::from(text).to_string());
    }

    fn json(&mut self, name: &str, value: &str) {
        self.0.push(format!("{}: {value}", serde_json::Value::from(name)));
    }

    fn object(self) -> String {
        format!("{{{}}}", self.0.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn option(name: &str, sets: Option<&str>) -> ThemeOption {
        ThemeOption {
            name: name.into(),
            selected_token_sets: sets.map(Into::into),
            figma_style_references: None,
            figma_variable_references: None,
            figma_collection_id: Some("a\"b".into()),
            figma_mode_id: None,
        }
    }

    fn kept(name: &str, raw: &str) -> Theme {
        Theme {
            name: name.into(),
            raw: raw.into(),
        }
    }

    #[test]
    fn themes_keep_what_clients_do_not_send() {
        let before = vec![
            kept(
                "Dark",
                r#"{"id": 1.0, "name": "Dark", "own": [1e3,  2], "$figmaModeId": "x", "group": "Old"}"#,
            ),
            kept("Gone", "{}"),
        ];
        let options = vec![option("Dark", Some(r#"{"a":  "enabled"}"#))];
        let themes = themes("Mode", options, before).unwrap();
        let expected = r#"{"name": "Dark", "group": "Mode", "id": 1.0, "own": [1e3,  2], "selectedTokenSets": {"a":  "enabled"}, "$figmaCollectionId": "a\"b"}"#;
        assert_eq!(themes, [kept("Dark", expected)]);
    }

    #[test]
    fn new_themes_get_an_id_and_their_group() {
        let themes = themes("Mode", vec![option("Mode", None)], Vec::new()).unwrap();
        let read: serde_json::Value = serde_json::from_str(&themes[0].raw).unwrap();
        assert!(Uuid::parse_str(read["id"].as_str().unwrap()).is_ok());
        assert_eq!((&read["name"], &read["group"]), (&"Mode".into(), &"Mode".into()));
    }

    #[test]
    fn a_theme_without_a_group_stays_so_while_it_is_alone() {
        let lone = || vec![kept("Brand", r#"{"id": "b", "name": "Brand"}"#)];
        let group = |group: &str, names: &[&str]| {
            let options = names.iter().map(|name| option(name, None)).collect();
            themes(group, options, lone()).unwrap()[0]
                .raw
                .contains("\"group\"")
        };
        assert!(!group("Brand", &["Brand"]));
        assert!(group("Other", &["Brand"]));
        assert!(group("Brand", &["Brand", "Second"]));
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(themes("Mode", Vec::new(), Vec::new()).is_err());
        assert!(themes("Mode", vec![option("a\nb", None)], Vec::new()).is_err());
        let deep = format!("{}{}", "[".repeat(101), "]".repeat(101));
        assert!(themes("Mode", vec![option("a", Some(&deep))], Vec::new()).is_err());
    }
}
