//! docker: looks at the containers behind kind's clusters.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::{Exec, Invocation, ToolFailure};
use crate::name::ClusterName;

/// How long a question may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How long a program inside of a node may take.
const NODE: Duration = Duration::from_secs(30);
/// kind's mark on the containers that are its nodes.
const KIND_LABEL: &str = "io.x-k8s.kind.cluster";

/// docker at a path.
#[derive(Debug, Clone)]
pub struct Docker {
    exec: Exec,
    program: PathBuf,
}

impl Docker {
    /// docker at the absolute path `program`.
    pub fn at(exec: Exec, program: PathBuf) -> Self {
        Self { exec, program }
    }

    /// The engine's version; fails when no engine answers.
    pub async fn engine_version(&self) -> Result<String, ToolFailure> {
        let call = self.call().args(["version", "--format", "{{json .Server.Version}}"]);
        self.exec.ask(call, LIMIT, "the engine's version").await
    }

    /// The address of a kind cluster's control plane inside the container network: the one under
    /// which pods of other kind clusters reach its API server.
    pub async fn node_address(&self, cluster: &ClusterName) -> Result<Option<IpAddr>, ToolFailure> {
        let call = self
            .call()
            .args(["container", "inspect", "--format", "{{json .NetworkSettings.Networks}}"])
            .arg(format!("{cluster}-control-plane"));
        let networks: std::collections::BTreeMap<String, Network> =
            self.exec.ask(call, LIMIT, "the container's networks").await?;
        Ok(networks.values().find_map(|network| network.address.parse().ok()))
    }

    /// Removes a network that no container uses; one that is used or not there stays as it is.
    pub async fn remove_idle_network(&self, network: &str) -> Result<(), ToolFailure> {
        let list = self
            .call()
            .args(["network", "ls", "--format", "{{.Name}}", "--filter"])
            .arg(format!("name=^{network}$"));
        let there = self.exec.run(list, LIMIT).await?.stdout;
        if there.trim() != network {
            return Ok(());
        }
        let inspect =
            self.call().args(["network", "inspect", "--format", "{{json .Containers}}", network]);
        let users: std::collections::BTreeMap<String, serde_json::Value> =
            self.exec.ask(inspect, LIMIT, "the network's containers").await?;
        if !users.is_empty() {
            return Ok(());
        }
        let remove = self.call().args(["network", "rm", network]);
        self.exec.run(remove, LIMIT).await.map(drop)
    }

    /// Every node of every kind cluster on this machine, also those that are stopped.
    pub async fn kind_nodes(&self) -> Result<Vec<KindNode>, ToolFailure> {
        let list = self.call().args(["container", "ls", "--all", "--quiet", "--filter"]);
        let ids = self.exec.run(list.arg(format!("label={KIND_LABEL}")), LIMIT).await?.stdout;
        if ids.trim().is_empty() {
            return Ok(Vec::new());
        }
        let inspect = self.call().args(["container", "inspect"]).args(ids.split_whitespace());
        let found: Vec<Container> = self.exec.ask(inspect, LIMIT, "the nodes' containers").await?;
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

    fn call(&self) -> Invocation {
        Invocation::of(&self.program)
    }
}

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

impl From<Container> for KindNode {
    fn from(container: Container) -> Self {
        let networks = container.network_settings.networks.into_values();
        let bound = container.network_settings.ports.into_values().flatten().flatten();
        Self {
            name: container.name.trim_start_matches('/').to_owned(),
            cluster: container.config.labels.get(KIND_LABEL).cloned().unwrap_or_default(),
            addresses: networks.filter_map(|network| network.address.parse().ok()).collect(),
            ports: bound.filter_map(|port| port.host_port.parse().ok()).collect(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Container {
    name: String,
    config: ContainerConfig,
    network_settings: NetworkSettings,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ContainerConfig {
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetworkSettings {
    #[serde(default)]
    networks: BTreeMap<String, Network>,
    #[serde(default)]
    ports: BTreeMap<String, Option<Vec<Port>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Port {
    #[serde(default)]
    host_port: String,
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "IPAddress")]
    address: String,
}
