//! A request as it was sent, and its variables.
//!
//! JSON that the store is to keep must not be spelled anew on its way here: reading and writing it would change `1e3`
//! into `1000.0`. So wherever the schema says `JSON`, the text of the request itself is taken. Written into a query
//! instead of a variable it is no JSON, but GraphQL's own notation, and of that only the values are kept.

use std::collections::{BTreeMap, HashMap};

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ExecutableDocument, OperationDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Variables};
use async_graphql_value::ConstValue;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::DEEPEST_TEXT;
use super::scalar::verbatim;
use crate::token_file::members;

/// A request as it was sent: a query, and all else unread.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asked {
    #[serde(default)]
    pub(super) query: String,
    #[serde(default)]
    pub(super) operation_name: Option<String>,
    #[serde(default)]
    variables: Option<BTreeMap<Name, Box<RawValue>>>,
}

impl Asked {
    /// How long its texts are together, in bytes.
    pub(super) fn length(&self) -> usize {
        let variables = self.variables.iter().flatten();
        self.query.len() + variables.map(|(_, text)| text.get().len()).sum::<usize>()
    }

    /// The operation that is to be done, if the request says clearly which.
    pub(super) fn operation<'document>(
        &self,
        document: &'document ExecutableDocument,
    ) -> Option<&'document OperationDefinition> {
        let mut operations = document.operations.iter();
        match &self.operation_name {
            Some(wanted) => operations.find(|(name, _)| name.is_some_and(|name| name == wanted)),
            None => operations.next().filter(|_| operations.next().is_none()),
        }
        .map(|(_, operation)| &operation.node)
    }

    /// Reads the variables; after a failure, gives the name of the one that can't be read.
    pub(super) fn variables(
        &self,
        document: &ExecutableDocument,
        inputs: &InputTypes,
    ) -> Result<Variables, (Name, serde_json::Error)> {
        let operation = self.operation(document);
        let kind = |name: &Name| {
            let definitions = &operation?.variable_definitions;
            let definition = definitions.iter().find(|one| one.node.name.node == *name)?;
            Some(&definition.node.var_type.node)
        };
        let mut variables = Variables::default();
        for (name, text) in self.variables.iter().flatten() {
            let value = inputs.read(text.get(), kind(name), 0);
            let value = value.map_err(|error| (name.clone(), error))?;
            variables.insert(name.clone(), value);
        }
        Ok(variables)
    }
}

/// The members of each input type of the schema.
#[derive(Default)]
pub(super) struct InputTypes(HashMap<Name, HashMap<Name, Type>>);

impl InputTypes {
    /// Those of a schema in GraphQL's own notation.
    pub(super) fn of(schema: &str) -> Self {
        // What the library itself has written, it can read.
        let definitions = parse_schema(schema).map(|document| document.definitions);
        let types = definitions
            .into_iter()
            .flatten()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(definition) => input(definition.node),
                _ => None,
            });
        Self(types.collect())
    }

    /// Reads JSON that should be of a type; what is not, or of an unknown one, is left to validation.
    fn read(&self, text: &str, kind: Option<&Type>, depth: usize) -> serde_json::Result<ConstValue> {
        let Some(kind) = kind.filter(|_| depth < DEEPEST_TEXT && text != "null") else {
            return serde_json::from_str(text);
        };
        match &kind.base {
            BaseType::List(inner) if text.starts_with('[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let items = items
                    .iter()
                    .map(|item| self.read(item.get(), Some(inner), depth + 1));
                items.collect::<serde_json::Result<_>>().map(ConstValue::List)
            }
            // One alone stands for a list of it.
            BaseType::List(inner) => self.read(text, Some(inner), depth + 1),
            BaseType::Named(name) if name == "JSON" => Ok(verbatim(text.to_owned())),
            BaseType::Named(name) => match self.0.get(name).filter(|_| text.starts_with('{')) {
                Some(kinds) => self.object(text, kinds, depth + 1),
                None => serde_json::from_str(text),
            },
        }
    }

    fn object(
        &self,
        text: &str,
        kinds: &HashMap<Name, Type>,
        depth: usize,
    ) -> serde_json::Result<ConstValue> {
        let mut object = IndexMap::new();
        for (name, value) in members(text)? {
            let value = self.read(value, kinds.get(name.as_ref()), depth)?;
            object.insert(Name::new(name), value);
        }
        Ok(ConstValue::Object(object))
    }
}

fn input(definition: TypeDefinition) -> Option<(Name, HashMap<Name, Type>)> {
    let TypeKind::InputObject(input) = definition.kind else {
        return None;
    };
    let members = input
        .fields
        .into_iter()
        .map(|field| (field.node.name.node, field.node.ty.node));
    Some((definition.name.node, members.collect()))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    const SCHEMA: &str =
        "scalar JSON input Set { path: String! raw: JSON } input Sets { all: [Set!]! count: Int }";

    fn read(query: &str, variables: &str) -> Result<String, String> {
        let body = format!("{{\"query\": \"\", \"variables\": {variables}}}");
        let asked: Asked = serde_json::from_str(&body).unwrap();
        let read = asked.variables(&parse_query(query).unwrap(), &InputTypes::of(SCHEMA));
        read.map(|variables| serde_json::to_string(&variables).unwrap())
            .map_err(|(name, error)| format!("{name}: {error}"))
    }

    #[test]
    fn json_keeps_its_spelling_wherever_it_is() {
        let json =
            r#"{ "b":1.0,  "a": [1e3, 1E400, 123456789012345678901234567890, -0.0, "\u00e9"], "b": null }"#;
        for (kind, variable, expected) in [
            ("JSON", json.to_owned(), json.to_owned()),
            ("JSON!", format!(" {json} "), json.to_owned()),
            ("[JSON]", format!("[{json}, 1.0]"), format!("[{json},1.0]")),
            ("[JSON]", json.to_owned(), json.to_owned()),
            (
                "Set!",
                format!("{{\"raw\": {json} }}"),
                format!("{{\"raw\":{json}}}"),
            ),
            (
                "Sets",
                format!("{{\"count\": 1, \"all\": [{{\"path\": \"a\", \"raw\": {json}}}]}}"),
                format!("{{\"count\":1,\"all\":[{{\"path\":\"a\",\"raw\":{json}}}]}}"),
            ),
        ] {
            let query = format!("query($v: {kind}) {{ a }}");
            let read = read(&query, &format!("{{\"v\": {variable}}}"));
            assert_eq!(read, Ok(format!("{{\"v\":{expected}}}")), "{kind}");
        }
    }

    #[test]
    fn what_is_of_no_known_type_is_read_as_ever() {
        for query in [
            "query($v: Int) { a }",
            "{ a }",
            "query A($v: JSON) { a } query B($v: JSON) { a }",
        ] {
            assert_eq!(
                read(query, r#"{"v": [1, "x", {"a": null}]}"#),
                Ok(r#"{"v":[1,"x",{"a":null}]}"#.into())
            );
            assert!(read(query, r#"{"v": 1e400}"#).unwrap_err().starts_with("v: "));
        }
        assert_eq!(
            read("query($v: Set) { a }", r#"{"v": 3}"#),
            Ok(r#"{"v":3}"#.into())
        );
        assert_eq!(read("query($v: JSON) { a }", "null"), Ok("{}".into()));
    }

    #[test]
    fn endless_lists_end() {
        let query = format!("query($v: {}JSON{}) {{ a }}", "[".repeat(200), "]".repeat(200));
        let deep = format!("{{\"v\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(read(&query, &deep).unwrap_err().contains("recursion limit"));
    }
}
