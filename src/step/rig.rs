//! What all steps share: the federation, where things are, and what was learnt on the way.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use kube::Client;
use semver::Version;
use tokio_util::sync::CancellationToken;

use super::{Error, OwnAccess, account};
use crate::fetch::Fetcher;
use crate::journal::Journal;
use crate::name::ClusterName;
use crate::observe::workloads::WorkloadView;
use crate::observe::{ClusterView, HostView, World};
use crate::spec::{Cluster, Federation};
use crate::timing::Timing;
use crate::tool::helm::Helm;
use crate::tool::kind::Kind;
use crate::tool::kubectl::Kubectl;
use crate::tool::kubefedctl::Kubefedctl;
use crate::tool::{Access, Exec, Program};
use crate::trust::Bundle;
use crate::watch::members::Members;
use crate::watch::probe::Probe;
use crate::watch::{Unreachable, client};

/// Built once by `cli`; steps read it, and note what they learnt.
pub struct Rig {
    /// What is wanted.
    pub federation: Federation,
    /// Starts programs.
    pub exec: Exec,
    /// Gets programs and the chart.
    pub fetcher: Fetcher,
    /// Ends the run early.
    pub cancel: CancellationToken,
    /// fedrig's own kubeconfig.
    pub own: OwnAccess,
    /// What the time went to.
    pub timing: Timing,
    /// What happened, on disk.
    pub journal: Arc<Journal>,
    learnt: Mutex<Learnt>,
}

#[derive(Default)]
struct Learnt {
    programs: BTreeMap<Program, PathBuf>,
    versions: BTreeMap<Program, Version>,
    chart: Option<PathBuf>,
    clients: BTreeMap<ClusterName, Client>,
    probes: BTreeMap<ClusterName, Probe>,
    world: World,
    bundles: BTreeMap<ClusterName, Option<Bundle>>,
    stale_probes: BTreeMap<ClusterName, Timestamp>,
    members: Option<Arc<Members>>,
}

impl Rig {
    /// A rig for one run.
    pub fn new(
        federation: Federation,
        exec: Exec,
        fetcher: Fetcher,
        own: OwnAccess,
        cancel: CancellationToken,
        journal: Arc<Journal>,
    ) -> Self {
        let timing = exec.timing().clone();
        let learnt = Mutex::default();
        Self { federation, exec, fetcher, cancel, own, timing, journal, learnt }
    }

    /// Finds or fetches a program outside of a plan.
    pub async fn fetch(&self, program: Program) -> Result<(), Error> {
        super::fetch_program::apply(program, self, &|_| {}).await.map(drop)
    }

    /// Notes where a program is.
    pub fn learn_program(&self, program: Program, version: Version, path: PathBuf) {
        let mut learnt = self.learnt();
        learnt.versions.insert(program, version);
        learnt.programs.insert(program, path);
    }

    /// The versions of the programs that were found until now.
    pub fn versions(&self) -> BTreeMap<Program, Version> {
        self.learnt().versions.clone()
    }

    /// Notes where the chart is.
    pub fn learn_chart(&self, path: PathBuf) {
        self.learnt().chart = Some(path);
    }

    /// Notes what a cluster said of itself.
    pub fn learn_probe(&self, cluster: &ClusterName, probe: Probe) {
        self.learnt().probes.insert(cluster.clone(), probe);
    }

    /// Notes what the host says.
    pub fn learn_host(&self, view: HostView) {
        self.learnt().world.host = view;
    }

    /// Notes what a cluster says.
    pub fn learn_cluster(&self, cluster: &ClusterName, view: ClusterView) {
        self.learnt().world.clusters.insert(cluster.clone(), view);
    }

    /// Notes what workloads want, and what is there of it.
    pub fn learn_workloads(&self, view: WorkloadView) {
        self.learnt().world.workloads = view;
    }

    /// Everything that was observed.
    pub fn world(&self) -> World {
        World { seen_at: Timestamp::now(), ..self.learnt().world.clone() }
    }

    /// Forgets what was observed, to look again.
    pub fn forget_world(&self) {
        let mut learnt = self.learnt();
        learnt.world = World::default();
        learnt.probes.clear();
    }

    /// Leaves a cluster alone from now on, as one that did not answer.
    pub fn forget_cluster(&self, cluster: &ClusterName) {
        self.learnt().world.clusters.remove(cluster);
    }

    /// Notes the bundle that a cluster's endpoint is trusted with; nothing when it is not looked at.
    pub fn learn_bundle(&self, cluster: &ClusterName, bundle: Option<Bundle>) {
        self.learnt().bundles.insert(cluster.clone(), bundle);
    }

    /// The bundle that a cluster's endpoint is trusted with.
    pub fn bundle(&self, cluster: &ClusterName) -> Option<Bundle> {
        let learnt = self.learnt();
        let bundle = learnt.bundles.get(cluster);
        bundle.cloned().expect("the endpoint is checked before access to it is granted")
    }

    /// Notes when the control plane last probed a member before something was changed about it.
    pub fn learn_stale(&self, cluster: &ClusterName, probed: Option<Timestamp>) {
        if let Some(probed) = probed {
            self.learnt().stale_probes.insert(cluster.clone(), probed);
        }
    }

    /// The last probe that does not count: it was before the change.
    pub fn stale(&self, cluster: &ClusterName) -> Option<Timestamp> {
        self.learnt().stale_probes.get(cluster).copied()
    }

    /// A cluster of the file.
    pub fn cluster(&self, name: &ClusterName) -> &Cluster {
        let mut all = self.federation.all_clusters();
        all.find(|cluster| cluster.name == *name).expect("plans name clusters of the file")
    }

    /// What the clusters said of themselves.
    pub fn probes(&self) -> BTreeMap<ClusterName, Probe> {
        self.learnt().probes.clone()
    }

    /// The chart's place.
    pub fn chart(&self) -> PathBuf {
        self.learnt().chart.clone().expect("the plan fetches the chart before it is used")
    }

    /// helm for the host, with the user's access.
    pub fn helm(&self) -> Helm {
        Helm::at(
            self.exec.clone(),
            self.program(Program::Helm),
            self.federation.host.access.clone(),
        )
    }

    /// kind, for clusters of this machine.
    pub fn kind(&self) -> Kind {
        Kind::at(self.exec.clone(), self.program(Program::Kind))
    }

    /// fedrig's service account, with its namespace.
    pub fn own_account(&self) -> String {
        format!("{}/{}", account::NAMESPACE, account::name(&self.federation.name))
    }

    /// kubectl for a cluster, with the user's access.
    pub fn kubectl(&self, access: &Access) -> Kubectl {
        Kubectl::at(self.exec.clone(), self.program(Program::Kubectl), access.clone())
    }

    /// kubectl for the host, which works also when the run is cancelled: to give back a lock.
    pub fn last_kubectl(&self) -> Kubectl {
        self.last_kubectl_for(&self.federation.host.access)
    }

    /// The same for any cluster.
    pub fn last_kubectl_for(&self, access: &Access) -> Kubectl {
        Kubectl::at(self.exec.uncancelled(), self.program(Program::Kubectl), access.clone())
    }

    /// kubefedctl for the control plane and a member, with fedrig's own access.
    pub async fn kubefedctl(&self, member: &ClusterName) -> Result<Kubefedctl, Error> {
        let access = self.own.access_for(&self.federation.host.name, member).await;
        let access = access.map_err(|source| Error::OwnKubeconfig { source: Box::new(source) })?;
        Ok(self.kubefedctl_with(access))
    }

    /// The same with the user's access: types are enabled with it, which fedrig's own may not do.
    pub fn users_kubefedctl(&self) -> Kubefedctl {
        self.kubefedctl_with(self.federation.host.access.clone())
    }

    fn kubefedctl_with(&self, access: Access) -> Kubefedctl {
        Kubefedctl::at(
            self.exec.clone(),
            self.program(Program::Kubefedctl),
            access,
            self.federation.host.name.clone(),
            self.federation.kubefed.namespace.clone(),
        )
    }

    /// A client for a cluster with the user's access; made once.
    pub async fn client(&self, cluster: &Cluster) -> Result<Client, Error> {
        if let Some(client) = self.learnt().clients.get(&cluster.name) {
            return Ok(client.clone());
        }
        let made = client::connect(&cluster.access).await.map_err(|source| {
            let (cluster, access) = (cluster.name.clone(), cluster.access.clone());
            Error::Unreachable { cluster, access, source }
        })?;
        self.learnt().clients.insert(cluster.name.clone(), made.clone());
        Ok(made)
    }

    /// A client for the host.
    pub async fn host(&self) -> Result<Client, Error> {
        self.client(&self.federation.host).await
    }

    /// The members as the host knows them from now on, watched once for all.
    pub async fn members(&self) -> Result<Arc<Members>, Error> {
        let host = self.host().await?;
        let begin = || Arc::new(Members::watch(&host, &self.federation.kubefed.namespace));
        Ok(Arc::clone(self.learnt().members.get_or_insert_with(begin)))
    }

    /// Asks a cluster something; the time counts as waiting for the cluster.
    pub async fn ask<T>(
        &self,
        cluster: &ClusterName,
        about: &str,
        question: impl Future<Output = Result<T, kube::Error>>,
    ) -> Result<T, Error> {
        self.timing.waiting(question).await.map_err(|error| Error::Asked {
            cluster: cluster.clone(),
            about: about.to_owned(),
            source: Unreachable::from(&error),
        })
    }

    /// Where a program is.
    pub(super) fn program(&self, program: Program) -> PathBuf {
        let learnt = self.learnt();
        learnt
            .programs
            .get(&program)
            .cloned()
            .expect("the plan fetches a program before it is used")
    }

    fn learnt(&self) -> std::sync::MutexGuard<'_, Learnt> {
        self.learnt.lock().expect("no step panics while it notes something")
    }
}
