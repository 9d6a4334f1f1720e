//! The nodes of all of kind's clusters, and what they wrote down.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use serde::Deserialize;

use super::Docker;
use crate::tool::ToolFailure;

/// How long a program inside of a node may take.
const NODE: Duration = Duration::from_secs(30);
/// kind's label of a node: the cluster's name.
pub const KIND_CLUSTER: &str = "io.x-k8s.kind.cluster";

/// A node of a kind cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindNode {
    /// The container's name.
    pub name: String,
    /// kind's name for the cluster.
    pub cluster: String,
    /// Its addresses in container networks; none when it is stopped.
    pub addresses: Vec<IpAddr>,
    /// The ports of this machine that lead to it.
    pub ports: Vec<u16>,
}

impl Docker {
    /// Every node of every kind cluster on this machine, also those that are stopped.
    pub async fn kind_nodes(&self) -> Result<Vec<KindNode>, ToolFailure> {
        let list = self.call().args(["container", "ls", "--all", "--quiet", "--filter"]);
        let list = list.arg(format!("label={KIND_CLUSTER}"));
        let inspect = self.call().args(["container", "inspect"]);
        let found: Vec<Described> = self.describe(list, inspect, "the nodes' containers").await?;
        Ok(found.into_iter().map(KindNode::from).collect())
    }

    /// The newest `lines` of the journal of a node's kubelet and containerd.
    pub async fn node_journal(
        &self,
        node: &str,
        since: Duration,
        lines: u32,
    ) -> Result<String, ToolFailure> {
        let call = self
            .call()
            .args(["exec", node, "journalctl", "--no-pager", "--output", "short-iso"])
            .args(["--unit", "kubelet", "--unit", "containerd"])
            .flag("--since", format!("-{}s", since.as_secs()))
            .flag("--lines", lines.to_string());
        self.exec.run(call, NODE).await.map(|said| said.stdout)
    }

    /// The containers of a node, also those that ended.
    pub async fn node_containers(&self, node: &str) -> Result<String, ToolFailure> {
        let call = self.call().args(["exec", node, "crictl", "ps", "--all"]);
        self.exec.run(call, NODE).await.map(|said| said.stdout)
    }
}

impl From<Described> for KindNode {
    fn from(container: Described) -> Self {
        let networks = container.network_settings.networks.into_values();
        let bound = container.network_settings.ports.into_values().flatten().flatten();
        Self {
            name: container.name.trim_start_matches('/').to_owned(),
            cluster: container.config.labels.get(KIND_CLUSTER).cloned().unwrap_or_default(),
            addresses: networks.filter_map(|network| network.address.parse().ok()).collect(),
            ports: bound.filter_map(|port| port.host_port.parse().ok()).collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    name: String,
    config: Config,
    network_settings: Settings,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings {
    #[serde(default)]
    networks: BTreeMap<String, Endpoint>,
    #[serde(default)]
    ports: BTreeMap<String, Option<Vec<Port>>>,
}

#[derive(Deserialize)]
struct Endpoint {
    #[serde(rename = "IPAddress")]
    address: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Port {
    #[serde(default)]
    host_port: String,
}
