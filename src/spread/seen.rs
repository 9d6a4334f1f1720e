//! What was seen of a workload: in the host, and in each member.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::placement::{self, Labels};
use crate::name::ClusterName;
use crate::replicas::Found;
use crate::spec::Scope;
use crate::watch::Readiness;

/// What was seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What KubeFed looks after.
    pub scope: Scope,
    /// The KubeFedClusters: whether each is Ready.
    pub clusters: BTreeMap<ClusterName, Readiness>,
    /// Their labels.
    pub labels: Labels,
    /// The federated workload.
    pub workload: Option<Value>,
    /// The federated namespace.
    pub namespace: Option<Value>,
    /// The workload in each member that the file names.
    pub members: BTreeMap<ClusterName, InMember>,
}

/// A workload in a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InMember {
    /// There is none.
    Absent,
    /// It is there.
    Found(Found),
    /// The member does not answer, and this is why.
    Silent(String),
}

impl Seen {
    /// The members in which the namespace is placed: elsewhere nothing of it arrives. With scope
    /// `Namespaced`, where no FederatedNamespace is needed, all of them.
    pub fn reachable(&self) -> BTreeSet<ClusterName> {
        match (&self.namespace, self.scope) {
            (Some(namespace), _) => placement::placed(namespace, &self.labels),
            (None, Scope::Namespaced) => self.clusters.keys().cloned().collect(),
            (None, Scope::Cluster) => BTreeSet::new(),
        }
    }

    /// The members that both selectors select: those that count with `--intersect`.
    pub fn selected(&self) -> BTreeSet<ClusterName> {
        let of = |object: &Option<Value>| {
            object.as_ref().map(|object| placement::selected(object, &self.labels))
        };
        let (workload, namespace) = (of(&self.workload), of(&self.namespace));
        let (workload, namespace) = (workload.unwrap_or_default(), namespace.unwrap_or_default());
        workload.intersection(&namespace).cloned().collect()
    }

    /// The members among which KubeFed distributes now: the Ready ones, of those that count.
    pub fn available(&self, intersect: bool) -> BTreeSet<ClusterName> {
        let selected = if intersect { Some(self.selected()) } else { None };
        let counts = |name: &ClusterName| selected.as_ref().is_none_or(|all| all.contains(name));
        let ready = self
            .clusters
            .iter()
            .filter(|(name, state)| matches!(state, Readiness::Ready { .. }) && counts(name));
        ready.map(|(name, _)| name.clone()).collect()
    }

    /// The replicas that the federated workload gives to members: KubeFed's scheduler writes them there
    /// as overrides.
    pub fn given(&self) -> BTreeMap<ClusterName, i64> {
        let overrides = self.workload.as_ref().map(|workload| &workload["spec"]["overrides"]);
        let all = overrides.and_then(Value::as_array).into_iter().flatten();
        let of = |one: &Value| {
            let mut paths = one["clusterOverrides"].as_array()?.iter();
            let replicas =
                paths.find(|path| path["path"] == "/spec/replicas")?["value"].as_i64()?;
            Some((one["clusterName"].as_str()?.parse().ok()?, replicas))
        };
        all.filter_map(of).collect()
    }

    /// What KubeFed says of members to which the workload did not get: `CreationFailed`. Source:
    /// pkg/controller/sync/status/status.go of KubeFed 0.10.0; what is well has no word.
    pub fn said(&self) -> BTreeMap<ClusterName, String> {
        let clusters = self.workload.as_ref().map(|workload| &workload["status"]["clusters"]);
        let all = clusters.and_then(Value::as_array).into_iter().flatten();
        let of = |one: &Value| {
            let word = one["status"].as_str().filter(|word| !word.is_empty())?;
            Some((one["name"].as_str()?.parse().ok()?, word.to_owned()))
        };
        all.filter_map(of).collect()
    }

    /// What was found in members that answer.
    pub fn found(&self) -> BTreeMap<ClusterName, Found> {
        let found = self.members.iter().filter_map(|(name, state)| match state {
            InMember::Found(found) => Some((name.clone(), found.clone())),
            InMember::Absent | InMember::Silent(_) => None,
        });
        found.collect()
    }
}
