//! KubeFed's own types, with the fields that fedrig reads.
//!
//! Source: `pkg/apis/core/v1beta1/kubefedcluster_types.go` and `kubefedconfig_types.go` of KubeFed
//! 0.7.0 to 0.10.0, which agree in these fields.

use k8s_openapi::ByteString;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::Time;
use kube::CustomResource;
use serde::{Deserialize, Serialize};

/// What a KubeFedCluster wants: how the control plane reaches the member.
#[derive(CustomResource, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "core.kubefed.io",
    version = "v1beta1",
    kind = "KubeFedCluster",
    namespaced,
    status = "KubeFedClusterStatus",
    schema = "disabled"
)]
#[serde(rename_all = "camelCase")]
pub struct KubeFedClusterSpec {
    /// The member's API server, as a URL.
    pub api_endpoint: String,
    /// The CA of the member's API server, PEM.
    pub ca_bundle: Option<ByteString>,
    /// What the control plane does not check of the member's certificate: `*` is all of it.
    #[serde(rename = "disabledTLSValidations")]
    pub disabled_tls_validations: Option<Vec<String>>,
    /// The proxy on the way to the member's API server.
    #[serde(rename = "proxyURL")]
    pub proxy_url: Option<String>,
    /// The Secret with the member's token, beside the KubeFedCluster.
    pub secret_ref: SecretRef,
}

impl KubeFedClusterSpec {
    /// Whether nothing of the member's certificate is checked.
    pub fn skips_verification(&self) -> bool {
        self.disabled_tls_validations.iter().flatten().any(|validation| validation == "*")
    }
}

/// The name of a Secret.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SecretRef {
    /// The Secret's name.
    pub name: String,
}

/// What the control plane found at its last probe.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KubeFedClusterStatus {
    /// `Ready`, `Offline`, `Config…Malformed`; at most one of each.
    #[serde(default)]
    pub conditions: Vec<ClusterCondition>,
    /// The member's Kubernetes version, `v1.33.13`. Since KubeFed 0.9.
    pub kubernetes_version: Option<String>,
    /// The region of the member's nodes, from their labels.
    pub region: Option<String>,
}

/// One condition of a member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterCondition {
    /// `Ready` or `Offline` (and others that say what is malformed).
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// When it was probed last.
    pub last_probe_time: Option<Time>,
    /// When it changed last.
    pub last_transition_time: Option<Time>,
    /// One word.
    pub reason: Option<String>,
    /// One sentence.
    pub message: Option<String>,
}

/// KubeFed's configuration, of which fedrig reads the feature gates.
#[derive(CustomResource, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "core.kubefed.io",
    version = "v1beta1",
    kind = "KubeFedConfig",
    namespaced,
    schema = "disabled"
)]
#[serde(rename_all = "camelCase")]
pub struct KubeFedConfigSpec {
    /// `Cluster` or `Namespaced`.
    pub scope: String,
    /// The gates that are set; what is missing has its default.
    #[serde(default)]
    pub feature_gates: Vec<FeatureGate>,
}

/// A federated type, with the fields that say what it needs in a member.
#[derive(CustomResource, Debug, Clone, PartialEq, Serialize, Deserialize)]
#[kube(
    group = "core.kubefed.io",
    version = "v1beta1",
    kind = "FederatedTypeConfig",
    namespaced,
    status = "FederatedTypeConfigStatus",
    schema = "disabled"
)]
#[serde(rename_all = "camelCase")]
pub struct FederatedTypeConfigSpec {
    /// `Enabled` or `Disabled`.
    pub propagation: String,
    /// The type that is made in the members.
    pub target_type: TargetType,
    /// The type that is made in the host for it.
    pub federated_type: Option<TargetType>,
}

/// What the control plane does with a federated type.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FederatedTypeConfigStatus {
    /// `Running` or `NotRunning`.
    #[serde(default)]
    pub propagation_controller: String,
}

/// A type that KubeFed makes in the members.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TargetType {
    /// Its API group; the core group is empty or not there.
    #[serde(default)]
    pub group: String,
    /// Its plural; the webhook sees to it that it is there.
    #[serde(default)]
    pub plural_name: String,
    /// The version that is made.
    #[serde(default)]
    pub version: String,
    /// Its kind.
    #[serde(default)]
    pub kind: String,
    /// `Cluster` or `Namespaced`.
    pub scope: String,
}

/// One feature gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeatureGate {
    /// Its name, `PushReconciler`.
    pub name: String,
    /// `Enabled` or `Disabled`.
    pub configuration: String,
}
