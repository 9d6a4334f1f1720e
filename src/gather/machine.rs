//! The nodes' own logs, where a cluster's nodes are containers of this machine (kind).

use std::net::IpAddr;

use futures::future::join_all;

use super::{Drawer, Request};
use crate::kubeconfig::Kubeconfig;
use crate::spec::Cluster;
use crate::tool::docker::{Docker, KindNode};

/// Puts the journals of kubelet and containerd, and the list of containers, of each node. That works
/// also when the cluster's API server does not answer.
pub(super) async fn gather(request: &Request<'_>, cluster: &Cluster, drawer: &Drawer<'_>) {
    let Some(docker) = &request.docker else { return };
    let all = match docker.kind_nodes().await {
        Ok(all) => all,
        // No engine on this machine: then no node is a container of it.
        Err(_) => return,
    };
    let Some(name) = kind_cluster(cluster, &all) else { return };
    let nodes = all.iter().filter(|node| node.cluster == name);
    join_all(nodes.map(|node| put(docker, node, request, drawer))).await;
}

async fn put(docker: &Docker, node: &KindNode, request: &Request<'_>, drawer: &Drawer<'_>) {
    let folder = format!("nodes/{}", node.name);
    let journal = docker.node_journal(&node.name, request.since, request.lines);
    let containers = docker.node_containers(&node.name);
    let (journal, containers) = tokio::join!(journal, containers);
    let parts = [
        ("journal.log", "journal of kubelet and containerd", journal),
        ("containers.txt", "containers of the node, as crictl sees them", containers),
    ];
    for (file, about, said) in parts {
        let file = format!("{folder}/{file}");
        match said {
            Ok(text) => drawer.put(&file, about, &text),
            Err(failure) => drawer.lacks(&file, &failure.to_string()),
        }
    }
}

/// The kind cluster that this one is: a node has the address of its API server, or publishes its
/// port; a node that is stopped has neither, and then the context's name tells.
fn kind_cluster(cluster: &Cluster, nodes: &[KindNode]) -> Option<String> {
    let access = &cluster.access;
    let entry = Kubeconfig::read(access.file()).and_then(|file| file.resolve(&access.context)).ok();
    let server = entry.as_ref().map(|entry| &entry.server);
    let address: Option<IpAddr> = server
        .and_then(|server| server.host_str())
        .and_then(|host| host.trim_matches(['[', ']']).parse().ok());
    let port = server.and_then(url::Url::port_or_known_default);
    let is_there = |node: &&KindNode| match (address, port) {
        (Some(address), _) if node.addresses.contains(&address) => true,
        (Some(address), Some(port)) => address.is_loopback() && node.ports.contains(&port),
        (Some(_) | None, _) => false,
    };
    let context = access.context.as_str();
    let context = context.strip_prefix("kind-").unwrap_or(context);
    let is_named = |node: &&KindNode| node.addresses.is_empty() && node.cluster == context;
    let found = nodes.iter().find(is_there).or_else(|| nodes.iter().find(is_named));
    found.map(|node| node.cluster.clone())
}
