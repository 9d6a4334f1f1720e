//! The state of a federation: what the host knows of its members. Reads only.

pub mod watch;

use std::fmt;

use jiff::Timestamp;
use k8s_openapi::api::apps::v1::Deployment;
use kube::api::ListParams;
use kube::{Api, Client};
use serde::Serialize;

use crate::name::Namespace;
use crate::spec::{Cluster, Federation};
use crate::tool::kubectl::EXPIRY_ANNOTATION;
use crate::trust::UNCHECKED;
use crate::watch::controlplane::CONTROLLER;
use crate::watch::readiness::{Readiness, readiness};
use crate::watch::{KubeFedCluster, Unreachable, client};

/// The state of a federation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FederationStatus {
    /// Its name.
    pub federation: String,
    /// Where its control plane lives.
    pub namespace: String,
    /// The version of the image that the controller runs.
    pub kubefed: Option<String>,
    /// All clusters that the file names are Ready, and the control plane is there.
    pub ready: bool,
    /// The clusters of the file, then those that the host knows besides.
    pub clusters: Vec<ClusterStatus>,
}

/// The state of one cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterStatus {
    /// Its name.
    pub name: String,
    /// Its region.
    pub region: Option<String>,
    /// What it is in the federation.
    pub role: Role,
    /// Its Kubernetes version, as the control plane sees it.
    pub kubernetes: Option<String>,
    /// The control plane reaches it.
    pub ready: bool,
    /// Since when it is (not) Ready.
    pub since: Option<Timestamp>,
    /// Why it is not Ready.
    pub reason: Option<String>,
    /// When KubeFed's token for it expires, if it does.
    pub token_expires: Option<Timestamp>,
    /// What is not safe about it.
    pub warning: Option<String>,
}

/// What a cluster is in the federation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Has the control plane and is a member as well.
    HostAndMember,
    /// Is a member.
    Member,
    /// Is joined, and the file does not name it.
    Unlisted,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HostAndMember => "host, member",
            Self::Member => "member",
            Self::Unlisted => "not in the file",
        })
    }
}

/// Asks the host.
pub async fn observe(federation: &Federation) -> Result<FederationStatus, Unreachable> {
    let host = client::connect(&federation.host.access).await?;
    let namespace = &federation.kubefed.namespace;
    let (known, kubefed) = tokio::try_join!(members(&host, namespace), version(&host, namespace))?;
    Ok(compose(federation, &known, kubefed))
}

/// The state of a federation, from what the host knows.
fn compose(
    federation: &Federation,
    known: &[KubeFedCluster],
    kubefed: Option<String>,
) -> FederationStatus {
    let namespace = &federation.kubefed.namespace;
    let mut clusters: Vec<ClusterStatus> = federation
        .clusters()
        .map(|cluster| listed(federation, cluster, find(known, cluster.name.as_str())))
        .collect();
    let ready = kubefed.is_some() && clusters.iter().all(|cluster| cluster.ready);
    let named: Vec<&str> = federation.clusters().map(|cluster| cluster.name.as_str()).collect();
    let unlisted = |cluster: &&KubeFedCluster| {
        !named.contains(&cluster.metadata.name.as_deref().unwrap_or_default())
    };
    clusters.extend(known.iter().filter(unlisted).map(|cluster| {
        let name = cluster.metadata.name.clone().unwrap_or_default();
        cluster_status(name, None, Role::Unlisted, Some(cluster))
    }));
    FederationStatus {
        federation: federation.name.to_string(),
        namespace: namespace.to_string(),
        kubefed,
        ready,
        clusters,
    }
}

fn find<'a>(known: &'a [KubeFedCluster], name: &str) -> Option<&'a KubeFedCluster> {
    known.iter().find(|cluster| cluster.metadata.name.as_deref() == Some(name))
}

fn listed(
    federation: &Federation,
    cluster: &Cluster,
    known: Option<&KubeFedCluster>,
) -> ClusterStatus {
    let is_host = cluster.name == federation.host.name;
    let role = if is_host { Role::HostAndMember } else { Role::Member };
    let region = cluster.region.as_ref().map(ToString::to_string);
    cluster_status(cluster.name.to_string(), region, role, known)
}

fn cluster_status(
    name: String,
    region: Option<String>,
    role: Role,
    known: Option<&KubeFedCluster>,
) -> ClusterStatus {
    let status = known.and_then(|cluster| cluster.status.as_ref());
    let label = known
        .and_then(|cluster| cluster.metadata.labels.as_ref())
        .and_then(|labels| labels.get(crate::federate::REGION).cloned());
    let (ready, since, reason) = match readiness(known) {
        Readiness::Ready { since } => (true, since, None),
        Readiness::NotYet { reason, since } => (false, since, Some(reason)),
        Readiness::Gone => (false, None, Some("not joined".to_owned())),
    };
    let annotations = known.and_then(|cluster| cluster.metadata.annotations.as_ref());
    let expires = annotations.and_then(|annotations| annotations.get(EXPIRY_ANNOTATION));
    let unchecked = known.is_some_and(|cluster| cluster.spec.skips_verification());
    ClusterStatus {
        name,
        region: region.or(label).or_else(|| status.and_then(|status| status.region.clone())),
        role,
        kubernetes: status.and_then(|status| status.kubernetes_version.clone()),
        ready,
        since,
        reason,
        token_expires: expires.and_then(|expires| expires.parse().ok()),
        warning: unchecked.then(|| UNCHECKED.to_owned()),
    }
}

/// The members that the host knows; none when it has no KubeFed at all.
pub async fn members(
    host: &Client,
    namespace: &Namespace,
) -> Result<Vec<KubeFedCluster>, Unreachable> {
    let clusters: Api<KubeFedCluster> = Api::namespaced(host.clone(), namespace.as_str());
    match clusters.list(&ListParams::default()).await {
        Ok(list) => Ok(list.items),
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
        Err(error) => Err(Unreachable::from(&error)),
    }
}

/// The tag of the controller's image, without `v`.
async fn version(host: &Client, namespace: &Namespace) -> Result<Option<String>, Unreachable> {
    let deployments: Api<Deployment> = Api::namespaced(host.clone(), namespace.as_str());
    let found = deployments.get_opt(CONTROLLER).await;
    let found = found.map_err(|error| Unreachable::from(&error))?;
    Ok(found.as_ref().and_then(tag))
}

fn tag(deployment: &Deployment) -> Option<String> {
    let pod = deployment.spec.as_ref()?.template.spec.as_ref()?;
    let (_, tag) = pod.containers.first()?.image.as_ref()?.rsplit_once(':')?;
    Some(tag.strip_prefix('v').unwrap_or(tag).to_owned())
}
