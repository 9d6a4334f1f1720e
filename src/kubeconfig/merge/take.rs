//! Takes a federation's entries out of the text of a kubeconfig again.

use serde_json::Value;

use super::document::{Document, Place};
use super::edits::{Edits, line_start, next_line};
use super::locate::{Node, Style};
use super::{LISTS, Refusal, current, mark, verify};
use crate::name::FederationName;

/// A text without the entries.
pub struct Taken {
    /// The text. It holds secrets.
    pub text: String,
    /// The contexts that are gone.
    pub removed: Vec<String>,
    /// The current context, if it was one of them: there is none now.
    pub current: Option<String>,
}

/// The contexts that a kubeconfig has from this federation.
pub fn entries_of(text: &str, federation: &FederationName) -> Result<Vec<String>, Refusal> {
    if !text.contains(mark::NAME) {
        return Ok(Vec::new());
    }
    Ok(names(&Document::read(text)?, federation))
}

/// Takes the entries of a federation out, and what was made to hold them.
pub fn take(text: &str, federation: &FederationName) -> Result<Taken, Refusal> {
    let document = Document::read(text)?;
    let mut edits = Edits::of(text);
    for (list, field) in LISTS {
        let ours: Vec<usize> = (document.items(list).iter().enumerate())
            .filter(|(_, item)| mark::federation(item, field) == Some(federation.as_str()))
            .map(|(index, _)| index)
            .collect();
        if !ours.is_empty() {
            let all = ours.len() == document.items(list).len();
            let before =
                || ours.iter().find_map(|index| mark::before(&document.items(list)[*index], field));
            let taken = Leaving { document: &document, list, before: before().filter(|_| all) };
            taken.leave(&mut edits, &ours)?;
        }
    }
    let removed = names(&document, federation);
    let current = document.value[current::FIELD].as_str();
    let current = current.filter(|current| removed.iter().any(|name| name == current));
    if let Some((_, value)) = document.field(current::FIELD)
        && current.is_some()
    {
        edits.replace(value.start..value.end, "\"\"");
    }
    let current = current.map(str::to_owned);
    let text = edits.apply();
    verify::taken(&document, &text, federation, current.as_ref().map(|_| current::FIELD))?;
    Ok(Taken { text, removed, current })
}

fn names(document: &Document<'_>, federation: &FederationName) -> Vec<String> {
    let is_ours = |item: &&Value| mark::federation(item, "context") == Some(federation.as_str());
    let ours = document.items("contexts").iter().filter(is_ours);
    ours.filter_map(|item| item["name"].as_str()).map(str::to_owned).collect()
}

/// Entries that leave a list, and what was in its place before they came, if they leave it empty.
struct Leaving<'a> {
    document: &'a Document<'a>,
    list: &'static str,
    before: Option<&'a str>,
}

impl Leaving<'_> {
    fn leave(&self, edits: &mut Edits<'_>, ours: &[usize]) -> Result<(), Refusal> {
        let (document, list) = (self.document, self.list);
        let Place::Filled { key, colon, value, style, items } = document.place(list)? else {
            return Err(Refusal::NotAList { list });
        };
        match style {
            Style::Block => {
                for index in ours {
                    let item = items.get(*index).ok_or(Refusal::NotLocated)?;
                    edits.remove_lines(document.lines(item, colon)?);
                }
                match self.before {
                    Some(mark::MISSING) => {
                        let start = line_start(document.text, key.start);
                        edits.remove_lines(start..next_line(document.text, colon));
                    }
                    Some(before) => edits.replace(colon..colon, before),
                    None => {}
                }
            }
            Style::Flow => match self.before {
                Some(mark::MISSING) => edits.replace(self.field_range(key, value)?, ""),
                Some(before) => edits.replace(colon..value.end, before),
                None => {
                    for index in ours {
                        edits.replace(item_range(items, *index, value.start + 1, ours)?, "");
                    }
                }
            },
        }
        Ok(())
    }

    /// A field of a root in braces, with the comma before it.
    fn field_range(&self, key: &Node, value: &Node) -> Result<std::ops::Range<usize>, Refusal> {
        let root = self.document.root().ok_or(Refusal::NotLocated)?;
        let index = root.fields.iter().position(|(other, _)| other == key);
        let index = index.ok_or(Refusal::NotLocated)?;
        let start = match index.checked_sub(1) {
            Some(before) => root.fields[before].1.end,
            None => root.start + 1,
        };
        Ok(start..value.end)
    }
}

/// An item of a list in brackets, with the comma before it; the first ones, when others stay, with
/// the comma after them.
fn item_range(
    items: &[Node],
    index: usize,
    first: usize,
    ours: &[usize],
) -> Result<std::ops::Range<usize>, Refusal> {
    let item = items.get(index).ok_or(Refusal::NotLocated)?;
    let leads = (0..=index).all(|earlier| ours.contains(&earlier));
    match (leads, items.get(index + 1)) {
        (true, Some(next)) => Ok(item.start..next.start),
        (true, None) if index == 0 => Ok(first..item.end),
        (true, None) => Ok(item.start..item.end),
        (false, _) => Ok(items[index - 1].end..item.end),
    }
}
