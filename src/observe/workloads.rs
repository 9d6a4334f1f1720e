//! What the host has of workloads, and what the members let in. Reads only.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::{join_all, try_join_all};
use kube::api::{ApiResource, DynamicObject, ListParams};
use kube::discovery::{Discovery, Scope};
use kube::{Api, Client};
use serde_json::Value as Json;

use super::host::if_known;
use crate::federate::{Federated, TypeRef};
use crate::manifest::Manifest;
use crate::name::{ClusterName, Namespace};
use crate::watch::member::FederatedTypeConfig;

/// What is wanted of workloads, and what is there of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkloadView {
    /// The objects that are wanted: namespaces first.
    pub wanted: Vec<WantedObject>,
    /// The types of these that are not federated yet.
    pub disabled: Vec<TypeRef>,
    /// Objects with a workload's label that nobody wants any more.
    pub unwanted: Vec<Federated>,
}

/// A federated object that is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct WantedObject {
    /// The object.
    pub object: Federated,
    /// The members that get it, of those that answered.
    pub members: Vec<ClusterName>,
    /// What is there under its name.
    pub present: Option<Json>,
}

/// The federated side of the host.
#[derive(Debug, Clone, Default)]
pub struct FederatedSide {
    /// The full names of the types that are federated: `deployments.apps`.
    pub enabled: BTreeSet<String>,
    /// Every federated object.
    pub objects: Vec<Federated>,
    /// The objects whose replicas KubeFed's scheduler spreads: kind, namespace and name.
    pub scheduled: BTreeSet<(String, String, String)>,
}

/// The API of a type, in all namespaces.
fn resource(of: &TypeRef) -> ApiResource {
    ApiResource {
        group: of.group.clone(),
        version: of.version.clone(),
        api_version: of.api_version(),
        kind: of.kind.clone(),
        plural: of.plural.clone(),
    }
}

/// The API of a type, in the namespace of an object that has one.
pub fn api(client: &Client, of: &TypeRef, namespace: Option<&str>) -> Api<DynamicObject> {
    match namespace.filter(|_| of.is_namespaced) {
        Some(namespace) => Api::namespaced_with(client.clone(), namespace, &resource(of)),
        None => Api::all_with(client.clone(), &resource(of)),
    }
}

/// What the host federates, with every object.
pub async fn federated_side(
    client: &Client,
    namespace: &Namespace,
) -> Result<FederatedSide, kube::Error> {
    let configs = if_known::<FederatedTypeConfig>(client, namespace).await?;
    let types: Vec<TypeRef> = configs.into_iter().filter_map(target).collect();
    let listed = try_join_all(types.iter().map(|of| list(client, of)));
    let (objects, scheduled) = tokio::try_join!(listed, scheduled(client))?;
    Ok(FederatedSide {
        enabled: types.iter().map(TypeRef::full_name).collect(),
        objects: objects.into_iter().flatten().collect(),
        scheduled,
    })
}

fn target(config: FederatedTypeConfig) -> Option<TypeRef> {
    let target = config.spec.target_type;
    (config.spec.propagation == "Enabled").then(|| TypeRef {
        group: target.group,
        version: target.version,
        kind: target.kind,
        plural: target.plural_name,
        is_namespaced: target.scope == "Namespaced",
    })
}

async fn list(client: &Client, of: &TypeRef) -> Result<Vec<Federated>, kube::Error> {
    let federated = of.federated();
    let found = match api(client, &federated, None).list(&ListParams::default()).await {
        Ok(found) => found.items,
        // A type whose CRD is gone has no objects.
        Err(kube::Error::Api(status)) if status.code == 404 => Vec::new(),
        Err(error) => return Err(error),
    };
    Ok(found.into_iter().filter_map(|object| found_object(of, &federated, object)).collect())
}

fn found_object(of: &TypeRef, federated: &TypeRef, object: DynamicObject) -> Option<Federated> {
    let mut body = serde_json::to_value(&object).ok()?;
    body["apiVersion"] = Json::String(federated.api_version());
    body["kind"] = Json::String(federated.kind.clone());
    let (namespace, name) = (object.metadata.namespace, object.metadata.name?);
    Some(Federated { of: of.clone(), namespace, name, body })
}

async fn scheduled(client: &Client) -> Result<BTreeSet<(String, String, String)>, kube::Error> {
    let preferences = TypeRef {
        group: "scheduling.kubefed.io".to_owned(),
        version: "v1alpha1".to_owned(),
        kind: "ReplicaSchedulingPreference".to_owned(),
        plural: "replicaschedulingpreferences".to_owned(),
        is_namespaced: true,
    };
    let found = match api(client, &preferences, None).list(&ListParams::default()).await {
        Ok(found) => found.items,
        Err(kube::Error::Api(status)) if status.code == 404 => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    let key = |object: DynamicObject| {
        let kind = object.data["spec"]["targetKind"].as_str()?.to_owned();
        Some((kind, object.metadata.namespace?, object.metadata.name?))
    };
    Ok(found.into_iter().filter_map(key).collect())
}

/// The types of manifests in a cluster; those that it does not have are missing.
pub async fn served_types(
    client: &Client,
    manifests: &[&Manifest],
) -> Result<BTreeMap<(String, String), TypeRef>, kube::Error> {
    let versions: BTreeSet<&str> = manifests.iter().map(|it| it.api_version.as_str()).collect();
    let lists = join_all(versions.iter().map(async |version| {
        let asked = match version.contains('/') {
            true => client.list_api_group_resources(version).await,
            false => client.list_core_api_resources(version).await,
        };
        match asked {
            Ok(list) => Ok(Some(((*version).to_owned(), list.resources))),
            Err(kube::Error::Api(status)) if status.code == 404 => Ok(None),
            Err(error) => Err(error),
        }
    }));
    let mut types = BTreeMap::new();
    for list in lists.await {
        let Some((api_version, resources)) = list? else { continue };
        let (group, version) = api_version.split_once('/').unwrap_or(("", &api_version));
        for it in resources.iter().filter(|it| !it.name.contains('/')) {
            let of = TypeRef {
                group: group.to_owned(),
                version: version.to_owned(),
                kind: it.kind.clone(),
                plural: it.name.clone(),
                is_namespaced: it.namespaced,
            };
            types.insert((api_version.clone(), it.kind.clone()), of);
        }
    }
    Ok(types)
}

/// Whether a member has an object of that name which KubeFed does not manage.
pub async fn has_unmanaged(client: &Client, object: &Federated) -> Result<bool, kube::Error> {
    let found = api(client, &object.of, object.namespace.as_deref()).get_opt(&object.name).await?;
    Ok(found.is_some_and(|found| {
        let labels = found.metadata.labels.unwrap_or_default();
        labels.get("kubefed.io/managed").is_none_or(|value| value != "true")
    }))
}

/// An object by a kind as kubectl takes it: `deployment`, `deployments`, `deployments.apps`.
pub async fn find_object(
    client: &Client,
    kind: &str,
    namespace: Option<&str>,
    name: &str,
) -> Result<Option<Manifest>, kube::Error> {
    let discovery = Discovery::new(client.clone()).run().await?;
    let known = discovery.groups().flat_map(|group| group.recommended_resources());
    let mut known = known.map(|(it, capabilities)| TypeRef {
        group: it.group,
        version: it.version,
        kind: it.kind,
        plural: it.plural,
        is_namespaced: capabilities.scope == Scope::Namespaced,
    });
    let Some(of) = known.find(|of| of.is_called(kind)) else { return Ok(None) };
    let objects = api(client, &of, namespace);
    let Some(object) = objects.get_opt(name).await? else { return Ok(None) };
    let namespace = object.metadata.namespace.clone();
    let Ok(Json::Object(mut body)) = serde_json::to_value(&object) else { return Ok(None) };
    let (api_version, kind) = (of.api_version(), of.kind);
    body.insert("apiVersion".to_owned(), Json::String(api_version.clone()));
    body.insert("kind".to_owned(), Json::String(kind.clone()));
    Ok(Some(Manifest { api_version, kind, name: name.to_owned(), namespace, body }))
}
