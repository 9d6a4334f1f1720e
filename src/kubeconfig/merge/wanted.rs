//! The entries that a federation has for a user's kubeconfig: those of fedrig's own, renamed and
//! marked.

use serde_json::{Value, json};

use super::{LISTS, mark};
use crate::name::{ClusterName, FederationName};

/// What is wanted in the user's kubeconfig. It holds secrets, so it has no `Debug`.
pub struct Wanted {
    pub(super) federation: FederationName,
    entries: Vec<WantedEntry>,
}

struct WantedEntry {
    name: String,
    cluster: Value,
    context: Value,
    user: Value,
}

impl Wanted {
    /// Entries of fedrig's own kubeconfig, as it was read: all of them, or those that are named.
    /// `prefix` goes in front of every name.
    pub fn of(
        own: &Value,
        federation: &FederationName,
        only: &[ClusterName],
        prefix: &str,
    ) -> Result<Self, ClusterName> {
        let names: Vec<&str> =
            items(own, "contexts").filter_map(|it| it["name"].as_str()).collect();
        if let Some(missing) = only.iter().find(|name| !names.contains(&name.as_str())) {
            return Err(missing.clone());
        }
        let chosen = |name: &&str| only.is_empty() || only.iter().any(|it| it.as_str() == *name);
        let entry = |name: &str| WantedEntry::of(own, federation, name, &format!("{prefix}{name}"));
        let entries = names.into_iter().filter(chosen).map(entry).collect();
        Ok(Self { federation: federation.clone(), entries })
    }

    /// The names of the contexts.
    pub fn names(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.name.clone()).collect()
    }

    /// The entries of one of the three lists, each with its name.
    pub(super) fn list(&self, list: &str) -> impl Iterator<Item = (&str, &Value)> {
        self.entries.iter().map(move |entry| {
            let value = match list {
                "clusters" => &entry.cluster,
                "contexts" => &entry.context,
                _ => &entry.user,
            };
            (entry.name.as_str(), value)
        })
    }
}

impl WantedEntry {
    /// In fedrig's own kubeconfig context, cluster and user of a cluster have one name.
    fn of(own: &Value, federation: &FederationName, name: &str, new: &str) -> Self {
        let [cluster, context, user] = LISTS.map(|(list, field)| {
            let found = items(own, list).find(|item| item["name"] == name);
            let fields = found.and_then(|item| item.get(field)).cloned();
            let mut entry = json!({"name": new, field: fields.unwrap_or_else(|| json!({}))});
            if field == "context" {
                entry[field]["cluster"] = Value::from(new);
                entry[field]["user"] = Value::from(new);
            }
            mark::mark(&mut entry, field, federation);
            entry
        });
        Self { name: new.to_owned(), cluster, context, user }
    }
}

fn items<'a>(file: &'a Value, list: &str) -> impl Iterator<Item = &'a Value> {
    file.get(list).and_then(Value::as_array).into_iter().flatten()
}
