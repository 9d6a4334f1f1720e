//! How each cluster of a federation is reached: from here with the user's access and with fedrig's
//! own, and from the host. Asks all at once, and changes nothing.

mod side;

use std::collections::BTreeMap;
use std::path::Path;

use futures::future::join_all;
use jiff::Timestamp;
use serde::Serialize;

pub use side::{Problem, Side};

use crate::kubeconfig::Kubeconfig;
use crate::name::{ClusterName, ContextName};
use crate::spec::{Cluster, Federation};
use crate::status::members;
use crate::tool::Access;
use crate::watch::readiness::{Readiness, readiness};
use crate::watch::{KubeFedCluster, Unreachable, client};

/// How the clusters of a federation are reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessReport {
    /// The federation's name.
    pub federation: String,
    /// The host's access, for hints.
    #[serde(skip)]
    pub host: Access,
    /// The control plane's namespace.
    pub namespace: String,
    /// Nothing is short.
    pub well: bool,
    /// The host, then the members in the order of the file.
    pub clusters: Vec<ClusterAccess>,
}

/// How one cluster is reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterAccess {
    /// Its name.
    pub name: ClusterName,
    /// From here, with the user's access.
    pub from_here: Side,
    /// From here, with fedrig's own access at the endpoint that the host uses, if there is one.
    pub own_entry: Option<Side>,
    /// From the host.
    pub from_host: FromHost,
}

/// What the control plane says of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum FromHost {
    /// Its last probe went well.
    Ready {
        /// When that was.
        last_probe: Option<Timestamp>,
    },
    /// It did not.
    NotReady {
        /// Why not.
        reason: String,
        /// When that was.
        last_probe: Option<Timestamp>,
    },
    /// The cluster is not joined, so nobody probes it.
    NotJoined,
    /// The host itself did not answer.
    NotAsked,
}

impl ClusterAccess {
    /// Every access that there is works.
    pub fn is_well(&self) -> bool {
        self.works_from_here() && !matches!(self.from_host, FromHost::NotReady { .. })
    }

    /// What this machine needs works.
    pub fn works_from_here(&self) -> bool {
        let own = self.own_entry.as_ref().is_none_or(|own| own.problem.is_none());
        self.from_here.problem.is_none() && own
    }
}

/// Asks every cluster, and the host for all of them; `own` is fedrig's own kubeconfig, and
/// `unreached` are the clusters whose access was not to be had.
pub async fn examine(
    federation: &Federation,
    own: &Path,
    unreached: &BTreeMap<ClusterName, Problem>,
) -> AccessReport {
    let namespace = &federation.kubefed.namespace;
    let own_names = own_names(own);
    let here = join_all(federation.all_clusters().map(|cluster| async {
        let own = Access::of(own.to_owned(), ContextName::from(&cluster.name));
        let has_own = own_names.iter().any(|name| name == cluster.name.as_str());
        let of_user = async {
            match unreached.get(&cluster.name) {
                Some(problem) => Side::without(&cluster.access, problem.clone()),
                None => Side::of_user(&cluster.access).await,
            }
        };
        tokio::join!(of_user, async {
            if has_own { Some(Side::of_fedrig(&own).await) } else { None }
        })
    }));
    let host = side::in_time(async {
        let host = client::connect(&federation.host.access).await?;
        members(&host, namespace).await
    });
    let (here, known) = tokio::join!(here, host);
    let clusters: Vec<ClusterAccess> = federation
        .all_clusters()
        .zip(here)
        .map(|(cluster, (from_here, own_entry))| ClusterAccess {
            name: cluster.name.clone(),
            from_here,
            own_entry,
            from_host: from_host(cluster, &known),
        })
        .collect();
    AccessReport {
        federation: federation.name.to_string(),
        host: federation.host.access.clone(),
        namespace: namespace.to_string(),
        well: clusters.iter().all(ClusterAccess::is_well),
        clusters,
    }
}

/// The clusters that fedrig's own kubeconfig has; none before the first `up`.
fn own_names(own: &Path) -> Vec<String> {
    let own = Kubeconfig::read(own).ok();
    own.iter().flat_map(Kubeconfig::context_names).map(str::to_owned).collect()
}

fn from_host(cluster: &Cluster, known: &Result<Vec<KubeFedCluster>, Unreachable>) -> FromHost {
    let Ok(known) = known else { return FromHost::NotAsked };
    let joined = known.iter().find(|it| it.metadata.name.as_deref() == Some(cluster.name.as_str()));
    let conditions = joined.and_then(|joined| joined.status.as_ref());
    let conditions = conditions.iter().flat_map(|status| &status.conditions);
    let probes = conditions.filter_map(|condition| condition.last_probe_time.as_ref());
    let last_probe = probes.map(|time| time.0).max();
    match readiness(joined) {
        Readiness::Ready { .. } => FromHost::Ready { last_probe },
        Readiness::NotYet { reason, .. } => FromHost::NotReady { reason, last_probe },
        Readiness::Gone => FromHost::NotJoined,
    }
}
