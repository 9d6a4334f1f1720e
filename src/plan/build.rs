//! Which steps take what was found to what is wanted.

use std::collections::BTreeMap;

use super::{Lane, Plan, Step, StepId, gone_images, need, warnings};
use crate::name::ClusterName;
use crate::observe::{NamespaceView, World};
use crate::spec::{Cluster, Federation, Hooks};
use crate::step::{
    Action, AwaitNamespaceGone, AwaitReady, GrantAccess, InstallChart, JoinCluster, LabelCluster,
    Moment, ReplaceRelease, chart_values,
};
use crate::tool::Program;
use crate::tool::helm::Deployed;

/// The plan that takes the clusters of `federation` from `world` to Ready: empty when all is as
/// wanted. Whatever does not need another thing runs beside it. A member that did not answer is
/// not in the world, and left alone.
pub fn build(federation: &Federation, world: &World) -> Plan {
    let mut builder = Builder {
        federation,
        world,
        plan: Plan::default(),
        shared: BTreeMap::new(),
        enabled: Vec::new(),
    };
    let namespaces = builder.terminating();
    let control_plane = builder.control_plane(&namespaces);
    builder.enable_types(control_plane.as_ref());
    let granted = builder.grants();
    for cluster in federation.clusters().filter(|c| world.clusters.contains_key(&c.name)) {
        builder.join(cluster, control_plane.as_ref(), &granted, &namespaces);
    }
    builder.limit_host_alone(control_plane.as_ref());
    builder.workloads(control_plane.as_ref());
    builder.leftovers();
    let mut told = warnings(world);
    let installs = |step: &Step| matches!(step.action, Action::InstallChart(_));
    if builder.plan.steps().iter().any(installs) {
        told.extend(gone_images(federation));
    }
    builder.plan.after_fetching().warning(told)
}

mod limit;
mod renew;
mod workloads;

struct Builder<'a> {
    federation: &'a Federation,
    world: &'a World,
    plan: Plan,
    /// Steps that several others need, added when the first of them does.
    shared: BTreeMap<&'static str, StepId>,
    /// The steps that enable types.
    enabled: Vec<StepId>,
}

impl Builder<'_> {
    fn kubectl(&mut self) -> StepId {
        self.shared("kubectl", Action::FetchProgram(Program::Kubectl))
    }

    fn kubefedctl(&mut self) -> StepId {
        self.shared("kubefedctl", Action::FetchProgram(Program::Kubefedctl))
    }

    fn shared(&mut self, key: &'static str, action: Action) -> StepId {
        if let Some(id) = self.shared.get(key) {
            return id.clone();
        }
        let id = self.plan.add(Lane::Tools, action, &[], "another step needs it");
        self.shared.insert(key, id.clone());
        id
    }

    /// A namespace that is being deleted takes nothing new: what needs it waits until it is gone.
    fn terminating(&mut self) -> BTreeMap<ClusterName, StepId> {
        let mut waits = BTreeMap::new();
        for (name, cluster) in &self.world.clusters {
            if cluster.namespace == NamespaceView::Terminating {
                let wait = Action::AwaitNamespaceGone(AwaitNamespaceGone { name: name.clone() });
                let lane = Lane::Cluster(name.clone());
                let id = self.plan.add(lane, wait, &[], "KubeFed's namespace is Terminating");
                waits.insert(name.clone(), id);
            }
        }
        waits
    }

    /// The chart and its configuration; gives the step after which clusters can be joined.
    fn control_plane(&mut self, namespaces: &BTreeMap<ClusterName, StepId>) -> Option<StepId> {
        let kubefed = &self.federation.kubefed;
        let values = chart_values(kubefed);
        let mut last = None;
        if let Some(reason) = need::install(kubefed, &values, &self.world.host) {
            let chart = self.shared("chart", Action::FetchChart);
            let mut needs = vec![chart];
            needs.extend(namespaces.get(&self.federation.host.name).cloned());
            needs.extend(self.replace_pending());
            needs.extend(self.clean_incomplete(&needs));
            let from = self.installed();
            needs.extend(match &from {
                Some(from) => self.before_upgrade(from, &needs),
                None => Some(self.before_install(&needs)),
            });
            let needs: Vec<&StepId> = needs.iter().collect();
            let is_upgrade = from.is_some();
            let install = Action::InstallChart(InstallChart { from });
            let install = self.plan.add(Lane::ControlPlane, install, &needs, reason);
            last = Some(if is_upgrade { self.after_upgrade(&install) } else { install });
        }
        let configure = need::configure(&values, &self.world.host);
        let configure = match (&last, configure) {
            (Some(_), _) => Some(hook_reason(&kubefed.hooks).to_owned()),
            (None, reason) => reason,
        };
        if let Some(reason) = configure {
            let kubectl = self.kubectl();
            let needs: Vec<&StepId> = std::iter::once(&kubectl).chain(&last).collect();
            let step = Action::ConfigureControlPlane;
            last = Some(self.plan.add(Lane::ControlPlane, step, &needs, reason));
        }
        let lacks = self.world.host.control_plane.controller_lacks.clone();
        let lacks = if last.is_some() { Some("it starts anew".to_owned()) } else { lacks };
        if let Some(lacks) = lacks {
            let needs: Vec<&StepId> = last.iter().collect();
            let reason = format!("controller: {lacks}");
            self.plan.add(Lane::ControlPlane, Action::AwaitControlPlane, &needs, reason);
        }
        last
    }

    fn before_install(&mut self, needs: &[StepId]) -> StepId {
        let kubectl = self.kubectl();
        let needs: Vec<&StepId> = needs.iter().chain([&kubectl]).collect();
        let reason = "the controller would make one of its own";
        self.plan.add(Lane::ControlPlane, Action::PrepareConfig, &needs, reason)
    }

    /// An upgrade to another version keeps the objects and brings the CRDs first; after one that
    /// failed the webhook may not serve what the API server expects.
    fn before_upgrade(&mut self, from: &semver::Version, needs: &[StepId]) -> Option<StepId> {
        let kubectl = self.kubectl();
        let mut last: Vec<StepId> = needs.iter().cloned().chain([kubectl]).collect();
        let mut add = |plan: &mut Plan, action: Action, reason: &str| {
            let needs: Vec<&StepId> = last.iter().collect();
            last = vec![plan.add(Lane::ControlPlane, action, &needs, reason)];
        };
        let is_complete = self
            .world
            .host
            .release
            .as_ref()
            .is_some_and(|release| release.deployed.status == Deployed::COMPLETE);
        let is_other = *from != self.federation.kubefed.version;
        if is_other {
            add(&mut self.plan, Action::BackUp, "the version changes");
            add(&mut self.plan, Action::UpgradeCrds, "helm never upgrades them");
        }
        let is_held_up = !is_complete || self.world.host.control_plane.webhook_lacks.is_some();
        if is_held_up {
            let restart = Action::RestartWebhook(Moment::BeforeHelm);
            add(&mut self.plan, restart, "the last upgrade did not end well");
        }
        (is_other || is_held_up).then(|| last.remove(0))
    }

    fn after_upgrade(&mut self, install: &StepId) -> StepId {
        let restart = Action::RestartWebhook(Moment::AfterHelm);
        let reason = "the chart makes a new certificate each time";
        self.plan.add(Lane::ControlPlane, restart, &[install], reason)
    }

    /// A pending revision blocks helm; that it may be removed is for the step to find out.
    fn replace_pending(&mut self) -> Option<StepId> {
        let release = self.world.host.release.as_ref()?;
        if !release.deployed.is_pending() {
            return None;
        }
        let kubectl = self.kubectl();
        let replace = Action::ReplaceRelease(ReplaceRelease {
            revision: release.deployed.revision,
            status: release.deployed.status.clone(),
            run: self.world.host.run.clone(),
            written: self.world.host.written,
        });
        let reason =
            format!("revision {} is {}", release.deployed.revision, release.deployed.status);
        Some(self.plan.add(Lane::ControlPlane, replace, &[&kubectl], reason))
    }

    /// A first install that never was complete is no ground to build on.
    fn clean_incomplete(&mut self, needs: &[StepId]) -> Option<StepId> {
        let host = &self.world.host;
        let is_new = host.release.is_none();
        let has_config = host.control_plane.gates.is_some();
        if host.was_complete || is_new && !has_config {
            return None;
        }
        let kubectl = self.kubectl();
        let needs: Vec<&StepId> = needs.iter().chain([&kubectl]).collect();
        let reason = "an install began and never was complete";
        Some(self.plan.add(Lane::ControlPlane, Action::CleanInstall, &needs, reason))
    }

    fn installed(&self) -> Option<semver::Version> {
        let release = self.world.host.release.as_ref()?;
        release.deployed.chart_version.clone().filter(|_| self.world.host.was_complete)
    }

    fn grants(&mut self) -> BTreeMap<ClusterName, StepId> {
        let mut granted = BTreeMap::new();
        for cluster in self.federation.all_clusters() {
            let view = self.world.clusters.get(&cluster.name);
            let needed = view.and_then(|view| need::grant(view, cluster.rbac, self.world.seen_at));
            let Some(reason) = needed else { continue };
            let kubectl = self.kubectl();
            let grant = Action::GrantAccess(GrantAccess { cluster: cluster.clone() });
            let lane = Lane::Cluster(cluster.name.clone());
            granted.insert(cluster.name.clone(), self.plan.add(lane, grant, &[&kubectl], reason));
        }
        granted
    }

    fn join(
        &mut self,
        cluster: &Cluster,
        control_plane: Option<&StepId>,
        granted: &BTreeMap<ClusterName, StepId>,
        namespaces: &BTreeMap<ClusterName, StepId>,
    ) {
        let name = &cluster.name;
        let lane = || Lane::Cluster(name.clone());
        let present = self.world.host.joins.get(name);
        let view = self.world.clusters.get(name);
        let mut last = None;
        if let Some(reason) = view.and_then(|view| need::join(cluster, view, present)) {
            let kubefedctl = self.kubefedctl();
            let host = granted.get(&self.federation.host.name);
            let own = granted.get(name).filter(|own| host != Some(own));
            let mut needs = vec![&kubefedctl];
            needs.extend(control_plane.into_iter().chain(host).chain(own));
            needs.extend(namespaces.get(name));
            let replaces = present.map(|join| join.secret.clone());
            let join = Action::JoinCluster(JoinCluster { name: name.clone(), replaces });
            last = Some(self.plan.add(lane(), join, &needs, reason));
        }
        let joins = last.is_some();
        self.limit(cluster, control_plane, &mut last);
        self.renew(cluster, present, &mut last);
        let labels = cluster.labels();
        if let Some(reason) = need::label(&labels, present) {
            let kubectl = self.kubectl();
            let needs: Vec<&StepId> = std::iter::once(&kubectl).chain(&last).collect();
            let label = LabelCluster { name: name.clone(), labels };
            self.plan.add(lane(), Action::LabelCluster(label), &needs, reason);
        }
        let reason = if joins { Some("it joins".to_owned()) } else { need::ready(present) };
        if let Some(reason) = reason {
            let needs: Vec<&StepId> = last.iter().chain(control_plane).collect();
            let ready = Action::AwaitReady(AwaitReady { name: name.clone() });
            self.plan.add(lane(), ready, &needs, reason);
        }
    }

    fn leftovers(&mut self) {
        let leftovers = &self.world.host.leftovers;
        if leftovers.is_empty() {
            return;
        }
        let kubectl = self.kubectl();
        let remove = Action::RemoveLeftovers(leftovers.clone());
        let reason = "earlier runs left them behind";
        self.plan.add(Lane::ControlPlane, remove, &[&kubectl], reason);
    }
}

fn hook_reason(hooks: &Hooks) -> &'static str {
    match hooks {
        Hooks::Fedrig => "the chart's hook does not run",
        Hooks::Chart(_) => "the chart's hook may have failed",
    }
}
