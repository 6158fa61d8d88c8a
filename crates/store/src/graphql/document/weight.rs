//! How much a query asks for, with all that its fragments repeat.

use std::collections::HashMap;

use async_graphql::parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value};

use super::{MOST_ARGUMENTS, MOST_PARTS, Unreadable};
use crate::graphql::{DEEPEST, DEEPEST_TEXT, MOST_DIRECTIVES, MOST_FIELDS};

/// So much of a variable's value weighs like one written part: reading it is cheap, but each use copies it.
const VARIABLE_SHARE: usize = 1_000;

/// So many bytes of a text weigh like one value.
const TEXT_SHARE: usize = 64;

/// What a part of a query weighs.
#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    /// Fields, spreads and inline fragments.
    fields: usize,
    /// The same together with arguments, values, directives and variables.
    parts: usize,
    /// Levels of fields.
    levels: usize,
    /// Levels of braces, those of fragments among them.
    nesting: usize,
}

impl Weight {
    /// What stands beside it.
    fn beside(self, other: Self) -> Self {
        Self {
            fields: self.fields.saturating_add(other.fields),
            parts: self.parts.saturating_add(other.parts),
            levels: self.levels.max(other.levels),
            nesting: self.nesting.max(other.nesting),
        }
    }

    /// What holds it in braces, and says so much itself.
    fn within(self, parts: usize, level: usize) -> Self {
        Self {
            fields: self.fields.saturating_add(1),
            parts: self.parts.saturating_add(parts).saturating_add(1),
            levels: self.levels + level,
            nesting: self.nesting + 1,
        }
    }

    fn check(self) -> Result<(), Unreadable> {
        if self.fields > MOST_FIELDS {
            Err(Unreadable::TooManyFields)
        } else if self.nesting > DEEPEST_TEXT {
            Err(Unreadable::TextTooDeep)
        } else if self.levels > DEEPEST {
            Err(Unreadable::TooDeep)
        } else {
            Ok(())
        }
    }
}

/// Refuses a document that is not within the limits.
pub(super) fn measure(document: &ExecutableDocument, variables: &Variables) -> Result<(), Unreadable> {
    let mut scales = Scales {
        document,
        variables: variables
            .iter()
            .map(|(name, value)| (name, content(value) / VARIABLE_SHARE))
            .collect(),
        known: HashMap::new(),
    };
    let mut operations = Weight::default();
    let mut written = 0_usize;
    for (_, operation) in document.operations.iter() {
        // The library looks at all of them, too, whichever is to be done.
        operations = operations.beside(scales.set(&operation.node.selection_set.node, 0)?);
        operations.check()?;
        written = written.saturating_add(scales.directives("The operation", &operation.node.directives)?);
        for definition in &operation.node.variable_definitions {
            let default = definition.node.default_value.as_ref();
            written = written.saturating_add(1 + default.map_or(0, |value| content(&value.node)));
            written = written.saturating_add(scales.directives("A variable", &definition.node.directives)?);
        }
    }
    written = written.saturating_add(operations.parts);
    for (name, fragment) in &document.fragments {
        written = written.saturating_add(scales.fragment(name, 0)?.parts);
        written = written.saturating_add(scales.directives(name, &fragment.node.directives)?);
    }
    if written > MOST_PARTS {
        return Err(Unreadable::TooManyParts);
    }
    Ok(())
}

struct Scales<'document> {
    document: &'document ExecutableDocument,
    /// What each use of a variable weighs.
    variables: HashMap<&'document Name, usize>,
    /// What each fragment weighs with all that it spreads; nothing while it is being weighed.
    known: HashMap<&'document str, Option<Weight>>,
}

impl<'document> Scales<'document> {
    fn set(&mut self, selections: &'document SelectionSet, depth: usize) -> Result<Weight, Unreadable> {
        if depth > DEEPEST_TEXT {
            return Err(Unreadable::TextTooDeep);
        }
        let mut total = Weight::default();
        for selection in &selections.items {
            total = total.beside(self.selection(&selection.node, depth + 1)?);
        }
        Ok(total)
    }

    fn selection(&mut self, selection: &'document Selection, depth: usize) -> Result<Weight, Unreadable> {
        match selection {
            Selection::Field(field) => {
                let inner = self.set(&field.node.selection_set.node, depth)?;
                Ok(inner.within(self.written(&field.node)?, 1))
            }
            Selection::InlineFragment(inline) => {
                let inner = self.set(&inline.node.selection_set.node, depth)?;
                let written = self.directives("An inline fragment", &inline.node.directives)?;
                Ok(inner.within(written, 0))
            }
            Selection::FragmentSpread(spread) => {
                let name = &spread.node.fragment_name.node;
                let inner = self.fragment(name, depth)?;
                Ok(inner.within(self.directives(name, &spread.node.directives)?, 0))
            }
        }
    }

    fn fragment(&mut self, name: &'document str, depth: usize) -> Result<Weight, Unreadable> {
        match self.known.get(name) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => return Err(Unreadable::Circle(short(name))),
            None => {}
        }
        let fragment = self.document.fragments.get(name);
        let fragment = fragment.ok_or_else(|| Unreadable::UnknownFragment(short(name)))?;
        self.known.insert(name, None);
        let weight = self.set(&fragment.node.selection_set.node, depth)?;
        self.known.insert(name, Some(weight));
        Ok(weight)
    }

    /// What a field says itself.
    fn written(&self, field: &Field) -> Result<usize, Unreadable> {
        let name = &field.name.node;
        Ok(self.arguments(name, &field.arguments)? + self.directives(name, &field.directives)?)
    }

    fn directives(&self, at: &str, directives: &[Positioned<Directive>]) -> Result<usize, Unreadable> {
        if directives.len() > MOST_DIRECTIVES {
            return Err(Unreadable::TooManyDirectives(short(at)));
        }
        directives.iter().try_fold(directives.len(), |total, directive| {
            let Directive { name, arguments } = &directive.node;
            Ok(total + self.arguments(&name.node, arguments)?)
        })
    }

    fn arguments(
        &self,
        of: &str,
        arguments: &[(Positioned<Name>, Positioned<Value>)],
    ) -> Result<usize, Unreadable> {
        if arguments.len() > MOST_ARGUMENTS {
            return Err(Unreadable::TooManyArguments(short(of)));
        }
        let values = arguments.iter().map(|(_, value)| self.value(&value.node));
        Ok(arguments.len() + values.sum::<usize>())
    }

    fn value(&self, value: &Value) -> usize {
        let inner: usize = match value {
            Value::Variable(name) => self.variables.get(name).copied().unwrap_or(0),
            Value::List(values) => values.iter().map(|value| self.value(value)).sum(),
            Value::Object(fields) => fields.values().map(|value| self.value(value)).sum(),
            _ => 0,
        };
        1 + inner
    }
}

/// How many values a value is, long texts counting as several.
fn content(value: &ConstValue) -> usize {
    let inner: usize = match value {
        ConstValue::String(text) => text.len() / TEXT_SHARE,
        ConstValue::List(values) => values.iter().map(content).sum(),
        ConstValue::Object(fields) => fields.values().map(content).sum(),
        _ => 0,
    };
    1 + inner
}

/// As much of a name as fits into a sentence.
fn short(name: &str) -> String {
    name.chars().take(80).collect()
}
