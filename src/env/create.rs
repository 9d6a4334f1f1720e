//! Makes one cluster, and says when it is Ready.

use std::time::Duration;

use futures::future::try_join_all;
use k8s_openapi::api::core::v1::Node;
use kube::Api;
use secrecy::{ExposeSecret, SecretString};

use super::debris::remove_cluster;
use super::site::Site;
use super::survey::{self, Found};
use super::{Broken, Error};
use crate::kubeconfig::{Kubeconfig, OwnEntry, OwnKubeconfig};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::kind::NewCluster;
use crate::watch::wait::{Verdict, Waiting, await_object};
use crate::watch::{client, probe};

/// How long a node may take to get Ready once its API server answers.
const NODE: Duration = Duration::from_secs(180);
/// How often a cluster is tried.
const TRIES: usize = 3;

impl Site<'_> {
    /// Makes the cluster, or sees that it is there; gives it its images and its kubeconfig.
    pub async fn cluster(&self, name: &ClusterName) -> Result<(), Error> {
        let is_there = self.survey.clusters.contains_key(name.as_str());
        if is_there {
            match (self.see(name).await, self.env.broken) {
                (Ok(()), _) => self.say(name, "is there already"),
                (Err(Error::Broken { why, .. }), Broken::MadeAgain) => {
                    self.say(name, &format!("does not work: {why}; it is made again"));
                    self.remove(name).await.map_err(|source| failed(name, "removed", source))?;
                    self.make(name).await?;
                }
                (Err(error), _) => return Err(error),
            }
        } else {
            self.make(name).await?;
        }
        let found = self.find(name).await?;
        tokio::try_join!(self.load(name, &found), self.await_nodes(name, &found))?;
        self.say(name, "Ready");
        self.place.ready.send_modify(|ready| {
            ready.insert(name.clone());
        });
        Ok(())
    }

    async fn make(&self, name: &ClusterName) -> Result<(), Error> {
        self.say(name, "kind makes the cluster");
        self.unfinished().insert(name.clone());
        let mut tries = 1;
        while let Err(error) = self.place.kind.create(&self.new_cluster(name)).await {
            if self.place.cancel.is_cancelled() {
                return Err(failed(name, "made", error));
            }
            self.remove(name).await.map_err(|source| failed(name, "removed", source))?;
            if tries == TRIES || is_hopeless(&error) {
                self.unfinished().remove(name);
                return Err(failed(name, "made", error));
            }
            tries += 1;
            self.say(name, &format!("{error}; try {tries} of {TRIES}"));
        }
        self.write_kubeconfig(name, &self.find(name).await?).await?;
        self.unfinished().remove(name);
        Ok(())
    }

    /// Sees whether a cluster that is there works, and writes its kubeconfig, as its address may be
    /// another than before.
    async fn see(&self, name: &ClusterName) -> Result<(), Error> {
        let broken = |why: String| Error::Broken { cluster: name.clone(), why };
        let found = self.find(name).await?;
        if let Some(node) = found.stopped() {
            return Err(broken(format!("its container {} is {}", node.name, node.state)));
        }
        let written = self.write_kubeconfig(name, &found).await;
        written.map_err(|error| match error {
            Error::Tool { source, .. } => broken(source.to_string()),
            error => error,
        })?;
        let client = client::connect(&self.env.access(name)).await;
        let client =
            client.map_err(|source| Error::Unreachable { cluster: name.clone(), source })?;
        probe::kubernetes(&client).await.map_err(|error| broken(error.to_string())).map(drop)
    }

    fn new_cluster(&self, name: &ClusterName) -> NewCluster {
        NewCluster {
            name: name.clone(),
            image: self.supply.node.clone(),
            config: self.configs.get(name).map(super::KindConfig::render),
            kubeconfig: self.env.kinds_file(name),
            network: self.env.network_of(name),
        }
    }

    async fn find(&self, name: &ClusterName) -> Result<Found, Error> {
        let found = survey::find(&self.place.docker, name).await;
        let found = found.map_err(|source| failed(name, "looked at", source))?;
        let gone =
            || Error::Broken { cluster: name.clone(), why: "its containers are gone".into() };
        found.ok_or_else(gone)
    }

    async fn remove(&self, name: &ClusterName) -> Result<(), ToolFailure> {
        let kinds_file = self.env.kinds_file(name);
        remove_cluster(&self.place.kind, &self.place.docker, name, &kinds_file).await
    }

    /// kind's kubeconfig names a port of this machine, which pods of other clusters can't reach;
    /// the container's own address works from both.
    async fn write_kubeconfig(&self, name: &ClusterName, found: &Found) -> Result<(), Error> {
        let bad = |source: Box<dyn std::error::Error + Send + Sync>| Error::Kubeconfig {
            cluster: name.clone(),
            source,
        };
        let kinds_file = self.env.kinds_file(name);
        let text = match std::fs::read_to_string(&kinds_file) {
            Ok(text) => SecretString::from(text),
            Err(_) => {
                let asked = self.place.kind.kubeconfig(name).await;
                asked.map_err(|source| failed(name, "asked for its kubeconfig", source))?
            }
        };
        let context = format!("kind-{name}").parse().expect("a label is a context name");
        let file = Kubeconfig::of_elsewhere(text.expose_secret(), "kind's kubeconfig".into());
        let entry =
            file.and_then(|file| file.resolve(&context)).map_err(|error| bad(error.into()))?;
        let address = found.address(name.as_str());
        let address = address.ok_or_else(|| bad("its container has no address".into()))?;
        let server = format!("https://{address}:6443");
        let entry = OwnEntry { server, ..OwnEntry::of(name.clone(), entry) };
        let own = OwnKubeconfig { entries: vec![entry] };
        own.write(&self.env.kubeconfig(name)).map_err(|error| bad(error.into()))?;
        super::clean_up::remove_file(&kinds_file)
    }

    async fn await_nodes(&self, name: &ClusterName, found: &Found) -> Result<(), Error> {
        let client = client::connect(&self.env.access(name)).await;
        let client =
            client.map_err(|source| Error::Unreachable { cluster: name.clone(), source })?;
        let say = |reason: &str| self.say(name, reason);
        let waits = found.kubernetes_nodes().map(async |node| {
            let waiting = Waiting { limit: NODE, cancel: &self.place.cancel, say: &say };
            let nodes = Api::<Node>::all(client.clone());
            let waited = await_object(nodes, &node.name, waiting, node_ready).await;
            let failed =
                |source| Error::NotReady { cluster: name.clone(), node: node.name.clone(), source };
            waited.map_err(failed)
        });
        try_join_all(waits).await.map(drop)
    }

    pub(super) fn say(&self, name: &ClusterName, text: &str) {
        (self.say)(name.as_str(), text);
    }
}

pub(super) fn failed(name: &ClusterName, what: &'static str, source: ToolFailure) -> Error {
    Error::Tool { cluster: name.clone(), what, source }
}

/// Whether another try can't help: kind 0.30's words for a configuration that it does not take, and
/// docker's for a name, port or image that can't be had.
fn is_hopeless(error: &ToolFailure) -> bool {
    let said = error.stderr();
    [
        "unable to decode config",
        "invalid configuration",
        "node(s) already exist",
        "port is already allocated",
        "failed to pull image",
        "unknown field",
    ]
    .iter()
    .any(|words| said.contains(words))
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
