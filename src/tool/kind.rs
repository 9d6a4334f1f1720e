//! kind: makes and removes throw-away clusters.
//!
//! Each call has a kubeconfig file of its own: on a shared one concurrent calls lose kind's lock
//! (151 ms), leave stale entries, and switch the current context. `--wait` is not used: it spins,
//! and exits 0 when the cluster was not ready in time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;

use super::{Exec, Invocation, ToolFailure};
use crate::name::ClusterName;

/// How long the making of a cluster may take: `kubeadm init` waits 4 minutes for its kubelet.
const CREATE: Duration = Duration::from_secs(420);
/// How long removing may take.
const DELETE: Duration = Duration::from_secs(120);

/// kind at a path.
#[derive(Debug, Clone)]
pub struct Kind {
    exec: Exec,
    program: PathBuf,
}

/// A cluster to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCluster {
    /// Its name; the context is `kind-<name>`.
    pub name: ClusterName,
    /// The node image, `kindest/node:v1.33.13`.
    pub image: Option<String>,
    /// kind's own configuration, as text.
    pub config: Option<String>,
    /// Where its kubeconfig goes: a file of its own, absolute.
    pub kubeconfig: PathBuf,
    /// The container network, made when it is missing.
    pub network: String,
}

impl Kind {
    /// kind at the absolute path `program`.
    pub fn at(exec: Exec, program: PathBuf) -> Self {
        Self { exec, program }
    }

    /// The same, for what has to be done at the end of a cancelled run as well.
    pub fn uncancelled(&self) -> Self {
        Self { exec: self.exec.uncancelled(), program: self.program.clone() }
    }

    /// Makes a cluster; returns when its API server answers, not when its node is Ready.
    pub async fn create(&self, cluster: &NewCluster) -> Result<(), ToolFailure> {
        self.exec.run(self.create_call(cluster), CREATE).await.map(drop)
    }

    fn create_call(&self, cluster: &NewCluster) -> Invocation {
        let mut call = Invocation::of(&self.program)
            .args(["create", "cluster", "--quiet"])
            .flag("--name", cluster.name.as_str())
            .flag("--kubeconfig", &cluster.kubeconfig)
            .env("KIND_EXPERIMENTAL_DOCKER_NETWORK", &cluster.network);
        if let Some(image) = &cluster.image {
            call = call.flag("--image", image);
        }
        if let Some(config) = &cluster.config {
            call = call.flag("--config", "-").stdin(config.as_str());
        }
        call
    }

    /// Removes a cluster and its entry in its kubeconfig file; one that is not there is no failure.
    pub async fn delete(&self, name: &ClusterName, kubeconfig: &Path) -> Result<(), ToolFailure> {
        let call = Invocation::of(&self.program)
            .args(["delete", "cluster", "--quiet"])
            .flag("--name", name.as_str())
            .flag("--kubeconfig", kubeconfig);
        self.exec.run(call, DELETE).await.map(drop)
    }

    /// The cluster's kubeconfig, with a context `kind-<name>`, as text.
    pub async fn kubeconfig(&self, name: &ClusterName) -> Result<SecretString, ToolFailure> {
        let call = Invocation::of(&self.program)
            .args(["get", "kubeconfig", "--quiet"])
            .flag("--name", name.as_str());
        self.exec.ask_secret(call, DELETE).await
    }

    /// The names of the clusters that kind finds in the container engine.
    pub async fn clusters(&self) -> Result<Vec<String>, ToolFailure> {
        let call = Invocation::of(&self.program).args(["get", "clusters", "--quiet"]);
        let said = self.exec.run(call, DELETE).await?.stdout;
        Ok(said.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect())
    }

    /// Loads an image archive into the nodes of a cluster.
    pub async fn load_archive(
        &self,
        name: &ClusterName,
        archive: &Path,
    ) -> Result<(), ToolFailure> {
        let call = Invocation::of(&self.program)
            .args(["load", "image-archive", "--quiet"])
            .flag("--name", name.as_str())
            .arg(archive);
        self.exec.run(call, CREATE).await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_has_a_kubeconfig_file_of_its_own() {
        let kind = Kind::at(Exec::default(), "/opt/kind".into());
        let call = kind.create_call(&NewCluster {
            name: "us-east".parse().unwrap(),
            image: Some("kindest/node:v1.33.13".to_owned()),
            config: None,
            kubeconfig: "/env/us-east.kubeconfig".into(),
            network: "fedrig".to_owned(),
        });
        insta::assert_snapshot!(call, @"KIND_EXPERIMENTAL_DOCKER_NETWORK=fedrig /opt/kind create cluster --quiet --name us-east --kubeconfig /env/us-east.kubeconfig --image kindest/node:v1.33.13");
    }
}
