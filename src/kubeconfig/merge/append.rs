//! Puts new items into a list of a kubeconfig, whatever is in its place.

use serde_json::Value;

use super::document::{Document, Place};
use super::edits::{Edits, next_line};
use super::locate::{Shape, Style};
use super::{Refusal, emit, mark};

/// New items for a list.
pub(super) struct Items<'a> {
    pub list: &'static str,
    pub field: &'static str,
    pub place: Place<'a>,
    pub values: Vec<Value>,
}

impl Items<'_> {
    /// Whether the list itself is new.
    pub fn make_a_list(&self) -> bool {
        matches!(self.place, Place::Missing)
    }

    /// Adds them, behind the items that are there.
    pub fn append(mut self, document: &Document<'_>, edits: &mut Edits<'_>) -> Result<(), Refusal> {
        match self.place {
            Place::Missing => {
                self.note_before(mark::MISSING);
                self.append_list(document, edits);
            }
            Place::Empty { key, colon, value } => {
                let end = value.end.max(colon);
                let before = &document.text[colon..end];
                let in_brackets = document.root().is_some_and(|root| root.style == Style::Flow);
                match value.shape {
                    Shape::List { .. } if in_brackets => {
                        edits.replace(value.start + 1..value.start + 1, self.flow());
                    }
                    _ if in_brackets => {
                        self.note_before(before);
                        edits.replace(colon..end, format!(" [{}]", self.flow()));
                    }
                    _ => {
                        if !before.is_empty() {
                            self.note_before(before);
                            edits.replace(colon..end, "");
                        }
                        let column = document.column(key.start);
                        edits.insert_lines(next_line(document.text, end), &self.block(column));
                    }
                }
            }
            Place::Filled { style: Style::Flow, items, .. } => {
                let end = items.last().ok_or(Refusal::NotLocated)?.end;
                edits.replace(end..end, format!(", {}", self.flow()));
            }
            Place::Filled { style: Style::Block, items, value, colon, .. } => {
                let first = items.first().ok_or(Refusal::NotLocated)?;
                let column = document.column(document.dash(first, colon)?);
                edits.insert_lines(next_line(document.text, value.end), &self.block(column));
            }
        }
        Ok(())
    }

    /// The list, after everything that the root has.
    fn append_list(&self, document: &Document<'_>, edits: &mut Edits<'_>) {
        let list = self.list;
        match document.root() {
            None => {
                edits.insert_lines(document.text.len(), &format!("{list}:\n{}", self.block(0)));
            }
            Some(root) if root.style == Style::Flow => {
                edits.add_field(format!("\"{list}\": [{}]", self.flow()));
            }
            Some(root) => {
                let column = document.column(root.start);
                let lines = format!("{}{list}:\n{}", " ".repeat(column), self.block(column));
                edits.insert_lines(next_line(document.text, root.end), &lines);
            }
        }
    }

    fn note_before(&mut self, text: &str) {
        if let Some(first) = self.values.first_mut() {
            mark::note_before(first, self.field, text);
        }
    }

    fn block(&self, column: usize) -> String {
        self.values.iter().map(|value| emit::item(value, column)).collect()
    }

    fn flow(&self) -> String {
        self.values.iter().map(Value::to_string).collect::<Vec<_>>().join(", ")
    }
}
