//! Removes clusters and networks until nothing of them is left.

use std::path::Path;

use super::survey::{self, Survey};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::docker::Docker;
use crate::tool::kind::Kind;

/// How often it is looked whether something is left: a `docker run` that was on its way when its kind
/// was ended can still bring a container.
const LOOKS: usize = 3;

/// Removes the containers of a cluster with their volumes.
pub(super) async fn remove_cluster(
    kind: &Kind,
    docker: &Docker,
    name: &ClusterName,
    kinds_file: &Path,
) -> Result<(), ToolFailure> {
    let mut looks = 1;
    loop {
        let deleted = kind.delete(name, kinds_file).await;
        let is_left = survey::find(docker, name).await?.is_some();
        match deleted {
            Ok(()) if !is_left => return Ok(()),
            Err(error) if looks == LOOKS => return Err(error),
            Ok(()) if looks == LOOKS => return Ok(()),
            Ok(()) | Err(_) => looks += 1,
        }
    }
}

/// Removes a network that only proxies are still in: they belong to other regions.
pub(super) async fn remove_network(docker: &Docker, name: &str) -> Result<(), ToolFailure> {
    let survey = Survey::take(docker).await?;
    let users = survey.network(name).map(|network| network.users.as_slice()).unwrap_or_default();
    for proxy in users.iter().filter(|user| survey.is_proxy(user)) {
        docker.disconnect(name, proxy).await?;
    }
    docker.remove_network(name).await
}
