//! Adds a federation's entries to the text of a kubeconfig.

use serde_json::Value;

use super::append::Items;
use super::document::{Document, Place};
use super::edits::Edits;
use super::locate::Style;
use super::{LISTS, Refusal, Wanted, current, emit, mark, verify};

/// A text with the entries, and what became of each context.
pub struct Added {
    /// The text. It holds secrets.
    pub text: String,
    /// The contexts that are new.
    pub added: Vec<String>,
    /// The contexts that were there from an earlier time and said something else.
    pub replaced: Vec<String>,
    /// The contexts that were there already as they should be.
    pub unchanged: Vec<String>,
}

/// Adds the wanted entries; those that are there from an earlier time are replaced in their place.
/// `to` becomes the current context, if it is given.
pub fn add(text: &str, wanted: &Wanted, to: Option<&str>) -> Result<Added, Refusal> {
    let document = Document::read(text)?;
    let mut edits = Edits::of(text);
    let (mut new, mut other, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    let mut additions = Vec::new();
    for (list, field) in LISTS {
        let mut values = Vec::new();
        for (name, value) in wanted.list(list) {
            match find(document.items(list), field, name, value, wanted) {
                Present::No => {
                    new.push(name);
                    values.push(value.clone());
                }
                Present::AsWanted => {}
                Present::Earlier { index, value } => {
                    replace(&document, &mut edits, list, index, &value)?;
                    other.push(name);
                }
                Present::SomebodyElses => taken.push(format!("{field} `{name}`")),
            }
        }
        if !values.is_empty() {
            additions.push(Items { list, field, place: document.place(list)?, values });
        }
    }
    if !taken.is_empty() {
        return Err(Refusal::Taken { entries: taken });
    }
    // New lists come last: they begin where the last list ends.
    additions.sort_by_key(Items::make_a_list);
    for items in additions {
        items.append(&document, &mut edits)?;
    }
    if let Some(context) = to {
        current::set(&document, &mut edits, context)?;
    }
    if let Some(root) = document.root() {
        edits.put_fields(root.fields.last().map(|(_, value)| value.end), root.start + 1);
    }
    let text = edits.apply();
    verify::added(&document, &text, wanted, to)?;
    let had =
        |name: &String| document.items("contexts").iter().any(|item| item["name"] == name.as_str());
    let touched = |name: &String| new.contains(&name.as_str()) || other.contains(&name.as_str());
    let (touched, unchanged): (Vec<_>, Vec<_>) = wanted.names().into_iter().partition(touched);
    let (replaced, added) = touched.into_iter().partition(had);
    Ok(Added { text, added, replaced, unchanged })
}

/// The entries of a kubeconfig that have wanted names and are somebody else's.
pub fn taken(text: &str, wanted: &Wanted) -> Result<Vec<String>, Refusal> {
    let document = Document::read(text)?;
    let mut taken = Vec::new();
    for (list, field) in LISTS {
        for (name, value) in wanted.list(list) {
            let present = find(document.items(list), field, name, value, wanted);
            if matches!(present, Present::SomebodyElses) {
                taken.push(format!("{field} `{name}`"));
            }
        }
    }
    Ok(taken)
}

/// What a kubeconfig has under a wanted name.
enum Present {
    No,
    AsWanted,
    Earlier { index: usize, value: Value },
    SomebodyElses,
}

fn find(items: &[Value], field: &str, name: &str, wanted: &Value, all: &Wanted) -> Present {
    let mut named = items.iter().enumerate().filter(|(_, item)| item["name"] == name);
    let Some((index, item)) = named.next() else { return Present::No };
    if named.next().is_some() {
        return Present::SomebodyElses;
    }
    let same = mark::unmarked(item, field) == mark::unmarked(wanted, field);
    match mark::federation(item, field) {
        _ if same => Present::AsWanted,
        Some(federation) if federation == all.federation.as_str() => {
            let mut value = wanted.clone();
            if let Some(before) = mark::before(item, field) {
                mark::note_before(&mut value, field, before);
            }
            Present::Earlier { index, value }
        }
        Some(_) | None => Present::SomebodyElses,
    }
}

fn replace(
    document: &Document<'_>,
    edits: &mut Edits<'_>,
    list: &'static str,
    index: usize,
    value: &Value,
) -> Result<(), Refusal> {
    let Place::Filled { colon, style, items, .. } = document.place(list)? else {
        return Err(Refusal::NotAList { list });
    };
    let item = items.get(index).ok_or(Refusal::NotLocated)?;
    match style {
        Style::Flow => edits.replace(item.start..item.end, value.to_string()),
        Style::Block => {
            let lines = document.lines(item, colon)?;
            let column = document.column(document.dash(item, colon)?);
            edits.replace_lines(lines, &emit::item(value, column));
        }
    }
    Ok(())
}
