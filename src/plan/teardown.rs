//! Which steps take a federation, or one member, down.

use std::collections::BTreeSet;

use super::{Lane, Plan, StepId, own_is_at_rest};
use crate::name::ClusterName;
use crate::observe::{Account, ClusterView, NamespaceView, ObjectName, OwnEntryView, World};
use crate::spec::{Cluster, Federation, Rbac};
use crate::step::{Action, FederatedObjects, MemberSide, UnjoinCluster};
use crate::tool::Program;
use crate::watch::credentials::TokenLife;

/// What is to go, as far as it is there.
#[derive(Debug, Clone, PartialEq)]
pub struct Removal {
    /// The federated objects of the host.
    pub objects: Vec<ObjectName>,
    /// What becomes of them.
    pub how: FederatedObjects,
    /// KubeFed's CRDs that are to be deleted.
    pub crds: Vec<String>,
}

/// The plan that leaves nothing of the federation: empty when nothing is there.
pub fn teardown(federation: &Federation, world: &World, removal: &Removal) -> Plan {
    let mut plan = Plan::default();
    let kubectl = kubectl(&mut plan);
    let mut before = vec![kubectl.clone()];
    if !removal.objects.is_empty() {
        let release = Action::ReleaseObjects(removal.objects.clone(), removal.how);
        let reason = format!("{} are there", removal.objects.len());
        before.push(plan.add(Lane::ControlPlane, release, &[&kubectl], reason));
    }
    let mut unjoined = before.clone();
    for name in joined_in_part(world) {
        unjoined.push(unjoin(&mut plan, federation, world, name, &before));
    }
    let controlled = remove_control_plane(&mut plan, world, removal, &unjoined);
    for (name, cluster) in &world.clusters {
        if cluster.account == Account::Complete || cluster.own_entry == OwnEntryView::AsWanted {
            let needs: Vec<&StepId> = controlled.iter().chain(&unjoined).collect();
            let revoke = Action::RevokeAccess(name.clone());
            plan.add(lane(name), revoke, &needs, "fedrig's service account is there");
        }
    }
    only_if_needed(plan)
}

/// The plan that takes one member out and takes back fedrig's access to it.
pub fn unjoin_one(federation: &Federation, world: &World, name: &ClusterName) -> Plan {
    let mut plan = Plan::default();
    let kubectl = kubectl(&mut plan);
    let mut needs = vec![kubectl];
    if joined_in_part(world).any(|joined| joined == name) {
        let before = needs.clone();
        needs.push(unjoin(&mut plan, federation, world, name, &before));
    }
    let is_host = *name == federation.host.name;
    let granted = world.clusters.get(name).is_some_and(|c| c.account == Account::Complete);
    if granted && !is_host {
        let needs: Vec<&StepId> = needs.iter().collect();
        let revoke = Action::RevokeAccess(name.clone());
        plan.add(lane(name), revoke, &needs, "fedrig's service account is there");
    }
    only_if_needed(plan)
}

/// The members that the host knows, and those that have their side of a join left: one that could
/// not be reached when it was taken out.
fn joined_in_part(world: &World) -> impl Iterator<Item = &ClusterName> {
    let left = world.clusters.iter().filter(|(name, cluster)| {
        let roles = [&cluster.roles.kubefed, &cluster.roles.kubefed_local];
        let has_role = roles.iter().any(|rules| !rules.is_empty());
        (cluster.has_kubefed_account || has_role) && !world.host.joins.contains_key(*name)
    });
    world.host.joins.keys().chain(left.map(|(name, _)| name))
}

fn unjoin(
    plan: &mut Plan,
    federation: &Federation,
    world: &World,
    name: &ClusterName,
    before: &[StepId],
) -> StepId {
    let member = match world.clusters.get(name) {
        None => MemberSide::Unreachable,
        Some(cluster) if is_whole(federation, world, name, cluster) => MemberSide::Whole,
        Some(_) => MemberSide::Partial,
    };
    let mut needs: Vec<&StepId> = before.iter().collect();
    let kubefedctl = Action::FetchProgram(Program::Kubefedctl);
    let id = StepId::of(&kubefedctl);
    let kubefedctl = match plan.steps().iter().any(|step| step.id == id) {
        true => id,
        false => plan.add(Lane::Tools, kubefedctl, &[], "another step needs it"),
    };
    needs.push(&kubefedctl);
    let reason = match (name == &federation.host.name, member) {
        (true, _) => "the host is a member",
        (false, MemberSide::Unreachable) => "it is joined, and can't be reached",
        (false, MemberSide::Whole | MemberSide::Partial) => "it is joined",
    };
    let unjoin = Action::UnjoinCluster(UnjoinCluster { name: name.clone(), member });
    plan.add(lane(name), unjoin, &needs, reason)
}

/// kubefedctl works with fedrig's own access, so that has to be there as well.
fn is_whole(
    federation: &Federation,
    world: &World,
    name: &ClusterName,
    cluster: &ClusterView,
) -> bool {
    let expired = |view: &ClusterView| match &view.own_token {
        Some(TokenLife::Bound(bound)) => bound.is_expired(world.seen_at),
        Some(TokenLife::Lasting | TokenLife::Unknown) | None => false,
    };
    let host = world.clusters.get(&federation.host.name);
    cluster.has_kubefed_account
        && accounts_may_unjoin(federation, world, name)
        && ![Some(cluster), host].into_iter().flatten().any(expired)
        && cluster.namespace == NamespaceView::Active
        && cluster.own_entry == OwnEntryView::AsWanted
        && world.host.joins.get(name).is_some_and(|join| join.token.is_some())
}

/// Whether fedrig's accounts in the member and in the host may do what kubefedctl will. With little
/// allowed, a host that has joined and is not to any more may not.
fn accounts_may_unjoin(federation: &Federation, world: &World, name: &ClusterName) -> bool {
    let may = |entry: &Cluster| {
        let view = world.clusters.get(&entry.name);
        entry.rbac == Rbac::Full || view.is_some_and(|view| own_is_at_rest(federation, entry, view))
    };
    let joins = federation.clusters().any(|entry| entry.name == *name);
    let mut sides = federation.all_clusters().filter(|entry| entry.name == *name);
    may(&federation.host) && sides.all(|entry| may(entry) && (joins || entry.rbac == Rbac::Full))
}

fn remove_control_plane(
    plan: &mut Plan,
    world: &World,
    removal: &Removal,
    unjoined: &[StepId],
) -> Vec<StepId> {
    let mut last: Vec<StepId> = unjoined.to_vec();
    let mut add = |plan: &mut Plan, action: Action, reason: &str| {
        let needs: Vec<&StepId> = last.iter().collect();
        last = vec![plan.add(Lane::ControlPlane, action, &needs, reason)];
    };
    if !world.host.control_plane.types.is_empty() {
        add(plan, Action::RemoveTypeConfigs, "their finalizers need the controller");
    }
    if world.host.release.is_some() {
        add(plan, Action::UninstallChart, "the release is there");
    }
    let leftovers = &world.host.leftovers;
    if !leftovers.is_empty() {
        add(plan, Action::RemoveLeftovers(leftovers.clone()), "earlier runs left them behind");
    }
    if world.host.namespace != NamespaceView::Absent {
        add(plan, Action::RemoveNamespace, "it is there");
    }
    if !removal.crds.is_empty() {
        add(plan, Action::RemoveCrds(removal.crds.clone()), "helm leaves them");
    }
    last
}

fn kubectl(plan: &mut Plan) -> StepId {
    let fetch = Action::FetchProgram(Program::Kubectl);
    plan.add(Lane::Tools, fetch, &[], "another step needs it")
}

/// A plan of nothing but fetching has nothing to do.
fn only_if_needed(plan: Plan) -> Plan {
    let works = |step: &super::Step| !matches!(step.action, Action::FetchProgram(_));
    if plan.steps().iter().any(works) { plan.after_fetching() } else { Plan::default() }
}

fn lane(name: &ClusterName) -> Lane {
    Lane::Cluster(name.clone())
}

/// Members that the host knows and the file does not name: nobody but a person can say what
/// becomes of them.
pub fn unlisted(federation: &Federation, world: &World) -> Vec<ClusterName> {
    let named: BTreeSet<&ClusterName> = federation.all_clusters().map(|c| &c.name).collect();
    world.host.joins.keys().filter(|name| !named.contains(name)).cloned().collect()
}
