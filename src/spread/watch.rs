//! Watches a workload in the host and in every member at once.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Pod as PodObject;
use kube::api::DynamicObject;
use kube::{Client, ResourceExt};
use serde_json::Value;
use tokio::time::Instant;

use super::clients::Clients;
use super::seen::{InMember, Seen};
use super::streams::{Heard, everything};
use super::workload::Workload;
use crate::name::ClusterName;
use crate::replicas::{Found, Pod};
use crate::watch::known::Known;
use crate::watch::readiness::readiness;
use crate::watch::{KubeFedCluster, Readiness};

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

/// Tells what is seen, once all that answers has told of itself and then whenever something is another,
/// until `hear` says that it is enough. Ends with a cause when the host can't be watched.
pub async fn watch(
    clients: &Clients,
    workload: &Workload,
    mut hear: impl FnMut(Seen) -> Wish,
) -> Result<(), String> {
    let (heard, renewals) = everything(clients, workload);
    let mut heard = pin!(heard);
    let mut view = View::of(clients);
    let deadline = Instant::now() + ANSWER;
    loop {
        let is_late = Instant::now() >= deadline;
        tokio::select! {
            next = heard.next() => {
                let Some(next) = next else { return Err("the watch ended".to_owned()) };
                view.take(next);
                for back in view.come_back() {
                    // Its watch has ended with an error, or does not know yet that it is back.
                    let _ = renewals.get(&back).map(|renewal| renewal.send(()));
                }
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

struct View {
    clusters: Known<KubeFedCluster>,
    workload: Known<DynamicObject>,
    namespace: Known<DynamicObject>,
    members: BTreeMap<ClusterName, MemberView>,
    host_trouble: Option<String>,
    lost: BTreeSet<ClusterName>,
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
            lost: BTreeSet::new(),
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

    /// The members that are Ready again since this was asked last.
    fn come_back(&mut self) -> Vec<ClusterName> {
        let is_lost = |cluster: &&KubeFedCluster| {
            !matches!(readiness(Some(cluster)), Readiness::Ready { .. })
        };
        let clusters = self.clusters.objects.values().filter(is_lost);
        let lost = clusters.filter_map(|cluster| cluster.name_any().parse().ok()).collect();
        let before = std::mem::replace(&mut self.lost, lost);
        before.difference(&self.lost).cloned().collect()
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
