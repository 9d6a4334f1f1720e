//! docker: looks at the containers behind kind's clusters.

mod images;
mod nodes;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::{Exec, Invocation, ToolFailure};
use crate::name::ClusterName;

pub use images::Image;

/// How long a question may take.
const LIMIT: Duration = Duration::from_secs(60);

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

    fn call(&self) -> Invocation {
        Invocation::of(&self.program)
    }
}

#[derive(Deserialize)]
struct Network {
    #[serde(rename = "IPAddress")]
    address: String,
}
