//! Makes what is missing of an environment.

use std::path::Path;
use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use k8s_openapi::api::core::v1::Node;
use kube::Api;
use secrecy::ExposeSecret;

use super::{Environment, Error, Place, Say};
use crate::kubeconfig::{Kubeconfig, OwnEntry, OwnKubeconfig};
use crate::name::ClusterName;
use crate::tool::Access;
use crate::tool::kind::NewCluster;
use crate::watch::client;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long a node may take to get Ready once its API server answers.
const NODE: Duration = Duration::from_secs(180);

impl Environment {
    /// Makes the clusters that are missing, and gives each its images and its kubeconfig.
    pub async fn up(&self, place: &Place, say: Say<'_>) -> Result<(), Error> {
        place.docker.engine_version().await.map_err(|source| Error::NoEngine { source })?;
        std::fs::create_dir_all(&self.folder).map_err(|source| Error::File {
            path: self.folder.clone(),
            what: "made",
            source,
        })?;
        let present = place.kind.clusters().await.map_err(|source| Error::NoEngine { source })?;
        stream::iter(&self.clusters)
            .map(|name| {
                self.cluster_up(place, name, present.iter().any(|p| p == name.as_str()), say)
            })
            .buffer_unordered(place.parallel)
            .try_collect()
            .await
    }

    async fn cluster_up(
        &self,
        place: &Place,
        name: &ClusterName,
        is_there: bool,
        say: Say<'_>,
    ) -> Result<(), Error> {
        if is_there {
            say(name, "is there already");
        } else {
            say(name, "kind makes the cluster");
            self.create(place, name).await?;
        }
        self.write_kubeconfig(place, name).await?;
        tokio::try_join!(self.load(place, name, say), self.await_node(place, name, say))?;
        say(name, "Ready");
        Ok(())
    }

    async fn create(&self, place: &Place, name: &ClusterName) -> Result<(), Error> {
        let cluster = NewCluster {
            name: name.clone(),
            image: self.image.clone(),
            config: self.config.clone(),
            kubeconfig: self.kinds_file(name),
            network: self.network.clone(),
        };
        let made = place.kind.create(&cluster).await;
        made.map_err(|source| Error::Tool { cluster: name.clone(), what: "made", source })
    }

    /// kind's kubeconfig names a port of this machine, which pods of other clusters can't reach;
    /// the container's own address works from both.
    async fn write_kubeconfig(&self, place: &Place, name: &ClusterName) -> Result<(), Error> {
        let tool = |source| Error::Tool { cluster: name.clone(), what: "looked at", source };
        let bad = |source| Error::Kubeconfig { cluster: name.clone(), source: Box::new(source) };
        let text = place.kind.kubeconfig(name).await.map_err(tool)?;
        let context = format!("kind-{name}").parse().expect("a label is a context name");
        let file = Kubeconfig::of_elsewhere(text.expose_secret(), "kind's kubeconfig".into());
        let entry = file.and_then(|file| file.resolve(&context)).map_err(bad)?;
        let address = place.docker.node_address(name).await.map_err(tool)?;
        let address = address.ok_or_else(|| Error::NoAddress { cluster: name.clone() })?;
        let server = format!("https://{address}:6443");
        let entry = OwnEntry { server, ..OwnEntry::of(name.clone(), entry) };
        let written = OwnKubeconfig { entries: vec![entry] }.write(&self.kubeconfig(name));
        written.map_err(|source| Error::NotWritten { cluster: name.clone(), source })?;
        remove(&self.kinds_file(name))
    }

    async fn load(&self, place: &Place, name: &ClusterName, say: Say<'_>) -> Result<(), Error> {
        for archive in &self.archives {
            say(name, &format!("loading {}", archive.display()));
            let loaded = place.kind.load_archive(name, archive).await;
            loaded.map_err(|source| Error::Tool {
                cluster: name.clone(),
                what: "given its images",
                source,
            })?;
        }
        Ok(())
    }

    async fn await_node(
        &self,
        place: &Place,
        name: &ClusterName,
        say: Say<'_>,
    ) -> Result<(), Error> {
        let client = client::connect(&self.access(name)).await;
        let client =
            client.map_err(|source| Error::Unreachable { cluster: name.clone(), source })?;
        let say = |reason: &str| say(name, reason);
        let waiting = Waiting { limit: NODE, cancel: &place.cancel, say: &say };
        let node = format!("{name}-control-plane");
        let waited = await_object(Api::<Node>::all(client), &node, waiting, node_ready).await;
        waited.map_err(|source| Error::NotReady { cluster: name.clone(), source })
    }

    /// The access to a cluster of the environment.
    pub fn access(&self, name: &ClusterName) -> Access {
        Access::of(self.kubeconfig(name), name.into())
    }

    pub(super) fn kubeconfig(&self, name: &ClusterName) -> std::path::PathBuf {
        self.folder.join(format!("{name}.kubeconfig"))
    }

    /// The file that kind writes, for the moment in which it is needed.
    pub(super) fn kinds_file(&self, name: &ClusterName) -> std::path::PathBuf {
        self.folder.join(format!("{name}.kind"))
    }
}

pub(super) fn remove(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::File { path: path.to_owned(), what: "removed", source })
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

fn node_ready(node: Option<&Node>) -> Verdict<()> {
    let Some(node) = node else { return Verdict::NotYet("the node is not registered yet".into()) };
    let status = node.status.as_ref();
    let conditions = status.and_then(|status| status.conditions.as_deref()).unwrap_or_default();
    match conditions.iter().find(|condition| condition.type_ == "Ready") {
        Some(ready) if ready.status == "True" => Verdict::Yes(()),
        Some(ready) => {
            Verdict::NotYet(ready.message.clone().unwrap_or_else(|| "node not Ready".into()))
        }
        None => Verdict::NotYet("the kubelet has not reported yet".into()),
    }
}
