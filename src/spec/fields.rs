//! Takes the fields out of a map, and notes what is not as it has to be: a field that nobody knows,
//! a value of another type, a field that is missing.

use super::source::{At, Notes, Place};
use super::tree::{Node, Value};
use crate::kubeconfig::similar::did_you_mean;

/// A map whose fields are taken out one by one; `done` notes what is left over.
pub(super) struct Fields<'n> {
    path: String,
    place: Place,
    entries: Vec<(&'n At<String>, &'n Node)>,
    known: Vec<&'static str>,
    /// Asked for, and not there.
    absent: Vec<&'static str>,
}

impl<'n> Fields<'n> {
    /// The fields of `node`, which has to be a map.
    pub fn of(node: &'n Node, path: &str, notes: &mut Notes<'_>) -> Option<Self> {
        match &node.value {
            Value::Map(entries) => Some(Self {
                path: path.to_owned(),
                place: node.place,
                entries: entries.iter().map(|(key, value)| (key, value)).collect(),
                known: Vec::new(),
                absent: Vec::new(),
            }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                wrong(&at(node, path), node, "a map", None, notes);
                None
            }
        }
    }

    /// Where the map is.
    pub fn spot(&self) -> At<()> {
        At { value: (), place: self.place, path: self.path.clone() }
    }

    /// The path of a field.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// A field of any type. Nothing behind the colon is the same as no field.
    pub fn node(&mut self, name: &'static str) -> Option<&'n Node> {
        self.known.push(name);
        let index = self.entries.iter().position(|(key, _)| key.value == name);
        let node = index.map(|index| self.entries.remove(index).1);
        let node = node.filter(|node| node.value != Value::Null);
        if node.is_none() {
            self.absent.push(name);
        }
        node
    }

    /// Whether a field that was asked for is there, right or wrong.
    pub fn has(&self, name: &'static str) -> bool {
        self.known.contains(&name) && !self.absent.contains(&name)
    }

    /// Notes that a field which was asked for is not there, at the map that should have it.
    pub fn require(&self, name: &'static str, example: &str, notes: &mut Notes<'_>) {
        if self.absent.contains(&name) {
            let instead = format!("add `{name}: {example}`");
            notes.add(&self.spot(), format!("`{name}` is missing"), Some(instead));
        }
    }

    /// A map.
    pub fn map(&mut self, name: &'static str, notes: &mut Notes<'_>) -> Option<Fields<'n>> {
        let node = self.node(name)?;
        Fields::of(node, &self.path_of(name), notes)
    }

    /// A text.
    pub fn text(&mut self, name: &'static str, notes: &mut Notes<'_>) -> Option<At<String>> {
        let node = self.node(name)?;
        let at = at(node, &self.path_of(name));
        if let Value::Text(text) = &node.value {
            return Some(at.with(text.clone()));
        }
        let instead = (!node.typed.is_empty()).then(|| format!("write `\"{}\"`", node.typed));
        wrong(&at, node, "a text", instead, notes);
        None
    }

    /// A text that YAML may take for a number, such as the version `1.33`: as it was typed.
    pub fn typed(&mut self, name: &'static str, notes: &mut Notes<'_>) -> Option<At<String>> {
        let node = self.node(name)?;
        let at = at(node, &self.path_of(name));
        match &node.value {
            Value::Text(text) => Some(at.with(text.clone())),
            Value::Number(_) => Some(at.with(node.typed.clone())),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Map(_) => {
                wrong(&at, node, "a text", None, notes);
                None
            }
        }
    }

    /// `true` or `false`.
    pub fn yes_or_no(&mut self, name: &'static str, notes: &mut Notes<'_>) -> Option<At<bool>> {
        let node = self.node(name)?;
        let at = at(node, &self.path_of(name));
        if let Value::Bool(value) = node.value {
            return Some(at.with(value));
        }
        let instead = match node.typed.to_ascii_lowercase().as_str() {
            "yes" | "y" | "on" | "1" => Some("write `true`".to_owned()),
            "no" | "n" | "off" | "0" => Some("write `false`".to_owned()),
            _ => None,
        };
        wrong(&at, node, "`true` or `false`", instead, notes);
        None
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &'static str, notes: &mut Notes<'_>) -> Option<Vec<At<String>>> {
        let mut texts = Vec::new();
        for (path, node) in self.list(name, notes)? {
            match &node.value {
                Value::Text(text) => texts.push(at(node, &path).with(text.clone())),
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::List(_)
                | Value::Map(_) => wrong(&at(node, &path), node, "a text", None, notes),
            }
        }
        Some(texts)
    }

    /// The items of a list with their paths.
    pub fn list(
        &mut self,
        name: &'static str,
        notes: &mut Notes<'_>,
    ) -> Option<Vec<(String, &'n Node)>> {
        let node = self.node(name)?;
        let path = self.path_of(name);
        if let Value::List(items) = &node.value {
            let items = items.iter().enumerate();
            return Some(items.map(|(index, node)| (format!("{path}[{index}]"), node)).collect());
        }
        wrong(&at(node, &path), node, "a list", None, notes);
        None
    }

    /// Notes every field that nobody took.
    pub fn done(self, notes: &mut Notes<'_>) {
        for (key, _) in &self.entries {
            let at = At { value: (), place: key.place, path: self.path_of(&key.value) };
            let free = self.known.iter().copied();
            let instead = match did_you_mean(&key.value, free) {
                Some(similar) => format!("did you mean `{similar}`?"),
                None => format!("known here: {}", self.known.join(", ")),
            };
            notes.add(&at, "there is no such field", Some(instead));
        }
    }
}

/// The place of a node under a path.
pub(super) fn at(node: &Node, path: &str) -> At<()> {
    At { value: (), place: node.place, path: path.to_owned() }
}

fn wrong(at: &At<()>, node: &Node, wanted: &str, instead: Option<String>, notes: &mut Notes<'_>) {
    notes.add(at, format!("this has to be {wanted}, and is {}", node.value.noun()), instead);
}
