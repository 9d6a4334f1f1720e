//! What would be lost by a removal: federated objects, and foreign objects in KubeFed's namespaces.
//! Reads only.

use std::fmt;

use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions::v1::CustomResourceDefinition;
use kube::api::{ApiResource, DynamicObject, ListParams, TypeMeta};
use kube::discovery::{Discovery, Scope, verbs};
use kube::{Api, Client};
use serde::Serialize;

use crate::name::Namespace;

/// An object by its type and name, as kubectl takes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ObjectName {
    /// `federateddeployments.types.kubefed.io`, `configmaps`.
    pub resource: String,
    /// Its namespace, if it has one.
    pub namespace: Option<String>,
    /// Its name.
    pub name: String,
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{}/{} in {namespace}", self.resource, self.name),
            None => write!(f, "{}/{}", self.resource, self.name),
        }
    }
}

/// The group of federated objects.
const FEDERATED: &str = "types.kubefed.io";
/// The groups of KubeFed's own types.
const GROUPS: [&str; 4] =
    ["core.kubefed.io", FEDERATED, "scheduling.kubefed.io", "multiclusterdns.kubefed.io"];
/// KubeFed's objects that a person makes, besides the federated ones.
const WISHES: [&str; 1] = ["scheduling.kubefed.io"];

/// The names of KubeFed's CRDs that the host has.
pub async fn kubefed_crds(client: &Client) -> Result<Vec<String>, kube::Error> {
    let crds: Api<CustomResourceDefinition> = Api::all(client.clone());
    let found = crds.list(&ListParams::default()).await?;
    let ours = found.items.into_iter().filter(|crd| GROUPS.contains(&crd.spec.group.as_str()));
    Ok(ours.filter_map(|crd| crd.metadata.name).collect())
}

/// The federated objects of the host, and the scheduling preferences for them.
pub async fn federated_objects(client: &Client) -> Result<Vec<ObjectName>, kube::Error> {
    let mut found = Vec::new();
    for resource in kubefed_types(client).await? {
        if resource.group == FEDERATED || WISHES.contains(&resource.group.as_str()) {
            found.extend(list(Api::all_with(client.clone(), &resource), &resource).await?);
        }
    }
    found.sort();
    Ok(found)
}

/// Every object of KubeFed's types in the host, whole.
pub async fn kubefed_objects(client: &Client) -> Result<Vec<DynamicObject>, kube::Error> {
    let mut found = Vec::new();
    for resource in kubefed_types(client).await? {
        let api: Api<DynamicObject> = Api::all_with(client.clone(), &resource);
        let types = TypeMeta { api_version: resource.api_version, kind: resource.kind };
        let listed = api.list(&ListParams::default()).await?.items.into_iter();
        found.extend(listed.map(|object| DynamicObject { types: Some(types.clone()), ..object }));
    }
    Ok(found)
}

/// KubeFed's types that the host knows.
async fn kubefed_types(client: &Client) -> Result<Vec<ApiResource>, kube::Error> {
    let crds: Api<CustomResourceDefinition> = Api::all(client.clone());
    let found = crds.list(&ListParams::default()).await?.items.into_iter();
    let resource = |crd: CustomResourceDefinition| {
        let group = crd.spec.group;
        let version = crd.spec.versions.into_iter().find(|version| version.served)?.name;
        let is_ours = GROUPS.contains(&group.as_str());
        is_ours.then(|| ApiResource {
            api_version: format!("{group}/{version}"),
            kind: crd.spec.names.kind,
            plural: crd.spec.names.plural,
            group,
            version,
        })
    };
    Ok(found.filter_map(resource).collect())
}

/// What is in a namespace of KubeFed's and is neither KubeFed's nor Kubernetes' own. `ours` says
/// of a name whether it belongs to KubeFed.
pub async fn foreign_objects(
    client: &Client,
    namespace: &Namespace,
    ours: impl Fn(&ObjectName) -> bool,
) -> Result<Vec<ObjectName>, kube::Error> {
    let discovery = Discovery::new(client.clone()).run().await?;
    let mut found = Vec::new();
    for group in discovery.groups() {
        for (resource, capabilities) in group.recommended_resources() {
            let listed = capabilities.scope == Scope::Namespaced
                && capabilities.supports_operation(verbs::LIST)
                && !is_transient(&resource);
            if listed {
                let api = Api::namespaced_with(client.clone(), namespace.as_str(), &resource);
                found.extend(list(api, &resource).await?);
            }
        }
    }
    found.retain(|object| !is_kubernetes_own(object) && !ours(object));
    found.sort();
    Ok(found)
}

async fn list(
    api: Api<DynamicObject>,
    resource: &ApiResource,
) -> Result<Vec<ObjectName>, kube::Error> {
    let named = match resource.group.as_str() {
        "" => resource.plural.clone(),
        group => format!("{}.{group}", resource.plural),
    };
    match api.list(&ListParams::default()).await {
        Ok(found) => Ok(found
            .items
            .into_iter()
            // What belongs to another object goes with it, and what is being deleted goes anyway.
            .filter(|object| object.metadata.owner_references.is_none())
            .filter(|object| object.metadata.deletion_timestamp.is_none() && !is_token(object))
            .map(|object| ObjectName {
                resource: named.clone(),
                namespace: object.metadata.namespace,
                name: object.metadata.name.unwrap_or_default(),
            })
            .collect()),
        // A type that an aggregated server does not give at the moment has nothing to lose.
        Err(kube::Error::Api(status)) if matches!(status.code, 404 | 405 | 503) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// A service account's token goes with its account; Kubernetes made one for each up to 1.23.
fn is_token(object: &DynamicObject) -> bool {
    object.data["type"] == "kubernetes.io/service-account-token"
}

/// Reports and caches, which nobody misses.
fn is_transient(resource: &ApiResource) -> bool {
    matches!(resource.plural.as_str(), "events" | "endpoints" | "endpointslices" | "leases")
        || resource.group == "metrics.k8s.io"
}

fn is_kubernetes_own(object: &ObjectName) -> bool {
    matches!(
        (object.resource.as_str(), object.name.as_str()),
        ("serviceaccounts", "default") | ("configmaps", "kube-root-ca.crt")
    )
}
