//! YAML as a tree in which every value knows its place, so that all problems can be found, not
//! only the first.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use super::source::{At, Notes, Place};

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// Of a map the place of its first key, since a block has no place of its own.
    pub place: Place,
    /// The text as typed, of a scalar.
    pub typed: String,
    pub value: Value,
}

/// What YAML knows.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(At<String>, Node)>),
}

impl Value {
    /// What it is, for messages.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "`true` or `false`",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
        }
    }
}

/// Reads the text, or notes why it can't be read.
pub(super) fn parse(text: &str, notes: &mut Notes<'_>) -> Option<Node> {
    match serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options()) {
        Ok(raw) => Some(Node::of(raw, text)),
        Err(error) => {
            note(&error, notes);
            None
        }
    }
}

/// No federation needs more; a file that does wants to fill the memory.
const NODES: usize = 100_000;
/// The chart's values are six deep; each level needs stack, and threads have only 2 MiB.
const DEPTH: usize = 24;
/// The most nodes that aliases (`*name`) stand for.
const ALIASED: usize = 10_000;
const TOO_MUCH: &str = "this is too much YAML for a federation";

fn options() -> serde_saphyr::Options {
    let mut options = serde_saphyr::options! { with_snippet: false, strict_booleans: true };
    if let Some(budget) = &mut options.budget {
        budget.max_nodes = NODES;
        budget.max_depth = DEPTH;
    }
    options.alias_limits.max_total_replayed_events = ALIASED;
    options
}

fn note(error: &serde_saphyr::Error, notes: &mut Notes<'_>) {
    use serde_saphyr::Error as E;
    let place = error.location().as_ref().map(Place::of).unwrap_or_default();
    let at = At { value: (), place: Place { width: 1, ..place }, path: String::new() };
    match error.without_snippet() {
        E::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or("a key");
            notes.add(&at, format!("`{key}` is there twice"), Some("keep one of them".to_owned()));
        }
        E::MultipleDocuments { .. } => {
            let instead = "write each federation into a file of its own".to_owned();
            notes.add(&at, "there is a second document", Some(instead));
        }
        E::Budget { .. } => notes.add(&at, TOO_MUCH, None),
        E::ExternalMessage { msg, .. } => notes.add(&at, format!("this is not YAML: {msg}"), None),
        other => {
            // The place is shown already, and aliases have two of them.
            let text = other.to_string();
            let text = text.split(" at line ").next().unwrap_or(&text);
            let too_much = text.starts_with("alias replay limit exceeded");
            let message =
                if too_much { TOO_MUCH.to_owned() } else { format!("this can't be read: {text}") };
            notes.add(&at, message, None);
        }
    }
}

impl Node {
    fn of(raw: Spanned<Raw>, text: &str) -> Self {
        let place = match &raw.value {
            Raw::Map(entries) => entries.first().map_or(raw.referenced, |(key, _)| key.referenced),
            _ => raw.referenced,
        };
        let place = Place::of(&place);
        let typed = match raw.value {
            Raw::List(_) | Raw::Map(_) => String::new(),
            Raw::Null | Raw::Bool(_) | Raw::Number(_) | Raw::Text(_) => slice(raw.defined, text),
        };
        let value = match raw.value {
            Raw::Null => Value::Null,
            Raw::Bool(value) => Value::Bool(value),
            Raw::Number(value) => Value::Number(value),
            Raw::Text(value) => Value::Text(value),
            Raw::List(items) => {
                Value::List(items.into_iter().map(|item| Self::of(item, text)).collect())
            }
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (named(key), Self::of(value, text)))
                    .collect(),
            ),
        };
        Self { place, typed, value }
    }
}

fn named(key: Spanned<String>) -> At<String> {
    At { place: Place::of(&key.referenced), value: key.value, path: String::new() }
}

fn slice(location: Location, text: &str) -> String {
    let span = location.span();
    let number = |number: Option<u64>| number.and_then(|number| usize::try_from(number).ok());
    let found = number(span.byte_offset()).zip(number(span.byte_len()));
    found
        .and_then(|(start, length)| text.get(start..start.checked_add(length)?))
        .unwrap_or_default()
        .trim()
        .to_owned()
}

/// The tree as the parser gives it.
enum Raw {
    Null,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Raw, E> {
        let number = serde_json::Number::from_f64(value);
        number.map(Raw::Number).ok_or_else(|| E::custom("a number has to be finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
