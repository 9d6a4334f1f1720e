//! What the engine has: kind's clusters and fedrig's networks and proxies, told by their labels.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::docker::{Container, Docker, KIND_CLUSTER, Network};

/// kind's label of a node: `control-plane`, `worker`, `external-load-balancer`.
const ROLE: &str = "io.x-k8s.kind.role";
/// fedrig's label of networks and containers: the environment's name.
pub(super) const ENV: &str = "fedrig.dev/env";
/// fedrig's label of networks: where the kubeconfigs are.
pub(super) const FOLDER: &str = "fedrig.dev/folder";
/// fedrig's label of a region's network and proxy: the cluster's name.
pub(super) const REGION: &str = "fedrig.dev/region";

/// What the engine has.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Survey {
    /// kind's clusters, whoever made them, by name.
    pub clusters: BTreeMap<String, Found>,
    /// The networks, whoever made them.
    pub networks: Vec<Network>,
    /// fedrig's proxies.
    pub proxies: Vec<Container>,
}

/// A cluster of kind's.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    /// Its containers.
    pub nodes: Vec<Container>,
    /// The environment that it belongs to. kind's containers take no labels of ours, so it is the
    /// network that says it.
    pub env: Option<String>,
    /// Where that environment's kubeconfigs are.
    pub folder: Option<PathBuf>,
}

/// One cluster of kind's, as it is now.
pub(super) async fn find(
    docker: &Docker,
    cluster: &ClusterName,
) -> Result<Option<Found>, ToolFailure> {
    let nodes = docker.containers(&format!("{KIND_CLUSTER}={cluster}")).await?;
    Ok(Survey::of(nodes, Vec::new(), Vec::new()).clusters.remove(cluster.as_str()))
}

impl Survey {
    pub async fn take(docker: &Docker) -> Result<Self, ToolFailure> {
        let (nodes, networks, proxies) = tokio::try_join!(
            docker.containers(KIND_CLUSTER),
            docker.networks(),
            docker.containers(ENV)
        )?;
        Ok(Self::of(nodes, networks, proxies))
    }

    pub fn of(nodes: Vec<Container>, networks: Vec<Network>, proxies: Vec<Container>) -> Self {
        let mut clusters: BTreeMap<String, Found> = BTreeMap::new();
        for node in nodes {
            let Some(cluster) = node.labels.get(KIND_CLUSTER).cloned() else { continue };
            let ours = networks.iter().find(|network| {
                node.networks.contains_key(&network.name) && network.labels.contains_key(ENV)
            });
            let label = |name| ours.and_then(|network| network.labels.get(name).cloned());
            let found = clusters.entry(cluster).or_insert_with(|| Found {
                nodes: Vec::new(),
                env: label(ENV),
                folder: label(FOLDER).map(PathBuf::from),
            });
            found.nodes.push(node);
        }
        Self { clusters, networks, proxies }
    }

    pub fn network(&self, name: &str) -> Option<&Network> {
        self.networks.iter().find(|network| network.name == name)
    }

    /// Whether a container is one of fedrig's proxies.
    pub fn is_proxy(&self, container: &str) -> bool {
        self.proxies.iter().any(|proxy| proxy.name == container)
    }

    /// Whether a container is a node of kind's.
    pub fn is_node(&self, container: &str) -> bool {
        self.clusters.values().flat_map(|found| &found.nodes).any(|node| node.name == container)
    }

    /// Whether kind's cluster is in that network.
    pub fn is_in(&self, cluster: &str, network: &str) -> bool {
        let found = self.clusters.get(cluster);
        found.is_some_and(|found| found.nodes.iter().any(|n| n.networks.contains_key(network)))
    }
}

impl Found {
    /// The nodes that become Nodes of Kubernetes; a load balancer does not.
    pub fn kubernetes_nodes(&self) -> impl Iterator<Item = &Container> {
        self.nodes.iter().filter(|node| {
            node.labels.get(ROLE).is_none_or(|role| role != "external-load-balancer")
        })
    }

    /// A node that is not running, and what it is instead.
    pub fn stopped(&self) -> Option<&Container> {
        self.nodes.iter().find(|node| node.state != "running")
    }

    /// Where the API server is: the load balancer if there is one.
    pub fn address(&self, cluster: &str) -> Option<Ipv4Addr> {
        let named = |role: &str| {
            let name = format!("{cluster}-{role}");
            self.nodes.iter().find(|node| node.name == name)
        };
        let front = named("external-load-balancer").or_else(|| named("control-plane"))?;
        front.networks.values().flatten().next().copied()
    }

    /// When its first container was made.
    pub fn created(&self) -> Option<Timestamp> {
        self.nodes.iter().map(|node| node.created).min()
    }

    /// The node image.
    pub fn image(&self) -> Option<&str> {
        self.kubernetes_nodes().next().map(|node| node.image.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn container(name: &str, role: &str, network: &str) -> Container {
        let labels = [(KIND_CLUSTER, "eu"), (ROLE, role)];
        Container {
            name: name.to_owned(),
            image: "kindest/node:v1.33.13".to_owned(),
            labels: labels.map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
            state: "running".to_owned(),
            created: Timestamp::UNIX_EPOCH,
            networks: [(network.to_owned(), Some(Ipv4Addr::new(172, 18, 0, 2)))].into(),
        }
    }

    fn network(name: &str, labels: &[(&str, &str)]) -> Network {
        Network {
            name: name.to_owned(),
            labels: labels.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
            subnets: Vec::new(),
            users: Vec::new(),
        }
    }

    #[test]
    fn a_cluster_is_fedrigs_when_its_network_is() {
        let node = || vec![container("eu-control-plane", "control-plane", "fedrig")];
        let ours = network("fedrig", &[(ENV, "env"), (FOLDER, "/work/.fedrig/env")]);
        let found = Survey::of(node(), vec![ours], Vec::new());
        assert_eq!(found.clusters["eu"].env.as_deref(), Some("env"));
        assert_eq!(found.clusters["eu"].folder, Some("/work/.fedrig/env".into()));
        let found = Survey::of(node(), vec![network("fedrig", &[])], Vec::new());
        assert_eq!(found.clusters["eu"].env, None);
    }

    #[test]
    fn a_load_balancer_is_the_front_and_no_node_of_kubernetes() {
        let nodes = vec![
            container("eu-control-plane", "control-plane", "fedrig"),
            Container {
                networks: [("fedrig".to_owned(), Some(Ipv4Addr::new(172, 18, 0, 9)))].into(),
                ..container("eu-external-load-balancer", "external-load-balancer", "fedrig")
            },
        ];
        let found = Survey::of(nodes, Vec::new(), Vec::new());
        let eu = &found.clusters["eu"];
        assert_eq!(eu.address("eu"), Some(Ipv4Addr::new(172, 18, 0, 9)));
        assert_eq!(eu.kubernetes_nodes().count(), 1);
    }
}
