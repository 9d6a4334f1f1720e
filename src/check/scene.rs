//! What checks look at: the rig, what the survey saw, and what they share.

use std::collections::BTreeMap;

use k8s_openapi::NamespaceResourceScope;
use kube::{Api, Client};
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::from_host::Seen;
use super::probe_object::Probed;
use super::probes::Swept;
use crate::name::ClusterName;
use crate::observe::{ClusterView, HostView, Join, World};
use crate::spec::Cluster;
use crate::step::Rig;
use crate::watch::readiness::Readiness;
use crate::watch::{KubeFedCluster, Unreachable};

/// Whether checks may make something in the clusters, for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// A pod in the host, and an object that is propagated.
    Briefly,
    /// Nothing.
    Nothing,
}

/// What the survey did not see, and why not.
#[derive(Debug, Clone, Default)]
pub struct Unseen {
    /// The clusters whose access was not to be had: cause, and what to do.
    pub accesses: BTreeMap<ClusterName, (String, Vec<String>)>,
    /// Release, control plane and joins.
    pub host: Option<String>,
    /// The clusters that told nothing of themselves.
    pub clusters: BTreeMap<ClusterName, String>,
}

/// What checks look at.
pub struct Scene<'a> {
    /// The federation, and what leads to it.
    pub rig: &'a Rig,
    /// What the survey saw.
    pub world: World,
    /// What it did not see.
    pub unseen: Unseen,
    /// What checks may make.
    pub touch: Touch,
    pub(super) from_host: OnceCell<Result<BTreeMap<ClusterName, Seen>, String>>,
    pub(super) probed: OnceCell<Result<Probed, String>>,
    pub(super) swept: OnceCell<Swept>,
}

/// A check's place: the scene, and the cluster that it looks at.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub(super) scene: &'a Scene<'a>,
    pub(super) cluster: &'a Cluster,
}

impl<'a> Scene<'a> {
    /// The scene after a survey.
    pub fn after(rig: &'a Rig, unseen: Unseen, touch: Touch) -> Self {
        let world = rig.world();
        let (from_host, probed, swept) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        Self { rig, world, unseen, touch, from_host, probed, swept }
    }

    /// Whether KubeFed finds a member Ready, and we get to it as well: elsewhere what is made could stay
    /// for good.
    pub fn reaches(&self, member: &Cluster) -> bool {
        let join = self.world.host.joins.get(&member.name);
        let is_ready = join.is_some_and(|join| matches!(join.readiness, Readiness::Ready { .. }));
        is_ready && self.world.clusters.contains_key(&member.name)
    }
}

impl<'a> At<'a> {
    /// A client for the cluster.
    pub(super) async fn client(self) -> Result<Client, String> {
        self.scene.rig.client(self.cluster).await.map_err(|error| in_words(&error))
    }

    /// A client for the host.
    pub(super) async fn host_client(self) -> Result<Client, String> {
        self.scene.rig.host().await.map_err(|error| in_words(&error))
    }

    /// KubeFed's namespace.
    pub(super) fn namespace(self) -> &'a str {
        self.scene.rig.federation.kubefed.namespace.as_str()
    }

    /// The cluster's name.
    pub(super) fn name(self) -> &'a ClusterName {
        &self.cluster.name
    }

    /// What the survey saw of the host.
    pub(super) fn host_view(self) -> Result<&'a HostView, String> {
        match &self.scene.unseen.host {
            None => Ok(&self.scene.world.host),
            Some(why) => Err(format!("the host could not be looked at: {why}")),
        }
    }

    /// What the survey saw of the cluster.
    pub(super) fn view(self) -> Result<&'a ClusterView, String> {
        let why = self.scene.unseen.clusters.get(self.name());
        let why = why.map_or("it did not answer", String::as_str);
        let view = self.scene.world.clusters.get(self.name());
        view.ok_or_else(|| format!("`{}` could not be looked at: {why}", self.name()))
    }

    /// The member's join, as the survey saw it; the check needs `joined`.
    pub(super) fn join(self) -> Result<&'a Join, String> {
        let join = self.host_view()?.joins.get(self.name());
        join.ok_or_else(|| format!("`{}` is not joined", self.name()))
    }

    /// The member's KubeFedCluster as it is now.
    pub(super) async fn joined(self) -> Result<Option<KubeFedCluster>, String> {
        let clusters: Api<KubeFedCluster> =
            Api::namespaced(self.host_client().await?, self.namespace());
        said(clusters.get_opt(self.name().as_str()).await)
    }

    /// An object of the cluster in KubeFed's namespace.
    pub(super) async fn find<K>(self, name: &str) -> Result<Option<K>, String>
    where
        K: kube::Resource<Scope = NamespaceResourceScope>
            + Clone
            + DeserializeOwned
            + std::fmt::Debug,
        K::DynamicType: Default,
    {
        let api: Api<K> = Api::namespaced(self.client().await?, self.namespace());
        said(api.get_opt(name).await)
    }
}

/// An answer of an API server, or why there was none.
pub(super) fn said<T>(answer: Result<T, kube::Error>) -> Result<T, String> {
    answer.map_err(|error| Unreachable::from(&error).to_string())
}

/// An error with its causes.
pub(super) fn in_words(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let all = std::iter::once(error.to_string()).chain(causes.map(ToString::to_string));
    all.collect::<Vec<_>>().join(": ")
}
