//! The entries of workloads as they are typed.

use schemars::JsonSchema;
use serde_json::Value as Json;

use super::fields::{Fields, at};
use super::file::LABEL;
use super::source::{At, Notes};
use super::tree::{Node, Value};

/// Ordinary manifests that are federated: where they are, and which members get them.
#[derive(Debug, JsonSchema)]
#[schemars(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct WorkloadEntry {
    /// What the workload is called: an RFC 1123 label, which its objects carry.
    #[schemars(required, extend("pattern" = LABEL, "maxLength" = 63, "examples" = ["shop"]))]
    pub name: Option<At<String>>,
    /// A file with manifests, or a folder of such files, relative to this file.
    #[schemars(required, extend("examples" = ["manifests"]))]
    pub path: Option<At<String>>,
    /// The namespace of objects that name none.
    #[schemars(extend("pattern" = LABEL, "maxLength" = 63, "examples" = ["shop"]))]
    pub namespace: Option<At<String>>,
    /// The members that get it, by name; not with `selector`. Without either, every member does.
    #[schemars(with = "Vec<String>", default)]
    pub clusters: Option<Vec<At<String>>>,
    /// The labels of the members that get it, those that join later too: `region: eu`, or labels of
    /// their own.
    #[schemars(with = "std::collections::BTreeMap<String, String>", default)]
    pub selector: Vec<(String, At<String>)>,
    /// What is different in a member.
    #[schemars(default)]
    pub overrides: Vec<OverrideEntry>,
    /// Whether objects of the same name that are in a member may be taken over.
    #[schemars(extend("default" = false))]
    pub adopt: Option<At<bool>>,
    /// What becomes of what is in the members when it is taken out of this file.
    #[schemars(extend("enum" = ["delete", "orphan"], "default" = "delete"))]
    pub when_removed: Option<At<String>>,
}

/// One value of one object that is different in one member.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct OverrideEntry {
    /// The member.
    #[schemars(required, extend("examples" = ["us-east"]))]
    pub cluster: Option<At<String>>,
    /// The object, as KIND/NAME.
    #[schemars(required, extend("examples" = ["Deployment/web"]))]
    pub object: Option<At<String>>,
    /// Where in the object, as a JSON pointer.
    #[schemars(required, extend("pattern" = "^/", "examples" = ["/spec/replicas"]))]
    pub path: Option<At<String>>,
    /// What is done there.
    #[schemars(extend("enum" = ["replace", "add", "remove"], "default" = "replace"))]
    pub op: Option<At<String>>,
    /// The value there; not with `op: remove`.
    #[schemars(with = "Option<Json>")]
    pub value: Option<Json>,
}

impl WorkloadEntry {
    pub(super) fn read_all(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Vec<Self> {
        let mut workloads = Vec::new();
        for (path, node) in root.list("workloads", notes).unwrap_or_default() {
            let Some(mut fields) = Fields::of(node, &path, notes) else { continue };
            let entry = Self {
                name: fields.text("name", notes),
                path: fields.text("path", notes),
                namespace: fields.text("namespace", notes),
                clusters: fields.texts("clusters", notes),
                selector: texts_by_name(&mut fields, "selector", notes),
                overrides: OverrideEntry::read_all(&mut fields, notes),
                adopt: fields.yes_or_no("adopt", notes),
                when_removed: fields.text("whenRemoved", notes),
            };
            fields.require("name", "shop", notes);
            fields.require("path", "manifests", notes);
            fields.done(notes);
            workloads.push(entry);
        }
        workloads
    }
}

impl OverrideEntry {
    fn read_all(workload: &mut Fields<'_>, notes: &mut Notes<'_>) -> Vec<Self> {
        let mut overrides = Vec::new();
        for (path, node) in workload.list("overrides", notes).unwrap_or_default() {
            let Some(mut fields) = Fields::of(node, &path, notes) else { continue };
            let entry = Self {
                cluster: fields.text("cluster", notes),
                object: fields.text("object", notes),
                path: fields.text("path", notes),
                op: fields.text("op", notes),
                value: fields.node("value").map(json_of),
            };
            fields.require("cluster", "us-east", notes);
            fields.require("object", "Deployment/web", notes);
            fields.require("path", "/spec/replicas", notes);
            fields.done(notes);
            overrides.push(entry);
        }
        overrides
    }
}

/// A map of texts, as labels are one.
pub(super) fn texts_by_name(
    fields: &mut Fields<'_>,
    name: &'static str,
    notes: &mut Notes<'_>,
) -> Vec<(String, At<String>)> {
    let path = fields.path_of(name);
    let Some(node) = fields.node(name) else { return Vec::new() };
    let Value::Map(entries) = &node.value else {
        let message = format!("this has to be a map of texts, and is {}", node.value.noun());
        notes.add(&at(node, &path), message, None);
        return Vec::new();
    };
    let mut found = Vec::new();
    for (key, node) in entries {
        let here = at(node, &format!("{path}.{}", key.value));
        match &node.value {
            Value::Text(text) => found.push((key.value.clone(), here.with(text.clone()))),
            other => {
                let message = format!("this has to be a text, and is {}", other.noun());
                let instead =
                    (!node.typed.is_empty()).then(|| format!("write `\"{}\"`", node.typed));
                notes.add(&here, message, instead);
            }
        }
    }
    found
}

fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Number(value) => Json::Number(value.clone()),
        Value::Text(value) => Json::String(value.clone()),
        Value::List(items) => Json::Array(items.iter().map(json_of).collect()),
        Value::Map(entries) => Json::Object(
            entries.iter().map(|(key, value)| (key.value.clone(), json_of(value))).collect(),
        ),
    }
}
