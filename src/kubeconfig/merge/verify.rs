//! Compares what a kubeconfig meant before and after: whatever went wrong, the user's entries are
//! not what pays for it.

use serde_json::{Value, json};

use super::document::Document;
use super::{LISTS, Refusal, Wanted, current, mark};
use crate::name::FederationName;

/// Refuses a text in which anything but the wanted entries differs, or in which one is missing.
pub(super) fn added(
    before: &Document<'_>,
    text: &str,
    wanted: &Wanted,
    current: Option<&str>,
) -> Result<(), Refusal> {
    let after = Document::read(text).map_err(|_| Refusal::OthersWouldChange)?;
    for (list, field) in LISTS {
        for (name, value) in wanted.list(list) {
            let mut found = after.items(list).iter().filter(|item| item["name"] == name);
            let present = found.next().ok_or(Refusal::OthersWouldChange)?;
            let same = mark::unmarked(present, field) == mark::unmarked(value, field);
            if !same || found.next().is_some() {
                return Err(Refusal::OthersWouldChange);
            }
        }
    }
    if current.is_some_and(|current| after.value[current::FIELD] != current) {
        return Err(Refusal::OthersWouldChange);
    }
    equal(before, &after, &wanted.federation, current.map(|_| current::FIELD))
}

/// Refuses a text in which anything but the federation's entries differs, or one of them is left.
/// The field `but` may differ.
pub(super) fn taken(
    before: &Document<'_>,
    text: &str,
    federation: &FederationName,
    but: Option<&str>,
) -> Result<(), Refusal> {
    let after = Document::read(text).map_err(|_| Refusal::OthersWouldChange)?;
    let is_ours = |(list, field): &(&str, &str)| {
        let mut marks = after.items(list).iter().map(|item| mark::federation(item, field));
        marks.any(|mark| mark == Some(federation.as_str()))
    };
    if LISTS.iter().any(is_ours) {
        return Err(Refusal::OthersWouldChange);
    }
    equal(before, &after, federation, but)
}

fn equal(
    before: &Document<'_>,
    after: &Document<'_>,
    federation: &FederationName,
    but: Option<&str>,
) -> Result<(), Refusal> {
    let rest = |document: &Document<'_>| rest(&document.value, federation, but);
    if rest(before) == rest(after) { Ok(()) } else { Err(Refusal::OthersWouldChange) }
}

/// Everything but the federation's entries, and a field that may differ. A list without items is as good as none.
fn rest(file: &Value, federation: &FederationName, but: Option<&str>) -> Value {
    let mut rest = file.clone();
    let Some(fields) = rest.as_object_mut() else { return rest };
    for (list, field) in LISTS {
        let items = fields.entry(list).or_insert(Value::Null);
        if items.is_null() {
            *items = json!([]);
        }
        if let Some(items) = items.as_array_mut() {
            items.retain(|item| mark::federation(item, field) != Some(federation.as_str()));
        }
    }
    if let Some(but) = but {
        fields.remove(but);
    }
    rest
}
