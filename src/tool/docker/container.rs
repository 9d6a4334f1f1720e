//! Containers: described, started, used, removed.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::Path;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Docker, LIMIT, MOVING};
use crate::name::ClusterName;
use crate::tool::ToolFailure;

/// A container of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// Its name.
    pub name: String,
    /// The image that it was made of.
    pub image: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// `running`, `exited`, `created`, `paused`, …
    pub state: String,
    /// When it was made.
    pub created: Timestamp,
    /// The networks that it is in, with its address in each while it runs.
    pub networks: BTreeMap<String, Option<Ipv4Addr>>,
}

/// A container to start in the background.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewContainer<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its image.
    pub image: &'a str,
    /// Its first network; the engine's default without it.
    pub network: Option<&'a str>,
    /// Its labels.
    pub labels: &'a [(&'a str, &'a str)],
    /// What it runs instead of what the image says.
    pub entrypoint: Option<&'a str>,
    /// Arguments of what it runs.
    pub args: &'a [&'a str],
}

impl Docker {
    /// Every container, running or not, that has the label.
    pub async fn containers(&self, label: &str) -> Result<Vec<Container>, ToolFailure> {
        let list = self.call().args(["container", "ls", "--all", "--quiet", "--filter"]);
        let list = list.arg(format!("label={label}"));
        let inspect = self.call().args(["container", "inspect"]);
        let described: Vec<Described> = self.describe(list, inspect, "containers").await?;
        Ok(described.into_iter().map(Container::from).collect())
    }

    /// The address of a kind cluster's control plane inside the container network: the one under
    /// which pods of other kind clusters reach its API server.
    pub async fn node_address(
        &self,
        cluster: &ClusterName,
    ) -> Result<Option<Ipv4Addr>, ToolFailure> {
        let call =
            self.call().args(["container", "inspect"]).arg(format!("{cluster}-control-plane"));
        let described: Vec<Described> = self.exec.ask(call, LIMIT, "a container").await?;
        let containers = described.into_iter().map(Container::from);
        Ok(containers.flat_map(|container| container.networks.into_values()).flatten().next())
    }

    /// Starts a container in the background.
    pub async fn start(&self, new: &NewContainer<'_>) -> Result<(), ToolFailure> {
        let mut call = self.call().args(["run", "--detach"]).flag("--name", new.name);
        for (label, value) in new.labels {
            call = call.flag("--label", format!("{label}={value}"));
        }
        if let Some(network) = new.network {
            call = call.flag("--network", network);
        }
        if let Some(entrypoint) = new.entrypoint {
            call = call.flag("--entrypoint", entrypoint);
        }
        self.exec.run(call.arg(new.image).args(new.args), LIMIT).await.map(drop)
    }

    /// Runs a program in a container.
    pub async fn run_in(&self, container: &str, command: &[&str]) -> Result<String, ToolFailure> {
        let call = self.call().args(["exec", container]).args(command);
        Ok(self.exec.run(call, MOVING).await?.stdout)
    }

    /// Copies a file of this machine into a container.
    pub async fn copy_in(&self, file: &Path, container: &str, to: &str) -> Result<(), ToolFailure> {
        let call = self.call().arg("cp").arg(file).arg(format!("{container}:{to}"));
        self.exec.run(call, MOVING).await.map(drop)
    }

    /// A small text file of a container, which need not run. What is in a mount is not found.
    pub async fn read_file(&self, container: &str, path: &str) -> Result<String, ToolFailure> {
        let call = self.call().arg("cp").arg(format!("{container}:{path}")).arg("-");
        // docker writes an archive: the text is in it as it is, between headers and zeros.
        Ok(self.exec.run(call, LIMIT).await?.stdout)
    }

    /// Removes a container with its anonymous volumes; one that is not there is no failure.
    pub async fn remove_container(&self, name: &str) -> Result<(), ToolFailure> {
        self.remove(self.call().args(["rm", "--force", "--volumes", name])).await
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    name: String,
    created: Timestamp,
    config: Config,
    state: State,
    network_settings: Settings,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Config {
    image: String,
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct State {
    status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Settings {
    networks: Option<BTreeMap<String, Endpoint>>,
}

#[derive(Deserialize)]
struct Endpoint {
    #[serde(rename = "IPAddress")]
    address: String,
}

impl From<Described> for Container {
    fn from(described: Described) -> Self {
        let networks = described.network_settings.networks.unwrap_or_default();
        Self {
            name: described.name.trim_start_matches('/').to_owned(),
            image: described.config.image,
            labels: described.config.labels.unwrap_or_default(),
            state: described.state.status,
            created: described.created,
            networks: networks
                .into_iter()
                .map(|(name, endpoint)| (name, endpoint.address.parse().ok()))
                .collect(),
        }
    }
}
