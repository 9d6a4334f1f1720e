//! The mark on every entry that fedrig puts into a user's kubeconfig: an extension, which kubectl
//! keeps when it writes the file anew, and comments it would not keep.

use serde_json::{Value, json};

use crate::name::FederationName;

/// The extension's name.
pub(super) const NAME: &str = "fedrig.dev/federation";
/// What the mark says when there was no such list at all before.
pub(super) const MISSING: &str = "missing";

/// An entry with the mark of a federation in its `field`.
pub(super) fn mark(entry: &mut Value, field: &str, federation: &FederationName) {
    entry[field]["extensions"] =
        json!([{"name": NAME, "extension": {"federation": federation.as_str()}}]);
}

/// The federation that an entry is marked with.
pub(super) fn federation<'a>(entry: &'a Value, field: &str) -> Option<&'a str> {
    extension(entry, field)?["federation"].as_str()
}

/// What was in the place of the list before fedrig made one of it, letter by letter.
pub(super) fn before<'a>(entry: &'a Value, field: &str) -> Option<&'a str> {
    extension(entry, field)?["before"].as_str()
}

/// Notes that on the entry.
pub(super) fn note_before(entry: &mut Value, field: &str, text: &str) {
    entry[field]["extensions"][0]["extension"]["before"] = Value::from(text);
}

/// The entry without anything of the mark.
pub(super) fn unmarked(entry: &Value, field: &str) -> Value {
    let mut entry = entry.clone();
    if let Some(fields) = entry.get_mut(field).and_then(Value::as_object_mut)
        && let Some(extensions) = fields.get_mut("extensions").and_then(Value::as_array_mut)
    {
        extensions.retain(|extension| extension["name"] != NAME);
        if extensions.is_empty() {
            fields.remove("extensions");
        }
    }
    entry
}

fn extension<'a>(entry: &'a Value, field: &str) -> Option<&'a Value> {
    let extensions = entry.get(field)?.get("extensions")?.as_array()?;
    let ours = extensions.iter().find(|extension| extension["name"] == NAME)?;
    ours.get("extension")
}
