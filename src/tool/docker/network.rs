//! Container networks.

use std::collections::BTreeMap;

use ipnet::Ipv4Net;
use serde::Deserialize;

use super::{Docker, LIMIT};
use crate::tool::ToolFailure;

/// A network of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// The IPv4 addresses in it.
    pub subnets: Vec<Ipv4Net>,
    /// The names of the running containers in it.
    pub users: Vec<String>,
}

impl Docker {
    /// Every network.
    pub async fn networks(&self) -> Result<Vec<Network>, ToolFailure> {
        let list = self.call().args(["network", "ls", "--quiet"]);
        let inspect = self.call().args(["network", "inspect"]);
        let described: Vec<Described> = self.describe(list, inspect, "networks").await?;
        Ok(described.into_iter().map(Network::from).collect())
    }

    /// Makes a network, whose addresses the engine chooses so that they meet no other network's.
    pub async fn create_network(
        &self,
        name: &str,
        labels: &[(&str, &str)],
    ) -> Result<(), ToolFailure> {
        let mut call = self.call().args(["network", "create"]);
        for (label, value) in labels {
            call = call.flag("--label", format!("{label}={value}"));
        }
        self.exec.run(call.arg(name), LIMIT).await.map(drop)
    }

    /// Puts a container into another network as well.
    pub async fn connect(&self, network: &str, container: &str) -> Result<(), ToolFailure> {
        let call = self.call().args(["network", "connect", network, container]);
        self.exec.run(call, LIMIT).await.map(drop)
    }

    /// Takes a container out of a network.
    pub async fn disconnect(&self, network: &str, container: &str) -> Result<(), ToolFailure> {
        let call = self.call().args(["network", "disconnect", "--force", network, container]);
        self.exec.run(call, LIMIT).await.map(drop)
    }

    /// Removes a network; one that is not there is no failure.
    pub async fn remove_network(&self, name: &str) -> Result<(), ToolFailure> {
        self.remove(self.call().args(["network", "rm", name])).await
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    name: String,
    labels: Option<BTreeMap<String, String>>,
    #[serde(rename = "IPAM")]
    ipam: Ipam,
    containers: Option<BTreeMap<String, User>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ipam {
    config: Option<Vec<Pool>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Pool {
    subnet: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct User {
    name: String,
}

impl From<Described> for Network {
    fn from(described: Described) -> Self {
        let pools = described.ipam.config.unwrap_or_default();
        let users = described.containers.unwrap_or_default();
        Self {
            name: described.name,
            labels: described.labels.unwrap_or_default(),
            subnets: pools.into_iter().filter_map(|pool| pool.subnet?.parse().ok()).collect(),
            users: users.into_values().map(|user| user.name).collect(),
        }
    }
}
