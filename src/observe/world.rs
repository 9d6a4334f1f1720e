//! The state of a federation's clusters, as far as a plan needs it. Holds no secret.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use super::workloads::WorkloadView;
use crate::name::ClusterName;
use crate::rbac::{FederatedType, Rules};
use crate::tool::helm::Deployed;
use crate::trust::Trust;
use crate::watch::credentials::TokenLife;
use crate::watch::member::FeatureGate;
use crate::watch::readiness::Readiness;

/// Everything that was observed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct World {
    /// What the host says.
    pub host: HostView,
    /// What each cluster of the file says.
    pub clusters: BTreeMap<ClusterName, ClusterView>,
    /// What is wanted of workloads, and there of it.
    pub workloads: WorkloadView,
    /// When it was observed.
    pub seen_at: Timestamp,
}

/// What the host says of the control plane and of its members.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HostView {
    /// The helm release, if there is one.
    pub release: Option<ReleaseView>,
    /// The control plane's namespace.
    pub namespace: NamespaceView,
    /// The control plane's parts.
    pub control_plane: ControlPlane,
    /// The KubeFedClusters, those too that the file does not name.
    pub joins: BTreeMap<ClusterName, Join>,
    /// What earlier runs left behind.
    pub leftovers: Vec<Leftover>,
    /// Whether any revision of the release ever was complete.
    pub was_complete: bool,
    /// The run of fedrig whose label the newest revision of the release carries.
    pub run: Option<String>,
    /// When helm last wrote that revision, in Unix seconds.
    pub written: Option<i64>,
}

/// A helm release.
#[derive(Debug, Clone, PartialEq)]
pub struct ReleaseView {
    /// Status, revision and chart version.
    pub deployed: Deployed,
    /// The values that the user gave.
    pub values: serde_json::Value,
}

/// The control plane's parts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ControlPlane {
    /// Why the webhook's deployment is not complete; nothing when it is.
    pub webhook_lacks: Option<String>,
    /// Why the controller's deployment is not complete; nothing when it is.
    pub controller_lacks: Option<String>,
    /// The types that are federated.
    pub types: Vec<FederatedType>,
    /// The feature gates of the KubeFedConfig; nothing without a KubeFedConfig.
    pub gates: Option<Vec<FeatureGate>>,
}

/// A KubeFedCluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The address in it.
    pub endpoint: String,
    /// The CA in it, PEM.
    pub certificate_authority: Option<Vec<u8>>,
    /// Whether the control plane does not look at the member's certificate.
    pub skips_verification: bool,
    /// The proxy in it.
    pub proxy: Option<String>,
    /// Its Secret's name.
    pub secret: String,
    /// The life of the token in that Secret; nothing without Secret or token.
    pub token: Option<TokenLife>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Whether the control plane reaches the member.
    pub readiness: Readiness,
}

/// What one cluster says.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterView {
    /// What fedrig's own kubeconfig should say of it.
    pub wanted: WantedEntry,
    /// fedrig's service account in it.
    pub account: Account,
    /// The entry in fedrig's own kubeconfig.
    pub own_entry: OwnEntryView,
    /// The life of the token in that entry, when it is as wanted.
    pub own_token: Option<TokenLife>,
    /// Whether KubeFed's service account for this host is there.
    pub has_kubefed_account: bool,
    /// Whether kubefedctl's Secret for that account is there, with a token that never expires.
    pub has_lasting_token: bool,
    /// KubeFed's namespace in it.
    pub namespace: NamespaceView,
    /// What the accounts may do in it.
    pub roles: RolesView,
}

/// What the roles in a cluster allow; nothing for one that is not there, or bound to nobody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RolesView {
    /// fedrig's own, everywhere.
    pub own: Rules,
    /// fedrig's own, in KubeFed's namespace.
    pub own_local: Rules,
    /// KubeFed's, everywhere.
    pub kubefed: Rules,
    /// KubeFed's, in its namespace: with Scope Namespaced.
    pub kubefed_local: Rules,
    /// Whether KubeFed's was limited by fedrig, once.
    pub is_limited: bool,
    /// Whether the powers for a join are still there.
    pub has_joining: bool,
}

/// How the host's pods, and so fedrig's own kubeconfig, reach a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedEntry {
    /// The API server's address.
    pub server: String,
    /// Whose word is taken for its certificate.
    pub trust: Trust,
    /// The HTTP proxy on the way.
    pub proxy: Option<String>,
    /// How long tokens last; nothing when they never expire.
    pub token: Option<Duration>,
}

/// fedrig's service account with role, binding and token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// All of it is there.
    Complete,
    /// Something is missing, or all.
    Incomplete,
}

/// The entry of a cluster in fedrig's own kubeconfig.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnEntryView {
    /// As it would be written now.
    AsWanted,
    /// Missing, or another.
    Other,
}

/// A namespace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NamespaceView {
    /// There is none.
    #[default]
    Absent,
    /// It is there.
    Active,
    /// It is being deleted.
    Terminating,
}

/// Something that an earlier run, or helm under it, left in the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leftover {
    /// A Job of the chart's hook, under a random name.
    HookJob(String),
    /// A Secret with credentials that no KubeFedCluster uses any more, marked by fedrig.
    Secret(String),
}
