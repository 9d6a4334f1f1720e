//! Containers that are nodes of kind's clusters.

use serde::Deserialize;

use super::{Docker, LIMIT};
use crate::name::ClusterName;
use crate::tool::ToolFailure;

/// The manifest of an image in a node's containerd, of which only the image's own id is read.
#[derive(Deserialize)]
struct Manifest {
    config: Descriptor,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
}

impl Docker {
    /// The id of an image that a node has under the digest of its manifest. A node that got the image
    /// from an archive knows it by that digest, and the engine by its id.
    pub async fn image_id_in_node(
        &self,
        cluster: &ClusterName,
        manifest: &str,
    ) -> Result<String, ToolFailure> {
        let call = self.call().arg("exec").arg(format!("{cluster}-control-plane")).args([
            "ctr",
            "--namespace",
            "k8s.io",
            "content",
            "get",
            manifest,
        ]);
        let manifest: Manifest = self.exec.ask(call, LIMIT, "the image's manifest").await?;
        Ok(manifest.config.digest)
    }

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
