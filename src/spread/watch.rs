//! Watches a workload in the host and in every member at once.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{StreamExt, stream};
use k8s_openapi::api::core::v1::Pod as PodObject;
use kube::api::{ApiResource, DynamicObject};
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client, Resource, ResourceExt};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::clients::Clients;
use super::seen::{InMember, Seen};
use super::workload::{Workload, federated_namespace};
use crate::name::ClusterName;
use crate::replicas::{Found, Pod};
use crate::watch::KubeFedCluster;
use crate::watch::known::Known;
use crate::watch::readiness::readiness;

/// How long a member may take until it counts as one that does not answer.
const ANSWER: Duration = Duration::from_secs(8);

/// Whether more is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// It is.
    More,
    /// It is not.
    Enough,
}

type Told<K> = Box<Result<watcher::Event<K>, watcher::Error>>;

enum Heard {
    Cluster(Told<KubeFedCluster>),
    Workload(Told<DynamicObject>),
    Namespace(Told<DynamicObject>),
    Replicas(ClusterName, Told<DynamicObject>),
    Pods(ClusterName, Told<PodObject>),
}

/// Tells what is seen, once all that answers has told of itself and then whenever something is another,
/// until `hear` says that it is enough. Ends with a cause when the host can't be watched.
pub async fn watch(
    clients: &Clients,
    workload: &Workload,
    mut hear: impl FnMut(Seen) -> Wish,
) -> Result<(), String> {
    let mut heard = pin!(everything(clients, workload));
    let mut view = View::of(clients);
    let deadline = Instant::now() + ANSWER;
    loop {
        let is_late = Instant::now() >= deadline;
        tokio::select! {
            next = heard.next() => {
                let Some(next) = next else { return Err("the watch ended".to_owned()) };
                view.take(next);
            }
            () = tokio::time::sleep_until(deadline), if !is_late => view.give_up(),
        }
        if let Some(why) = view.find_host_trouble(is_late) {
            return Err(why);
        }
        if view.is_complete() && hear(view.seen(clients)) == Wish::Enough {
            return Ok(());
        }
    }
}

fn everything(
    clients: &Clients,
    workload: &Workload,
) -> impl futures::Stream<Item = Heard> + use<> {
    let namespace = workload.namespace.as_str();
    let clusters: Api<KubeFedCluster> =
        Api::namespaced(clients.host.clone(), clients.kubefed.as_str());
    let named = |client: &Client, resource: &ApiResource, name: &str| {
        let api: Api<DynamicObject> = Api::namespaced_with(client.clone(), namespace, resource);
        events(api, watcher::Config::default().fields(&format!("metadata.name={name}")))
    };
    let host = &clients.host;
    let federated = named(host, &workload.kind.federated_resource(), &workload.name);
    let mut all: Vec<BoxStream<'static, Heard>> = vec![
        events(clusters, watcher::Config::default()).map(Heard::Cluster).boxed(),
        federated.map(Heard::Workload).boxed(),
        named(host, &federated_namespace(), namespace).map(Heard::Namespace).boxed(),
    ];
    for (member, client) in &clients.members {
        let Ok(client) = client else { continue };
        let (one, other) = (member.clone(), member.clone());
        let replicas = named(client, &workload.kind.resource(), &workload.name);
        all.push(replicas.map(move |told| Heard::Replicas(one.clone(), told)).boxed());
        // Which pods are its own is known by what the workload selects; that may come later.
        let pods: Api<PodObject> = Api::namespaced(client.clone(), namespace);
        let pods = events(pods, watcher::Config::default());
        all.push(pods.map(move |told| Heard::Pods(other.clone(), told)).boxed());
    }
    stream::select_all(all)
}

fn events<K>(api: Api<K>, of: watcher::Config) -> BoxStream<'static, Told<K>>
where
    K: Resource + Clone + DeserializeOwned + std::fmt::Debug + Send + 'static,
{
    watcher(api, of).default_backoff().map(Box::new).boxed()
}

struct View {
    clusters: Known<KubeFedCluster>,
    workload: Known<DynamicObject>,
    namespace: Known<DynamicObject>,
    members: BTreeMap<ClusterName, MemberView>,
    host_trouble: Option<String>,
}

#[derive(Default)]
struct MemberView {
    replicas: Known<DynamicObject>,
    pods: Known<PodObject>,
    trouble: Option<String>,
}

impl View {
    fn of(clients: &Clients) -> Self {
        let member = |client: &Result<Client, String>| MemberView {
            trouble: client.as_ref().err().cloned(),
            ..MemberView::default()
        };
        Self {
            clusters: Known::default(),
            workload: Known::default(),
            namespace: Known::default(),
            members: clients.members.iter().map(|(name, it)| (name.clone(), member(it))).collect(),
            host_trouble: None,
        }
    }

    fn take(&mut self, heard: Heard) {
        let of_host = match heard {
            Heard::Cluster(told) => self.clusters.take(*told),
            Heard::Workload(told) => self.workload.take(*told),
            Heard::Namespace(told) => self.namespace.take(*told),
            Heard::Replicas(member, told) => {
                let member = self.members.entry(member).or_default();
                let trouble = member.replicas.take(*told);
                return member.note(trouble);
            }
            Heard::Pods(member, told) => {
                let member = self.members.entry(member).or_default();
                let trouble = member.pods.take(*told);
                return member.note(trouble);
            }
        };
        self.host_trouble = of_host;
    }

    /// Who has not told anything by now is not waited for.
    fn give_up(&mut self) {
        for member in self.members.values_mut().filter(|member| !member.is_complete()) {
            let why = format!("no answer within {} s", ANSWER.as_secs());
            member.trouble.get_or_insert(why);
        }
    }

    fn has_host(&self) -> bool {
        [self.clusters.is_complete, self.workload.is_complete, self.namespace.is_complete]
            .iter()
            .all(|it| *it)
    }

    /// A host that goes away later is waited for; one that never answered is not.
    fn find_host_trouble(&self, is_late: bool) -> Option<String> {
        let why = || self.host_trouble.clone().unwrap_or_else(|| "it does not answer".to_owned());
        (is_late && !self.has_host() && self.clusters.objects.is_empty()).then(why)
    }

    fn is_complete(&self) -> bool {
        let told = |member: &MemberView| member.is_complete() || member.trouble.is_some();
        self.has_host() && self.members.values().all(told)
    }

    fn seen(&self, clients: &Clients) -> Seen {
        let clusters: Vec<(ClusterName, &KubeFedCluster)> = self
            .clusters
            .objects
            .values()
            .filter_map(|cluster| Some((cluster.name_any().parse().ok()?, cluster)))
            .collect();
        let first = |known: &Known<DynamicObject>| {
            let object = known.objects.values().find(|it| it.metadata.deletion_timestamp.is_none());
            object.map(|object| serde_json::to_value(object).unwrap_or_default())
        };
        let workload = first(&self.workload);
        let labels = workload.as_ref().map(selector).unwrap_or_default();
        Seen {
            scope: clients.scope,
            clusters: clusters
                .iter()
                .map(|(name, it)| (name.clone(), readiness(Some(it))))
                .collect(),
            labels: clusters.iter().map(|(name, it)| (name.clone(), it.labels().clone())).collect(),
            namespace: first(&self.namespace),
            members: self
                .members
                .iter()
                .map(|(name, member)| (name.clone(), member.seen(&labels)))
                .collect(),
            workload,
        }
    }
}

impl MemberView {
    fn is_complete(&self) -> bool {
        self.replicas.is_complete && self.pods.is_complete
    }

    fn note(&mut self, trouble: Option<String>) {
        if trouble.is_some() || self.is_complete() {
            self.trouble = trouble;
        }
    }

    fn seen(&self, labels: &BTreeMap<String, String>) -> InMember {
        if let Some(why) = &self.trouble {
            return InMember::Silent(why.clone());
        }
        let Some(object) = self.replicas.objects.values().next() else { return InMember::Absent };
        let number = |pointer: &str| object.data.pointer(pointer).and_then(Value::as_i64);
        let is_its_own = |pod: &&PodObject| {
            labels.iter().all(|(key, value)| pod.labels().get(key) == Some(value))
        };
        InMember::Found(Found {
            wanted: number("/spec/replicas").unwrap_or_default(),
            ready: number("/status/readyReplicas").unwrap_or_default(),
            pods: self.pods.objects.values().filter(is_its_own).map(pod).collect(),
        })
    }
}

/// The labels of the workload's pods.
fn selector(workload: &Value) -> BTreeMap<String, String> {
    let labels = workload.pointer("/spec/template/spec/selector/matchLabels").cloned();
    serde_json::from_value(labels.unwrap_or_default()).unwrap_or_default()
}

fn pod(pod: &PodObject) -> Pod {
    let status = pod.status.clone().unwrap_or_default();
    let conditions = status.conditions.unwrap_or_default();
    if status.phase.as_deref() == Some("Running") {
        let is_told = conditions.iter().any(|condition| condition.type_ == "Ready");
        return if is_told { Pod::Running } else { Pod::Coming };
    }
    let homeless = conditions.iter().find(|condition| {
        condition.type_ == "PodScheduled"
            && condition.status == "False"
            && condition.reason.as_deref() == Some("Unschedulable")
    });
    let since = homeless.and_then(|condition| condition.last_transition_time.as_ref());
    since.map_or(Pod::Coming, |since| Pod::Homeless(since.0))
}
