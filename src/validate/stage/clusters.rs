//! The clusters of the cell: made by `fedrig env up`, of the version that was asked for.

use std::collections::BTreeMap;

use super::super::desk::Desk;
use super::super::fault::Fault;
use super::super::inputs::node_image;
use super::super::log::Log;
use super::super::look::unanswered;
use super::Ran;
use crate::name::ClusterName;
use crate::tool::fedrig::EnvWish;
use crate::tool::version;
use crate::verdict::Stage;

/// kind's configuration of each cluster.
const CONFIG: &str = include_str!("../../../kind-configs/region.yaml");

pub(super) async fn run(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    let clusters = desk.names.clusters();
    free_names(desk, &clusters).await?;
    let unwritable = |error: std::io::Error| Fault::of("the cell's files can't be written", &error);
    let config = desk.work().join("kind.yaml");
    std::fs::write(&config, CONFIG).map_err(unwritable)?;
    desk.mark_clusters().map_err(unwritable)?;
    let wish = EnvWish {
        clusters: clusters.clone(),
        folder: desk.env_folder(),
        network: desk.names.network.clone(),
        image: node_image(&desk.cell),
        config,
        archives: desk.kit().archives.clone(),
    };
    let made = desk.fedrig(Stage::Clusters, log).env_up(&wish).await;
    made.map_err(|failure| Fault::of_fedrig("the clusters could not be made", &failure))?;
    let mut before = BTreeMap::new();
    for cluster in &clusters {
        right_version(desk, cluster).await?;
        before.insert(cluster.clone(), desk.contents(cluster).await?);
    }
    desk.keep_before(before);
    desk.write_file(&desk.cell.kubefed, Stage::Install).map_err(unwritable)?;
    Ok(Ran::passed(format!("{} with Kubernetes {}", clusters.len(), desk.cell.kubernetes)))
}

/// A cluster of that name is somebody else's: what an earlier run of this cell left is gone by now.
async fn free_names(desk: &Desk, clusters: &[ClusterName]) -> Result<(), Fault> {
    for cluster in clusters {
        let there = desk.tools.docker().has_node(cluster).await;
        let there = there.map_err(|error| Fault::of("no container engine answers", &error))?;
        if there {
            return Err(Fault::new(format!("there is a cluster `{cluster}` already"))
                .hint(format!("`fedrig env down {cluster}` removes it"))
                .hint("`--name PREFIX` gives this run's clusters other names"));
        }
    }
    Ok(())
}

async fn right_version(desk: &Desk, cluster: &ClusterName) -> Result<(), Fault> {
    let client = desk.client(cluster).await?;
    let said = client.apiserver_version().await.map_err(unanswered(cluster, "its version"))?;
    let wanted = &desk.cell.kubernetes;
    match version::parse(&said.git_version) {
        Some(found) if found == *wanted => Ok(()),
        Some(_) | None => Err(Fault::new(format!(
            "`{cluster}` runs Kubernetes {}, and its image is called {}",
            said.git_version,
            node_image(&desk.cell)
        ))),
    }
}
