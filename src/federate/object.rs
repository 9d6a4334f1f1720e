//! A manifest as a federated object.

use std::fmt;

use serde_json::{Map, Value as Json, json};

use super::{Workload, overrides};
use crate::manifest::{Manifest, without_server_made};

/// The label of a federated object that says which workload it is of.
pub const WORKLOAD_LABEL: &str = "fedrig.dev/workload";
/// The annotation of one that says what becomes of its objects in the members with it.
pub const WHEN_REMOVED: &str = "fedrig.dev/when-removed";

/// The annotation of a federated namespace whose namespace in the host was made for it.
pub const MADE_NAMESPACE: &str = "fedrig.dev/made-namespace";

/// A type, as the API server names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeRef {
    /// Its API group; the core group is empty.
    pub group: String,
    /// The version.
    pub version: String,
    /// `Deployment`.
    pub kind: String,
    /// `deployments`.
    pub plural: String,
    /// Whether its objects are in namespaces.
    pub is_namespaced: bool,
}

impl TypeRef {
    /// As kubefedctl and kubectl take it: `deployments.apps`.
    pub fn full_name(&self) -> String {
        match self.group.as_str() {
            "" => self.plural.clone(),
            group => format!("{}.{group}", self.plural),
        }
    }

    /// As an object says it: `v1`, `apps/v1`.
    pub fn api_version(&self) -> String {
        match self.group.as_str() {
            "" => self.version.clone(),
            group => format!("{group}/{}", self.version),
        }
    }

    /// Whether it may be called so: by kind, plural or full name, in any letters.
    pub fn is_called(&self, word: &str) -> bool {
        let names = [&self.kind, &self.plural, &self.full_name()];
        names.iter().any(|name| name.eq_ignore_ascii_case(word))
    }

    /// The federated type itself, as `kubefedctl enable` makes it: that of namespaces has namespaces.
    pub fn federated(&self) -> Self {
        Self {
            group: "types.kubefed.io".to_owned(),
            version: "v1beta1".to_owned(),
            kind: format!("Federated{}", self.kind),
            plural: format!("federated{}", self.plural),
            is_namespaced: self.is_namespaced || self.is_namespaces(),
        }
    }

    /// Whether it is the type of namespaces.
    pub fn is_namespaces(&self) -> bool {
        self.group.is_empty() && self.plural == "namespaces"
    }
}

/// A federated object, wanted or found.
#[derive(Debug, Clone, PartialEq)]
pub struct Federated {
    /// The type of what it makes in members.
    pub of: TypeRef,
    /// Its namespace; none for a type without.
    pub namespace: Option<String>,
    /// Its name, which what it makes has as well.
    pub name: String,
    /// The whole object.
    pub body: Json,
}

impl Federated {
    /// Whether both are one object.
    pub fn is_same(&self, other: &Self) -> bool {
        let key = |it: &Self| (it.of.group.clone(), it.of.plural.clone());
        key(self) == key(other) && (&self.namespace, &self.name) == (&other.namespace, &other.name)
    }

    /// The workload that it is labelled with.
    pub fn workload(&self) -> Option<&str> {
        self.body["metadata"]["labels"][WORKLOAD_LABEL].as_str()
    }

    /// Whether it federates a namespace.
    pub fn is_namespace(&self) -> bool {
        self.of.is_namespaces()
    }
}

impl fmt::Display for Federated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.of.kind, self.name)?;
        match &self.namespace {
            Some(namespace) if !self.is_namespace() => write!(f, " in {namespace}"),
            Some(_) | None => Ok(()),
        }
    }
}

/// The federated object that `manifest` becomes in `workload`.
pub fn federated(workload: &Workload, manifest: &Manifest, of: &TypeRef) -> Federated {
    let own = manifest.name.clone();
    let namespace = match (of.is_namespaces(), of.is_namespaced) {
        (true, _) => Some(own.clone()),
        (false, true) => workload.namespace_of(manifest).map(str::to_owned),
        (false, false) => None,
    };
    let mut metadata = json!({
        "name": own,
        "labels": {WORKLOAD_LABEL: workload.name},
        "annotations": {WHEN_REMOVED: workload.when_removed.as_str()},
    });
    if let Some(namespace) = &namespace {
        metadata["namespace"] = json!(namespace);
    }
    let mut spec = json!({
        "placement": workload.placement.json(),
        "template": template(&manifest.body),
    });
    if let Some(overrides) = overrides::of_object(&workload.overrides, &manifest.kind, &own) {
        spec["overrides"] = overrides;
    }
    let federated = of.federated();
    let body = json!({
        "apiVersion": federated.api_version(),
        "kind": federated.kind, "metadata": metadata, "spec": spec,
    });
    Federated { of: of.clone(), namespace, name: own, body }
}

/// KubeFed gives name, namespace and type by itself.
fn template(body: &Map<String, Json>) -> Json {
    let mut template = without_server_made(body);
    template.remove("apiVersion");
    template.remove("kind");
    if let Some(Json::Object(metadata)) = template.get_mut("metadata") {
        metadata.remove("name");
        metadata.remove("namespace");
        if metadata.is_empty() {
            template.remove("metadata");
        }
    }
    Json::Object(template)
}
