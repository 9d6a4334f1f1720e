//! The entries of clusters as they are typed.

use schemars::JsonSchema;
use serde_json::{Value as Json, json};

use super::access_entry::AccessEntry;
use super::fields::Fields;
use super::file::LABEL;
use super::rbac_entry;
use super::source::{At, Notes};
use super::tls_entry::{TlsEntry, TokenEntry};
use super::workload_entry::texts_by_name;

/// A cluster, and where it is reached.
#[derive(Debug, JsonSchema)]
pub(super) struct ClusterEntry {
    /// The cluster's name in the federation: an RFC 1123 label. With the host's name behind it
    /// (`<name>-<host>`) it has 63 characters at the most.
    #[schemars(required, extend("pattern" = LABEL, "maxLength" = 47, "examples" = ["us-east"]))]
    pub name: Option<At<String>>,
    /// The region the cluster is in.
    #[schemars(extend("pattern" = LABEL, "maxLength" = 63, "examples" = ["us-east"]))]
    pub region: Option<At<String>>,
    /// Further labels of the cluster in the federation, by which workloads find it.
    #[schemars(with = "std::collections::BTreeMap<String, String>", default)]
    pub labels: Vec<(String, At<String>)>,
    /// The kubeconfig file that has the context, relative to this file; `~` is your home. Without
    /// it, the files of KUBECONFIG read as one, or `~/.kube/config`.
    #[schemars(extend("examples" = ["~/.kube/us-east.yaml"]))]
    pub kubeconfig: Option<At<String>>,
    /// The context in the kubeconfig. fedrig never uses the current one.
    #[schemars(extend("minLength" = 1, "examples" = ["kind-us-east"]))]
    pub context: Option<At<String>>,
    /// Where the administrator's access comes from, instead of `kubeconfig` and `context`.
    pub access: Option<AccessEntry>,
    /// The address at which the host's pods reach the cluster's API server, if it is not the one in
    /// the kubeconfig.
    #[schemars(extend("pattern" = "^https://", "examples" = ["https://172.18.0.4:6443"]))]
    pub endpoint: Option<At<String>>,
    /// The HTTP proxy through which the host's pods, and this machine, reach the endpoint.
    #[schemars(extend("pattern" = "^http://", "examples" = ["http://proxy.example.com:3128"]))]
    pub proxy: Option<At<String>>,
    /// How the endpoint's certificate is trusted, if not as the kubeconfig says.
    pub tls: Option<TlsEntry>,
    /// Tokens that expire, for fedrig and for KubeFed. Without an entry they never do.
    pub token: Option<TokenEntry>,
    /// How much fedrig's account and KubeFed's may do: `full` is everything, `minimal` is what the
    /// federated types and kubefedctl need.
    #[schemars(extend("enum" = rbac_entry::spellings(), "default" = "full"))]
    pub rbac: Option<At<String>>,
}

/// The cluster with KubeFed's control plane.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_way()))]
pub(super) struct HostEntry {
    #[schemars(flatten)]
    pub cluster: ClusterEntry,
    /// Whether the host joins its own federation as well.
    #[schemars(extend("default" = true))]
    pub join: Option<At<bool>>,
}

/// A cluster that joins the host.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, extend("oneOf" = one_way()))]
pub(super) struct MemberEntry {
    #[schemars(flatten)]
    pub cluster: ClusterEntry,
}

/// The access is written in one of two ways.
fn one_way() -> Json {
    json!([{"required": ["context"]}, {"required": ["access"]}])
}

impl ClusterEntry {
    fn read(fields: &mut Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let entry = Self {
            name: fields.text("name", notes),
            region: fields.text("region", notes),
            labels: texts_by_name(fields, "labels", notes),
            kubeconfig: fields.text("kubeconfig", notes),
            context: fields.text("context", notes),
            access: AccessEntry::read(fields, notes),
            endpoint: fields.text("endpoint", notes),
            proxy: fields.text("proxy", notes),
            tls: TlsEntry::read(fields, notes),
            token: TokenEntry::read(fields, notes),
            rbac: fields.text("rbac", notes),
        };
        fields.require("name", "us-east", notes);
        if entry.access.is_none() && !fields.has("access") {
            fields.require("context", "kind-us-east", notes);
        }
        entry
    }
}

impl HostEntry {
    pub(super) fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Option<Self> {
        let Some(mut fields) = root.map("host", notes) else {
            root.require("host", "{name: eu-central, context: kind-eu-central}", notes);
            return None;
        };
        let cluster = ClusterEntry::read(&mut fields, notes);
        let join = fields.yes_or_no("join", notes);
        fields.done(notes);
        Some(Self { cluster, join })
    }
}

impl MemberEntry {
    pub(super) fn read_all(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Vec<Self> {
        let mut members = Vec::new();
        for (path, node) in root.list("members", notes).unwrap_or_default() {
            let Some(mut fields) = Fields::of(node, &path, notes) else { continue };
            let cluster = ClusterEntry::read(&mut fields, notes);
            fields.done(notes);
            members.push(Self { cluster });
        }
        members
    }
}
