//! The design tokens of a token set, found in its groups.
//!
//! An object is a design token when it has `$value`, or `value` together with a `type` or with a value that is no
//! object itself; otherwise it is a group, and `value` in it is a name like any other. Names are joined with dots. What
//! has no `type` of its own takes that of the nearest group with a `$type`.

use super::members::{Members, member, members_up_to, repeated};

/// The longest name of a member, in characters.
pub(super) const LONGEST_NAME: usize = 500;

/// Members that are held at once: those of an object and of all that it is in.
pub(super) const MOST_MEMBERS: usize = 1_000_000;

/// Bytes that may be looked through, level by level (2 GiB): 20 levels of the largest file.
const MOST_BYTES: usize = 20 * super::LARGEST;

/// What a walk comes across.
#[derive(Debug)]
pub(crate) enum Found<'walk, 'text> {
    /// An object with so many members, which are held until all in it was found.
    Object(usize),
    /// A design token.
    Token(DesignToken<'walk, 'text>),
}

/// A design token, as it is written.
#[derive(Debug)]
pub(crate) struct DesignToken<'walk, 'text> {
    /// With its groups: `color.red`.
    pub(crate) name: &'walk str,
    /// JSON.
    pub(crate) value: &'text str,
    members: &'walk Members<'text>,
    inherited: Option<&'walk str>,
}

impl<'text> DesignToken<'_, 'text> {
    /// Its `$type` or `type`, or that of the nearest group that has one.
    pub(crate) fn kind(&self) -> Option<String> {
        text_of(self.members, &["$type", "type"]).or_else(|| self.inherited.map(str::to_owned))
    }

    /// Its `$description` or `description`.
    pub(crate) fn description(&self) -> Option<String> {
        text_of(self.members, &["$description", "description"])
    }

    /// JSON.
    pub(crate) fn extensions(&self) -> Option<&'text str> {
        member(self.members, "$extensions").or_else(|| member(self.members, "extensions"))
    }
}

/// What stops a walk.
#[derive(Debug)]
pub(crate) enum WalkError<'text, Stop> {
    /// This name is there twice, the second time with this text as its value.
    Repeated(String, &'text str),
    /// The member with this text as its value has a name of more than [`LONGEST_NAME`] characters.
    LongName(&'text str),
    /// The text of an object can't be read.
    Unreadable(&'text str, serde_json::Error),
    /// There are too many members, or they are too deep inside each other.
    TooMuch,
    /// Who is told what is found wants no more.
    Stopped(Stop),
}

/// Hands what is in a set to `visit`, in order.
pub(crate) fn walk<'text, Stop>(
    set: &'text str,
    visit: impl FnMut(Found<'_, 'text>) -> Result<(), Stop>,
) -> Result<(), WalkError<'text, Stop>> {
    let mut walk = Walk {
        visit,
        path: String::new(),
        members_left: MOST_MEMBERS,
        bytes_left: MOST_BYTES,
    };
    walk.object(set, None)
}

struct Walk<Visit> {
    visit: Visit,
    /// The names on the way to where the walk is, joined with dots.
    path: String,
    members_left: usize,
    bytes_left: usize,
}

impl<Visit> Walk<Visit> {
    fn object<'text, Stop>(
        &mut self,
        object: &'text str,
        inherited: Option<&str>,
    ) -> Result<(), WalkError<'text, Stop>>
    where
        Visit: FnMut(Found<'_, 'text>) -> Result<(), Stop>,
    {
        let members = self.members(object)?;
        self.tell(Found::Object(members.len()))?;
        if let Some(value) = value_of(&members).filter(|_| !self.path.is_empty()) {
            let token = DesignToken {
                name: &self.path,
                value,
                members: &members,
                inherited,
            };
            return (self.visit)(Found::Token(token)).map_err(WalkError::Stopped);
        }
        self.members_left -= members.len();
        let own_type = text_of(&members, &["$type"]);
        self.groups(&members, own_type.as_deref().or(inherited))?;
        self.members_left += members.len();
        Ok(())
    }

    fn groups<'text, Stop>(
        &mut self,
        members: &Members<'text>,
        kind: Option<&str>,
    ) -> Result<(), WalkError<'text, Stop>>
    where
        Visit: FnMut(Found<'_, 'text>) -> Result<(), Stop>,
    {
        let groups = members
            .iter()
            .filter(|(name, value)| !name.starts_with('$') && value.starts_with('{'));
        for (name, value) in groups {
            let length = self.path.len();
            join(&mut self.path, name);
            self.object(value, kind)?;
            self.path.truncate(length);
        }
        Ok(())
    }

    /// The members of an object, none of them twice and none with an endless name.
    fn members<'text, Stop>(&mut self, object: &'text str) -> Result<Members<'text>, WalkError<'text, Stop>> {
        let bytes_left = self.bytes_left.checked_sub(object.len());
        self.bytes_left = bytes_left.ok_or(WalkError::TooMuch)?;
        let members = members_up_to(object, self.members_left)
            .map_err(|error| WalkError::Unreadable(object, error))?
            .ok_or(WalkError::TooMuch)?;
        if let Some((_, value)) = members.iter().find(|(name, _)| is_too_long(name)) {
            return Err(WalkError::LongName(value));
        }
        if let Some((name, again)) = repeated(&members) {
            let mut path = self.path.clone();
            join(&mut path, name);
            return Err(WalkError::Repeated(path, again));
        }
        Ok(members)
    }

    fn tell<'text, Stop>(&mut self, found: Found<'_, 'text>) -> Result<(), WalkError<'text, Stop>>
    where
        Visit: FnMut(Found<'_, 'text>) -> Result<(), Stop>,
    {
        (self.visit)(found).map_err(WalkError::Stopped)
    }
}

/// Whether a name has more than [`LONGEST_NAME`] characters.
pub(super) fn is_too_long(name: &str) -> bool {
    name.chars().nth(LONGEST_NAME).is_some()
}

fn value_of<'text>(members: &Members<'text>) -> Option<&'text str> {
    let written = |wanted: &str| {
        members
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| *value)
    };
    let has_type = || text_of(members, &["type", "$type"]).is_some();
    written("$value").or_else(|| written("value").filter(|value| !value.starts_with('{') || has_type()))
}

/// The first of these members that is a string.
fn text_of(members: &Members<'_>, names: &[&str]) -> Option<String> {
    names
        .iter()
        .find_map(|name| member(members, name).and_then(|text| serde_json::from_str(text).ok()))
}

fn join(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a walk stops at that is never told to stop.
    type Endless<'text> = WalkError<'text, std::convert::Infallible>;

    fn found(set: &str) -> Vec<(String, Option<String>, String)> {
        let mut tokens = Vec::new();
        let walked: Result<(), Endless<'_>> = walk(set, |found| {
            if let Found::Token(token) = found {
                tokens.push((token.name.to_owned(), token.kind(), token.value.to_owned()));
            }
            Ok(())
        });
        walked.unwrap();
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
        let walked: Result<(), Endless<'_>> = walk(set, |found| {
            if let Found::Token(token) = found {
                assert_eq!(token.description().as_deref(), Some("One"));
                assert_eq!(token.extensions(), Some(r#"{"studio": 1.50}"#));
            }
            Ok(())
        });
        walked.unwrap();
        assert_eq!(found(set).len(), 1);
    }

    #[test]
    fn names_are_those_of_the_groups_around_them() {
        let set = r#"{"a": {"b": {"c": {"$value": 1}}, "d": {"$value": 2}}, "e": {"$value": 3}}"#;
        let expected = ["a.b.c", "a.d", "e"];
        assert_eq!(
            found(set).iter().map(|(name, _, _)| name).collect::<Vec<_>>(),
            expected
        );
    }

    #[test]
    fn a_walk_stops_when_it_is_told() {
        let set = r#"{"a": {"b": {"$value": 1}}, "c": {"$value": 2}}"#;
        let mut objects = Vec::new();
        let walked = walk(set, |found| match found {
            Found::Object(members) => {
                objects.push(members);
                Ok(())
            }
            Found::Token(token) => Err(token.name.to_owned()),
        });
        assert!(matches!(walked, Err(WalkError::Stopped(name)) if name == "a.b"));
        assert_eq!(objects, [2, 1, 1]);
    }

    #[test]
    fn what_is_held_at_once_has_a_limit() {
        let ended = |set: &str| -> bool {
            let walked: Result<(), Endless<'_>> = walk(set, |_| Ok(()));
            matches!(walked, Err(WalkError::TooMuch))
        };
        let many = |from: usize, count: usize| {
            (from..from + count)
                .map(|n| format!("\"{n}\":0,"))
                .collect::<Vec<_>>()
                .concat()
        };
        let half = many(0, MOST_MEMBERS / 2);
        // One after the other they are fine; inside each other they are not.
        assert!(!ended(&format!(
            "{{\"a\": {{{half} \"z\":0}}, \"b\": {{{half} \"z\":0}}}}"
        )));
        assert!(ended(&format!("{{{half} \"z\": {{{half} \"z\":0}}}}")));
        assert!(ended(&format!("{{{} \"z\":0}}", many(0, MOST_MEMBERS))));
        let long = format!("\"{}\"", "x".repeat(super::super::LARGEST / 4));
        let deep = |levels: usize| format!("{}{long}{}", "{\"a\":".repeat(levels), "}".repeat(levels));
        assert!(!ended(&deep(60)));
        assert!(ended(&deep(90)));
    }
}
