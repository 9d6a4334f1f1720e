//! Compares what was found with what is wanted: each answer is the reason to do something.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use crate::federate::REGION;
use crate::observe::{Account, ClusterView, HostView, Join, OwnEntryView};
use crate::spec::{Cluster, KubeFed, Rbac};
use crate::tool::helm::Deployed;
use crate::tool::kubefedctl::Kubefedctl;
use crate::trust::Trust;
use crate::watch::controlplane::wanted_gates;
use crate::watch::credentials::TokenLife;
use crate::watch::readiness::{Readiness, is_unauthorized};

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
pub(super) fn grant(cluster: &ClusterView, rbac: Rbac, now: Timestamp) -> Option<String> {
    match (cluster.account, cluster.own_entry) {
        (Account::Incomplete, _) => {
            Some("there is no complete service account of fedrig's".to_owned())
        }
        (Account::Complete, OwnEntryView::Other) => {
            Some("fedrig's own kubeconfig lacks its entry".to_owned())
        }
        (Account::Complete, OwnEntryView::AsWanted)
            if rbac == Rbac::Full && !cluster.roles.own.are_everything() =>
        {
            Some("fedrig's role is limited, and is not to be".to_owned())
        }
        (Account::Complete, OwnEntryView::AsWanted) => {
            renewal(cluster.wanted.token, cluster.own_token.as_ref(), now)
        }
    }
}

/// Why a cluster has to be joined, or joined again.
pub(super) fn join(
    entry: &Cluster,
    cluster: &ClusterView,
    join: Option<&Join>,
) -> Option<&'static str> {
    let Some(join) = join else { return Some("it is not joined") };
    if join.endpoint != cluster.wanted.server {
        return Some("it is joined with another address");
    }
    let wanted = &cluster.wanted;
    let bundle = join.certificate_authority.as_deref();
    if !wanted.trust.is_met(bundle, join.skips_verification) {
        return Some(match (&wanted.trust, join.skips_verification) {
            (Trust::Insecure, _) => "its certificate is checked, and is not to be",
            (_, true) => "its certificate is not checked",
            (_, false) => "it is joined with another CA",
        });
    }
    if wanted.proxy != join.proxy {
        return Some("it is joined with another proxy, or none");
    }
    if wanted.proxy.is_some() && wanted.trust == Trust::Insecure && bundle.is_some() {
        return Some("KubeFed goes past its proxy");
    }
    if join.secret != Kubefedctl::secret_name(&entry.name) {
        return Some("its Secret has another name");
    }
    match (&join.token, wanted.token) {
        (None, _) => return Some("its Secret has no token"),
        (Some(TokenLife::Bound(_)), None) => return Some("its token expires, and is not to"),
        (Some(_), _) => {}
    }
    if wanted.token.is_none()
        && let Some(reason) = unknown_token(join)
    {
        return Some(reason);
    }
    let roles = &cluster.roles;
    let is_everything = [&roles.kubefed, &roles.kubefed_local].iter().any(|r| r.are_everything());
    if entry.rbac == Rbac::Full && roles.is_limited && !is_everything {
        return Some("KubeFed's role is limited, and is not to be");
    }
    (!cluster.has_kubefed_account).then_some("KubeFed's service account is missing in it")
}

/// Whether the member does not know the token that KubeFed has.
pub(super) fn unknown_token(join: &Join) -> Option<&'static str> {
    let unknown =
        matches!(&join.readiness, Readiness::NotYet { reason, .. } if is_unauthorized(reason));
    unknown.then_some("the member does not know KubeFed's token")
}

/// Why KubeFed needs a new token for a cluster.
pub(super) fn renewal(
    life: Option<Duration>,
    token: Option<&TokenLife>,
    now: Timestamp,
) -> Option<String> {
    life?;
    match token? {
        TokenLife::Bound(bound) => bound.is_due(now),
        TokenLife::Lasting => Some("its token never expires".to_owned()),
        TokenLife::Unknown => Some("its token is none of a service account's".to_owned()),
    }
}

/// Why a KubeFedCluster has to be labelled. Labels that the file does not name are others' own.
pub(super) fn label(labels: &BTreeMap<String, String>, join: Option<&Join>) -> Option<String> {
    let reason = |(key, wanted): (&String, &String)| {
        let what = if key == REGION { "region label" } else { key.as_str() };
        match join.and_then(|join| join.labels.get(key)) {
            Some(present) if present == wanted => None,
            Some(present) => Some(format!("its {what} is {present}")),
            None => Some(format!("it has no {what}")),
        }
    };
    labels.iter().find_map(reason)
}

/// Why a cluster has to be waited for.
pub(super) fn ready(join: Option<&Join>) -> Option<String> {
    match join.map(|join| &join.readiness) {
        Some(Readiness::Ready { .. }) => None,
        Some(Readiness::NotYet { reason, .. }) => Some(reason.clone()),
        Some(Readiness::Gone) | None => Some("it is not joined".to_owned()),
    }
}
