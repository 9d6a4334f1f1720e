//! Which members get an object.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use crate::name::ClusterName;

/// The label of a region; `region` is short for it in selectors.
pub const REGION: &str = "topology.kubernetes.io/region";

/// Labels that a member has to have, all of them.
pub type Selector = BTreeMap<String, String>;

/// Which members get an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placement {
    /// These.
    Members(Vec<ClusterName>),
    /// Those with these labels, also ones that join later; without a label, all of them.
    Labels(Selector),
}

impl Placement {
    /// Every member.
    pub fn everywhere() -> Self {
        Self::Labels(Selector::new())
    }

    /// A selector as it is typed, `region=eu,tier=front`, or what is wrong with it.
    pub fn parse_selector(text: &str) -> Result<Selector, String> {
        let mut selector = Selector::new();
        for part in text.split(',').map(str::trim) {
            let found =
                part.split_once('=').filter(|(key, value)| !key.is_empty() && !value.is_empty());
            let Some((key, value)) = found else {
                return Err(format!("`{part}` is not of the form LABEL=VALUE"));
            };
            selector.insert(full_key(key), value.to_owned());
        }
        Ok(selector)
    }

    /// Whether a member with these labels gets it.
    pub fn has(&self, name: &ClusterName, labels: &Selector) -> bool {
        match self {
            Self::Members(names) => names.contains(name),
            Self::Labels(wanted) => {
                wanted.iter().all(|(key, value)| labels.get(key).is_some_and(|it| it == value))
            }
        }
    }

    /// The `placement` of a federated object.
    pub fn json(&self) -> Json {
        match self {
            Self::Members(names) => {
                let names: Vec<Json> = names.iter().map(|name| json!({"name": name})).collect();
                json!({"clusters": names})
            }
            Self::Labels(labels) if labels.is_empty() => json!({"clusterSelector": {}}),
            Self::Labels(labels) => json!({"clusterSelector": {"matchLabels": labels}}),
        }
    }
}

/// A label's key, of which `region` is the short form.
pub(super) fn full_key(key: &str) -> String {
    if key == "region" { REGION.to_owned() } else { key.to_owned() }
}
