//! Compares what was found with what is wanted: each answer is the reason to do something.

use serde_json::Value;

use crate::name::{ClusterName, RegionName};
use crate::observe::{Account, ClusterView, HostView, Join, OwnEntryView};
use crate::spec::KubeFed;
use crate::tool::helm::Deployed;
use crate::tool::kubefedctl::Kubefedctl;
use crate::watch::controlplane::wanted_gates;
use crate::watch::readiness::Readiness;

/// Why the chart has to be installed or upgraded.
pub(super) fn install(kubefed: &KubeFed, values: &Value, host: &HostView) -> Option<String> {
    let Some(release) = &host.release else {
        return Some(format!("there is no release `{}`", kubefed.release));
    };
    if release.deployed.status != Deployed::COMPLETE {
        return Some(format!("the release is {}", release.deployed.status));
    }
    match &release.deployed.chart_version {
        Some(version) if *version == kubefed.version => {}
        Some(version) => return Some(format!("the chart is {version}")),
        None => return Some("the chart's version is unknown".to_owned()),
    }
    (release.values != *values).then(|| "its values differ".to_owned())
}

/// Why the control plane has to be configured.
pub(super) fn configure(values: &Value, host: &HostView) -> Option<String> {
    let control_plane = &host.control_plane;
    if let Some(lacks) = &control_plane.webhook_lacks {
        return Some(format!("webhook: {lacks}"));
    }
    match &control_plane.gates {
        None => Some("there is no KubeFedConfig".to_owned()),
        Some(gates) => (*gates != wanted_gates(values)).then(|| "feature gates differ".to_owned()),
    }
}

/// Why a cluster needs fedrig's access made, or its entry written.
pub(super) fn grant(cluster: &ClusterView) -> Option<&'static str> {
    match (cluster.account, cluster.own_entry) {
        (Account::Incomplete, _) => Some("there is no complete service account of fedrig's"),
        (Account::Complete, OwnEntryView::Other) => Some("fedrig's own kubeconfig lacks its entry"),
        (Account::Complete, OwnEntryView::AsWanted) => None,
    }
}

/// Why a cluster has to be joined, or joined again.
pub(super) fn join(
    name: &ClusterName,
    cluster: &ClusterView,
    join: Option<&Join>,
) -> Option<&'static str> {
    let Some(join) = join else { return Some("it is not joined") };
    if join.endpoint != cluster.wanted.server {
        return Some("it is joined with another address");
    }
    let ca = &cluster.wanted.certificate_authority;
    if ca.is_some() && join.certificate_authority != *ca {
        return Some("it is joined with another CA");
    }
    if join.secret != Kubefedctl::secret_name(name) {
        return Some("its Secret has another name");
    }
    if !join.has_token {
        return Some("its Secret has no token");
    }
    (!cluster.has_kubefed_account).then_some("KubeFed's service account is missing in it")
}

/// Why a KubeFedCluster has to be labelled.
pub(super) fn label(region: &RegionName, join: Option<&Join>) -> Option<String> {
    match join.and_then(|join| join.region.as_deref()) {
        Some(present) if present == region.as_str() => None,
        Some(present) => Some(format!("its region label is {present}")),
        None => Some("it has no region label".to_owned()),
    }
}

/// Why a cluster has to be waited for.
pub(super) fn ready(join: Option<&Join>) -> Option<String> {
    match join.map(|join| &join.readiness) {
        Some(Readiness::Ready { .. }) => None,
        Some(Readiness::NotYet { reason, .. }) => Some(reason.clone()),
        Some(Readiness::Gone) | None => Some("it is not joined".to_owned()),
    }
}
