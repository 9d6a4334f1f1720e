//! A kubeconfig of the user's, read twice: what it means, and where its text has it.

use std::ops::Range;

use serde_json::{Value, json};

use super::Refusal;
use super::edits::{line_start, next_line};
use super::locate::{Node, Scalar, Shape, Style, locate};

/// A kubeconfig's text. It holds secrets, so it has no `Debug`.
pub(super) struct Document<'a> {
    pub text: &'a str,
    pub value: Value,
    root: Option<Node>,
}

/// The root map.
pub(super) struct Root<'a> {
    pub style: Style,
    pub start: usize,
    pub end: usize,
    pub fields: &'a [(Node, Node)],
}

/// Where a list is, or would be.
pub(super) enum Place<'a> {
    /// There is no such field.
    Missing,
    /// The field has nothing, or a list without items. `colon` is the offset after its colon.
    Empty { key: &'a Node, colon: usize, value: &'a Node },
    /// The list has items.
    Filled { key: &'a Node, colon: usize, value: &'a Node, style: Style, items: &'a [Node] },
}

impl<'a> Document<'a> {
    /// Reads the text of a kubeconfig; an empty one counts as one without fields.
    pub fn read(text: &'a str) -> Result<Self, Refusal> {
        let root = locate(text)?.filter(|root| !is_null(root));
        match root.as_ref().map(|root| &root.shape) {
            None => return Ok(Self { text, value: json!({}), root }),
            Some(Shape::Map { .. }) => {}
            Some(Shape::Scalar { .. } | Shape::Alias | Shape::List { .. }) => {
                return Err(Refusal::NotAMap);
            }
        }
        Ok(Self { text, value: value(text)?, root })
    }

    pub fn root(&self) -> Option<Root<'_>> {
        let root = self.root.as_ref()?;
        match &root.shape {
            Shape::Map { style, fields } => {
                Some(Root { style: *style, start: root.start, end: root.end, fields })
            }
            Shape::Scalar { .. } | Shape::Alias | Shape::List { .. } => None,
        }
    }

    /// The items of a list, in the order of the text.
    pub fn items(&self, list: &str) -> &[Value] {
        self.value.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Where a list is.
    pub fn place(&self, list: &'static str) -> Result<Place<'_>, Refusal> {
        let Some((key, value)) = self.field(list) else { return Ok(Place::Missing) };
        let colon = self.after_colon(key).ok_or(Refusal::NotLocated)?;
        match &value.shape {
            _ if is_null(value) => Ok(Place::Empty { key, colon, value }),
            Shape::List { items, .. } if items.is_empty() => Ok(Place::Empty { key, colon, value }),
            Shape::List { items, style } => {
                Ok(Place::Filled { key, colon, value, style: *style, items })
            }
            Shape::Scalar { .. } | Shape::Alias | Shape::Map { .. } => {
                Err(Refusal::NotAList { list })
            }
        }
    }

    /// A field of the root.
    pub fn field(&self, name: &str) -> Option<(&Node, &Node)> {
        let root = self.root.as_ref()?;
        let Shape::Map { fields, .. } = &root.shape else { return None };
        let is_it = |key: &Node| matches!(&key.shape, Shape::Scalar { text, .. } if text == name);
        fields.iter().find(|(key, _)| is_it(key)).map(|(key, value)| (key, value))
    }

    /// The offset after the colon of a key.
    pub fn after_colon(&self, key: &Node) -> Option<usize> {
        let rest = &self.text[key.end..];
        let blank = rest.len() - rest.trim_start().len();
        rest[blank..].starts_with(':').then_some(key.end + blank + 1)
    }

    /// Where the dash of a block list's item is: in the line of the item, or, when an anchor or
    /// nothing follows the dash, in one before it, but never before `after`.
    pub fn dash(&self, item: &Node, after: usize) -> Result<usize, Refusal> {
        let mut start = line_start(self.text, item.start);
        while start >= after {
            let line = self.text[start..].lines().next().unwrap_or_default();
            let indent = line.len() - line.trim_start_matches(' ').len();
            let rest = &line[indent..];
            if rest == "-" || rest.starts_with("- ") || rest.starts_with("-\t") {
                return Ok(start + indent);
            }
            if start == 0 {
                break;
            }
            start = line_start(self.text, start - 1);
        }
        Err(Refusal::NotLocated)
    }

    /// The lines of a block list's item, from its dash on.
    pub fn lines(&self, item: &Node, after: usize) -> Result<Range<usize>, Refusal> {
        let dash = self.dash(item, after)?;
        Ok(line_start(self.text, dash)..next_line(self.text, item.end))
    }

    /// The column of an offset.
    pub fn column(&self, at: usize) -> usize {
        at - line_start(self.text, at)
    }
}

fn is_null(node: &Node) -> bool {
    match &node.shape {
        Shape::Scalar { text, style: Scalar::Plain } => {
            matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL")
        }
        Shape::Scalar { .. } | Shape::Alias | Shape::List { .. } | Shape::Map { .. } => false,
    }
}

/// A message of serde may quote a value, and that may be a secret: only what it is about is kept.
fn value(text: &str) -> Result<Value, Refusal> {
    let options = serde_saphyr::options! { with_snippet: false };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| Refusal::NotYaml {
        line: error.location().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0)),
        reason: match error.without_snippet() {
            serde_saphyr::Error::DuplicateMappingKey { .. } => "a field is there twice".to_owned(),
            _ => "this is not what a kubeconfig has here".to_owned(),
        },
    })
}
