//! A federation as it was meant: names are names, paths are absolute, defaults are filled in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use schemars::JsonSchema;
use semver::Version;
use serde_json::{Map, Value as Json};
use url::Url;

use super::access_source::AccessSource;
use super::hooks::Hooks;
use super::mirror_entry::MirrorWish;
use super::oci::OciReference;
use super::rbac_entry::Rbac;
use crate::compat::Rule;
use crate::federate::{REGION, Workload};
use crate::fetch::{ImageName, OwnSource, RegistryMirror};
use crate::name::{ClusterName, FederationName, Namespace, RegionName, ReleaseName};
use crate::tool::{Access, Program};
use crate::trust::Trust;

/// What a federation.yaml describes.
#[derive(Debug, Clone, PartialEq)]
pub struct Federation {
    /// Its name.
    pub name: FederationName,
    /// The file that describes it, absolute.
    pub file: PathBuf,
    /// The cluster with the control plane.
    pub host: Cluster,
    /// Whether the host is a member as well.
    pub host_joins: HostJoins,
    /// The other members, in the order of the file.
    pub members: Vec<Cluster>,
    /// The KubeFed that is installed in the host.
    pub kubefed: KubeFed,
    /// What was said about programs; those without a word are not in it.
    pub tools: BTreeMap<Program, ToolWish>,
    /// Where release files come from instead of their home.
    pub mirror: Option<MirrorWish>,
    /// How long is waited.
    pub timeouts: Timeouts,
    /// What is federated; nothing where workloads are left alone, whatever is there.
    pub workloads: Option<Vec<Workload>>,
    /// The rules about versions that may be broken.
    pub allow: BTreeSet<Rule>,
}

/// A cluster and how it is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Its name in the federation.
    pub name: ClusterName,
    /// The region it is in.
    pub region: Option<RegionName>,
    /// Further labels of its KubeFedCluster.
    pub own_labels: BTreeMap<String, String>,
    /// How this machine reaches it.
    pub access: Access,
    /// Where that access comes from.
    pub source: AccessSource,
    /// How the host's pods reach it, if not at the address in the kubeconfig.
    pub endpoint: Option<Url>,
    /// The HTTP proxy on the way to it, if not that of the kubeconfig.
    pub proxy: Option<Url>,
    /// Whose word is taken for its certificate, if not as in the kubeconfig.
    pub tls: Option<Trust>,
    /// How long tokens last; nothing when they never expire.
    pub token: Option<Duration>,
    /// How much the accounts in it may do.
    pub rbac: Rbac,
}

/// Whether the host is a member of its own federation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostJoins {
    /// It is the first member.
    Yes,
    /// It only carries the control plane.
    No,
}

/// The KubeFed that is installed in the host.
#[derive(Debug, Clone, PartialEq)]
pub struct KubeFed {
    /// The version of chart, image and kubefedctl.
    pub version: Version,
    /// The control plane's namespace.
    pub namespace: Namespace,
    /// The helm release.
    pub release: ReleaseName,
    /// What is federated.
    pub scope: Scope,
    /// A chart on this machine instead of upstream's, absolute.
    pub chart: Option<PathBuf>,
    /// A chart in a registry instead of upstream's.
    pub registry: Option<OciReference>,
    /// Another image than upstream's.
    pub image: Option<ImageName>,
    /// Where upstream's images are instead of their home.
    pub registry_mirror: Option<RegistryMirror>,
    /// Who does the work of the chart's hook.
    pub hooks: Hooks,
    /// Values for the chart.
    pub values: Map<String, Json>,
}

/// Which namespaces a KubeFed federates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, JsonSchema)]
pub enum Scope {
    /// All of them.
    Cluster,
    /// Only its own.
    Namespaced,
}

impl Scope {
    /// Both, as the chart spells them.
    pub const ALL: [Self; 2] = [Self::Cluster, Self::Namespaced];

    /// As the chart spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cluster => "Cluster",
            Self::Namespaced => "Namespaced",
        }
    }
}

/// What was said about a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToolWish {
    /// The version it has to have.
    pub version: Option<Version>,
    /// Where it is, absolute; nothing is fetched then.
    pub path: Option<PathBuf>,
    /// Where it is published, instead of at upstream.
    pub own: Option<OwnSource>,
}

/// Where a mirror is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mirror {
    /// A folder, absolute.
    Directory(PathBuf),
    /// An https address; the paths are put behind it.
    Url(Url),
}

/// How long is waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// From a join until the cluster is Ready.
    pub ready: Duration,
    /// For the chart's installation or upgrade.
    pub chart: Duration,
    /// Until a workload is in a member.
    pub propagation: Duration,
}

impl Cluster {
    /// The labels of its KubeFedCluster, that of its region among them.
    pub fn labels(&self) -> BTreeMap<String, String> {
        let region = self.region.iter().map(|region| (REGION.to_owned(), region.to_string()));
        self.own_labels.clone().into_iter().chain(region).collect()
    }
}

impl Federation {
    /// The clusters that join: the host first if it does, then the members in the order of the file.
    pub fn clusters(&self) -> impl Iterator<Item = &Cluster> {
        let host = match self.host_joins {
            HostJoins::Yes => Some(&self.host),
            HostJoins::No => None,
        };
        host.into_iter().chain(&self.members)
    }

    /// The host, whether it joins or not, and the members.
    pub fn all_clusters(&self) -> impl Iterator<Item = &Cluster> {
        std::iter::once(&self.host).chain(&self.members)
    }
}
