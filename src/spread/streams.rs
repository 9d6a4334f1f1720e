//! What is watched of a workload: three watches in the host, two in each member.

use std::collections::BTreeMap;

use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use k8s_openapi::api::core::v1::Pod as PodObject;
use kube::api::{ApiResource, DynamicObject};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;
use tokio::sync::watch::{Sender, channel};

use super::clients::Clients;
use super::workload::{Workload, federated_namespace};
use crate::name::ClusterName;
use crate::watch::KubeFedCluster;
use crate::watch::renewed::renewed;

/// What a watch tells.
type Told<K> = Box<Result<watcher::Event<K>, watcher::Error>>;

/// What is heard.
pub(super) enum Heard {
    /// Of the KubeFedClusters.
    Cluster(Told<KubeFedCluster>),
    /// Of the federated workload.
    Workload(Told<DynamicObject>),
    /// Of the federated namespace.
    Namespace(Told<DynamicObject>),
    /// Of the workload in a member.
    Replicas(ClusterName, Told<DynamicObject>),
    /// Of the pods in a member.
    Pods(ClusterName, Told<PodObject>),
}

/// All of it, and by member what begins its watches anew.
pub(super) fn everything(
    clients: &Clients,
    workload: &Workload,
) -> (impl futures::Stream<Item = Heard> + use<>, BTreeMap<ClusterName, Sender<()>>) {
    let namespace = workload.namespace.as_str();
    let host = &clients.host;
    let clusters: Api<KubeFedCluster> = Api::namespaced(host.clone(), clients.kubefed.as_str());
    let federated = named(host, &workload.kind.federated_resource(), namespace, &workload.name);
    let around = named(host, &federated_namespace(), namespace, namespace);
    let mut all: Vec<BoxStream<'static, Heard>> = vec![
        events(clusters, watcher::Config::default()).map(Heard::Cluster).boxed(),
        federated.map(Heard::Workload).boxed(),
        around.map(Heard::Namespace).boxed(),
    ];
    let mut renewals = BTreeMap::new();
    for (member, client) in &clients.members {
        let Ok(client) = client.clone() else { continue };
        let (renewal, renew) = channel(());
        let (name, workload) = (member.clone(), workload.clone());
        let make = move || of_member(&name, &client, &workload);
        all.push(renewed(make, renew).boxed());
        renewals.insert(member.clone(), renewal);
    }
    (stream::select_all(all), renewals)
}

/// Which pods are its own is known by what the workload selects, and that may come later.
fn of_member(
    name: &ClusterName,
    client: &Client,
    workload: &Workload,
) -> BoxStream<'static, Heard> {
    let (one, other) = (name.clone(), name.clone());
    let namespace = workload.namespace.as_str();
    let replicas = named(client, &workload.kind.resource(), namespace, &workload.name);
    let replicas = replicas.map(move |told| Heard::Replicas(one.clone(), told));
    let pods: Api<PodObject> = Api::namespaced(client.clone(), namespace);
    let pods = events(pods, watcher::Config::default());
    stream::select(replicas, pods.map(move |told| Heard::Pods(other.clone(), told))).boxed()
}

fn named(
    client: &Client,
    resource: &ApiResource,
    namespace: &str,
    name: &str,
) -> BoxStream<'static, Told<DynamicObject>> {
    let api: Api<DynamicObject> = Api::namespaced_with(client.clone(), namespace, resource);
    events(api, watcher::Config::default().fields(&format!("metadata.name={name}")))
}

fn events<K>(api: Api<K>, of: watcher::Config) -> BoxStream<'static, Told<K>>
where
    K: Resource + Clone + DeserializeOwned + std::fmt::Debug + Send + 'static,
{
    watcher(api, of).default_backoff().map(Box::new).boxed()
}
