//! How the clusters of a cell are looked at.

use std::path::PathBuf;
use std::time::Duration;

use kube::{Api, Client, Resource};
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::fault::Fault;
use super::log::Log;
use crate::name::ClusterName;
use crate::tool::Access;
use crate::tool::kubectl::Kubectl;
use crate::watch::client;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long anything may take that KubeFed does. Before 0.10 a new leader asks for all API groups
/// again for each federated type, and lets itself be throttled: a minute or more, on a machine with
/// little to do.
pub(super) const PATIENCE: Duration = Duration::from_secs(360);

impl Desk {
    /// The administrator's access to a cluster of the cell.
    pub fn access(&self, cluster: &ClusterName) -> Access {
        Access::of(self.kubeconfig(cluster), cluster.into())
    }

    fn kubeconfig(&self, cluster: &ClusterName) -> PathBuf {
        self.env_folder().join(format!("{cluster}.kubeconfig"))
    }

    /// A client for a cluster of the cell.
    pub async fn client(&self, cluster: &ClusterName) -> Result<Client, Fault> {
        let connected = client::connect(&self.access(cluster)).await;
        connected.map_err(|error| Fault::of(&format!("`{cluster}` can't be reached"), &error))
    }

    /// kubectl for a cluster of the cell, which is heard by the stage's log.
    pub fn kubectl(&self, cluster: &ClusterName, log: &Log) -> Kubectl {
        let exec = self.tools.exec.clone().heard_by(log.hear(|_, _| {}));
        Kubectl::at(exec, self.kit().kubectl.clone(), self.access(cluster))
    }

    /// Waits for an object of a cluster; `wanted` are the words for what it is to become.
    pub async fn await_object<K, T>(
        &self,
        api: Api<K>,
        (cluster, name): (&ClusterName, &str),
        log: &Log,
        wanted: &str,
        judge: impl Fn(Option<&K>) -> Verdict<T>,
    ) -> Result<T, Fault>
    where
        K: Resource + Clone + DeserializeOwned + std::fmt::Debug + Send + 'static,
    {
        let say = |reason: &str| log.line(&format!("{cluster}: {name}: {reason}"));
        let waiting = Waiting { limit: PATIENCE, cancel: &self.tools.cancel, say: &say };
        let waited = await_object(api, name, waiting, judge).await;
        waited.map_err(|error| Fault::of(&format!("`{cluster}`: {wanted}: not so"), &error))
    }
}

/// A question to a cluster that was not answered.
pub(super) fn unanswered(cluster: &ClusterName, what: &str) -> impl FnOnce(kube::Error) -> Fault {
    let tried = format!("`{cluster}` can't be asked for {what}");
    move |error| Fault::of(&tried, &error)
}
