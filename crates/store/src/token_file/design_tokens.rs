//! The design tokens of a token set, found in its groups.
//!
//! An object is a design token when it has `$value`, or `value` together with a `type` or with a value that is no
//! object itself; otherwise it is a group, and `value` in it is a name like any other. Names are joined with dots. What
//! has no `type` of its own takes that of the nearest group with a `$type`.

use super::members::{member, members, repeated};

/// A design token, as it is written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DesignToken<'text> {
    /// With its groups: `color.red`.
    pub(crate) name: String,
    /// Its `$type` or `type`.
    pub(crate) kind: Option<String>,
    /// JSON.
    pub(crate) value: &'text str,
    /// Its `$description` or `description`.
    pub(crate) description: Option<String>,
    /// JSON.
    pub(crate) extensions: Option<&'text str>,
}

/// What stops a walk.
#[derive(Debug)]
pub(crate) enum WalkError<'text> {
    /// This name is there twice, the second time with this text as its value.
    Repeated(String, &'text str),
    /// The text of an object can't be read.
    Unreadable(&'text str, serde_json::Error),
}

/// Hands each design token of a set to `visit`, in order.
pub(crate) fn walk<'text>(
    set: &'text str,
    visit: &mut impl FnMut(DesignToken<'text>),
) -> Result<(), WalkError<'text>> {
    walk_object(set, "", None, visit)
}

fn walk_object<'text>(
    object: &'text str,
    path: &str,
    inherited: Option<&str>,
    visit: &mut impl FnMut(DesignToken<'text>),
) -> Result<(), WalkError<'text>> {
    let members = members(object).map_err(|error| WalkError::Unreadable(object, error))?;
    if let Some((name, again)) = repeated(&members) {
        return Err(WalkError::Repeated(join(path, name), again));
    }
    if let Some(value) = value_of(&members).filter(|_| !path.is_empty()) {
        visit(design_token(path, value, &members, inherited));
        return Ok(());
    }
    let own_type = text_of(&members, &["$type"]);
    let kind = own_type.as_deref().or(inherited);
    let groups = members
        .iter()
        .filter(|(name, value)| !name.starts_with('$') && value.starts_with('{'));
    for (name, value) in groups {
        walk_object(value, &join(path, name), kind, visit)?;
    }
    Ok(())
}

fn value_of<'text>(members: &[(String, &'text str)]) -> Option<&'text str> {
    let written = |wanted: &str| {
        members
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| *value)
    };
    let has_type = || text_of(members, &["type", "$type"]).is_some();
    written("$value").or_else(|| written("value").filter(|value| !value.starts_with('{') || has_type()))
}

fn design_token<'text>(
    path: &str,
    value: &'text str,
    members: &[(String, &'text str)],
    inherited: Option<&str>,
) -> DesignToken<'text> {
    DesignToken {
        name: path.to_owned(),
        kind: text_of(members, &["$type", "type"]).or_else(|| inherited.map(str::to_owned)),
        value,
        description: text_of(members, &["$description", "description"]),
        extensions: member(members, "$extensions").or_else(|| member(members, "extensions")),
    }
}

/// The first of these members that is a string.
fn text_of(members: &[(String, &str)], names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| member(members, name).and_then(|text| serde_json::from_str(text).ok()))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(set: &str) -> Vec<(String, Option<String>, String)> {
        let mut tokens = Vec::new();
        walk(set, &mut |token| {
            tokens.push((token.name, token.kind, token.value.to_owned()));
        })
        .unwrap();
        tokens
    }

    fn token(name: &str, kind: Option<&str>, value: &str) -> (String, Option<String>, String) {
        (name.into(), kind.map(Into::into), value.into())
    }

    #[test]
    fn both_spellings_in_groups() {
        let set = r##"{"color": {"red": {"value": "#f00", "type": "color"}, "dark": {"blue": {"$value": "{color.red}", "$type": "color"}}}}"##;
        let expected = [
            token("color.red", Some("color"), "\"#f00\""),
            token("color.dark.blue", Some("color"), "\"{color.red}\""),
        ];
        assert_eq!(found(set), expected);
    }

    #[test]
    fn composites_are_one_and_groups_may_be_called_value() {
        let shadow = r#"{"shadow": {"type": "boxShadow", "value": {"x": {"value": 1}}}}"#;
        assert_eq!(
            found(shadow),
            [token("shadow", Some("boxShadow"), r#"{"x": {"value": 1}}"#)]
        );
        let group = r#"{"size": {"value": {"s": {"value": "1px"}}}}"#;
        assert_eq!(found(group), [token("size.value.s", None, "\"1px\"")]);
    }

    #[test]
    fn types_are_inherited_and_numbers_keep_their_spelling() {
        let set = r#"{"space": {"$type": "dimension", "s": {"$value": 1.0}, "m": {"$value": 1e400, "$type": "number"}}}"#;
        let expected = [
            token("space.s", Some("dimension"), "1.0"),
            token("space.m", Some("number"), "1e400"),
        ];
        assert_eq!(found(set), expected);
    }

    #[test]
    fn descriptions_and_extensions() {
        let set = r#"{"a": {"$value": null, "description": "One", "$extensions": {"studio": 1.50}}}"#;
        walk(set, &mut |token| {
            assert_eq!(token.description.as_deref(), Some("One"));
            assert_eq!(token.extensions, Some(r#"{"studio": 1.50}"#));
        })
        .unwrap();
        assert_eq!(found(set).len(), 1);
    }
}
