//! Ordinary Kubernetes manifests: what a person has anyway, read from files, folders and text, with
//! every problem at once. Contacts no cluster.

mod read;
mod server_made;
mod source;
#[cfg(test)]
mod tests;

use std::fmt;

use serde_json::{Map, Value as Json};

pub use read::{Flaw, read};
pub use server_made::without_server_made;
pub use source::read_path;

/// One object of a manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// `v1`, `apps/v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The namespace that it names itself, if it does.
    pub namespace: Option<String>,
    /// The whole object.
    pub body: Map<String, Json>,
}

impl Manifest {
    /// Its API group; the core group is empty.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// Whether it is a namespace.
    pub fn is_namespace(&self) -> bool {
        self.api_version == "v1" && self.kind == "Namespace"
    }

    /// The namespace `name`, with nothing else in it.
    pub fn of_namespace(name: &str) -> Self {
        let body = serde_json::json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        let Json::Object(body) = body else { unreachable!("a map is an object") };
        let (api_version, kind) = ("v1".to_owned(), "Namespace".to_owned());
        Self { api_version, kind, name: name.to_owned(), namespace: None, body }
    }
}

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)
    }
}

/// What bytes of others may do to the reader: nothing.
#[cfg(any(test, fuzzing))]
pub fn door(bytes: &[u8]) {
    let (found, flaws) = read(&String::from_utf8_lossy(bytes), "a.yaml");
    for manifest in &found {
        drop((manifest.to_string(), without_server_made(&manifest.body)));
    }
    drop(flaws.iter().map(ToString::to_string).collect::<Vec<_>>());
}
