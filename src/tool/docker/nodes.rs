//! Containers that are nodes of kind's clusters.

use std::time::Duration;

use super::Docker;
use crate::name::ClusterName;
use crate::tool::ToolFailure;

/// How long a call may take.
const LIMIT: Duration = Duration::from_secs(60);

impl Docker {
    /// Whether there is a node of a cluster with that name, running or not.
    pub async fn has_node(&self, cluster: &ClusterName) -> Result<bool, ToolFailure> {
        let call = self
            .call()
            .args(["container", "ls", "--all", "--quiet", "--filter"])
            .arg(format!("name=^{cluster}-control-plane$"));
        self.exec.run(call, LIMIT).await.map(|said| !said.stdout.trim().is_empty())
    }

    /// Freezes the node of a cluster: nobody reaches it any more.
    pub async fn pause(&self, cluster: &ClusterName) -> Result<(), ToolFailure> {
        let call = self.call().arg("pause").arg(format!("{cluster}-control-plane"));
        self.exec.run(call, LIMIT).await.map(drop)
    }

    /// Lets it go on.
    pub async fn unpause(&self, cluster: &ClusterName) -> Result<(), ToolFailure> {
        let call = self.call().arg("unpause").arg(format!("{cluster}-control-plane"));
        self.exec.run(call, LIMIT).await.map(drop)
    }
}
