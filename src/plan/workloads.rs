//! Which steps take workloads to the members, and out of them again.

use std::collections::BTreeMap;

use super::{Lane, Plan, StepId};
use crate::federate::{Federated, Propagation, WHEN_REMOVED, WhenRemoved, drift, propagation};
use crate::name::ClusterName;
use crate::observe::World;
use crate::observe::workloads::{WantedObject, WorkloadView};
use crate::step::{
    Action, AwaitPropagated, EnableType, FederateObject, FederatedObjects, UnfederateObject,
};
use crate::tool::Program;

/// What has to be there before workloads can be.
pub(super) struct Ground<'a> {
    /// The control plane, if it is to be made.
    pub control_plane: Option<&'a StepId>,
    /// The types that are enabled in the plan.
    pub types: &'a [StepId],
    /// kubectl.
    pub kubectl: StepId,
}

/// Only what is wanted: the plan of `fedrig federate`.
pub fn federate(world: &World) -> Plan {
    let mut plan = Plan::default();
    if !has_work(world) {
        return plan;
    }
    let kubectl = fetch(&mut plan, Program::Kubectl);
    let types = match world.workloads.disabled.is_empty() {
        true => Vec::new(),
        false => {
            let kubefedctl = fetch(&mut plan, Program::Kubefedctl);
            enable(&mut plan, world, &[&kubefedctl])
        }
    };
    add(&mut plan, world, &Ground { control_plane: None, types: &types, kubectl });
    plan.after_fetching()
}

/// Takes these objects away: contents before the namespaces that they are in.
pub fn unfederate(objects: &[Federated], how: FederatedObjects) -> Plan {
    let mut plan = Plan::default();
    if objects.is_empty() {
        return plan;
    }
    let kubectl = fetch(&mut plan, Program::Kubectl);
    let how = |_: &Federated| (how, "it was asked for".to_owned());
    remove(&mut plan, objects, how, &[&kubectl]);
    plan.after_fetching()
}

fn fetch(plan: &mut Plan, program: Program) -> StepId {
    plan.add(Lane::Tools, Action::FetchProgram(program), &[], "another step needs it")
}

/// Whether there is anything to make or to wait for.
pub(super) fn has_work(world: &World) -> bool {
    let written = written(&world.workloads);
    !written.is_empty() || !awaited(world, &written).is_empty()
}

/// Enables the types that are needed and not federated.
pub(super) fn enable(plan: &mut Plan, world: &World, needs: &[&StepId]) -> Vec<StepId> {
    let types = world.workloads.disabled.iter();
    types
        .map(|of| {
            let reason = "a workload needs it, and it is not federated";
            let enable = Action::EnableType(EnableType { of: of.clone() });
            plan.add(Lane::Workloads, enable, needs, reason)
        })
        .collect()
}

/// The objects that are not as wanted, with the reason.
fn written(view: &WorkloadView) -> Vec<(&WantedObject, String)> {
    let reason = |it: &WantedObject| match &it.present {
        None => Some("it is not federated".to_owned()),
        Some(present) => drift(&it.object.body, present).map(|what| format!("{what} differs")),
    };
    view.wanted.iter().filter_map(|it| Some((it, reason(it)?))).collect()
}

/// What each member lacks. One that did not answer is told of already, and not waited for.
fn awaited(
    world: &World,
    written: &[(&WantedObject, String)],
) -> BTreeMap<ClusterName, (Vec<Federated>, String)> {
    let mut awaited: BTreeMap<ClusterName, (Vec<Federated>, String)> = BTreeMap::new();
    for it in &world.workloads.wanted {
        let is_written = written.iter().any(|(other, _)| other.object.is_same(&it.object));
        for member in it.members.iter().filter(|name| world.clusters.contains_key(*name)) {
            let reason = match it.present.as_ref().filter(|_| !is_written) {
                None => "it gets workloads".to_owned(),
                Some(present) => match propagation(present, member) {
                    Propagation::Done => continue,
                    Propagation::NotYet(missing) => {
                        format!("{}: {}, {}", it.object, missing.status, missing.sentence)
                    }
                },
            };
            let entry = awaited.entry(member.clone()).or_insert_with(|| (Vec::new(), reason));
            entry.0.push(it.object.clone());
        }
    }
    awaited
}

/// Writes what is not as wanted, takes away what nobody wants, and waits for each member.
pub(super) fn add(plan: &mut Plan, world: &World, ground: &Ground<'_>) {
    let written = written(&world.workloads);
    let mut made: Vec<(StepId, bool, String)> = Vec::new();
    for (it, reason) in &written {
        let object = &it.object;
        let home = object.namespace.clone().unwrap_or_default();
        let mut needs: Vec<&StepId> = vec![&ground.kubectl];
        needs.extend(ground.control_plane);
        needs.extend(ground.types);
        let of_home =
            |(_, is_namespace, of): &&(StepId, bool, String)| *is_namespace && *of == home;
        needs.extend(made.iter().filter(of_home).map(|(id, ..)| id));
        let step = Action::FederateObject(FederateObject { object: object.clone() });
        let id = plan.add(Lane::Workloads, step, &needs, reason.as_str());
        made.push((id, object.is_namespace(), home));
    }
    for (member, (objects, reason)) in awaited(world, &written) {
        let mut needs: Vec<StepId> = made.iter().map(|(id, ..)| id.clone()).collect();
        needs.extend(last_of(plan, &member));
        let needs: Vec<&StepId> = needs.iter().collect();
        let wait = AwaitPropagated { member: member.clone(), objects };
        plan.add(Lane::Cluster(member), Action::AwaitPropagated(wait), &needs, reason);
    }
}

/// Takes away what no file names any more.
pub(super) fn add_removals(plan: &mut Plan, world: &World, kubectl: &StepId) {
    let how = |object: &Federated| {
        let orphans =
            object.body["metadata"]["annotations"][WHEN_REMOVED] == WhenRemoved::Orphan.as_str();
        let how = if orphans { FederatedObjects::Orphan } else { FederatedObjects::Delete };
        let workload = object.workload().unwrap_or_default();
        (how, format!("the file no longer has it in workload `{workload}`"))
    };
    remove(plan, &world.workloads.unwanted, how, &[kubectl]);
}

/// Where KubeFed finds a namespace not federated, it deletes what is in it from the members: so that
/// goes last, orphaned or not.
fn remove(
    plan: &mut Plan,
    objects: &[Federated],
    how: impl Fn(&Federated) -> (FederatedObjects, String),
    needs: &[&StepId],
) {
    let (namespaces, contents): (Vec<&Federated>, Vec<&Federated>) =
        objects.iter().partition(|object| object.is_namespace());
    let mut before: Vec<StepId> = needs.iter().map(|id| (*id).clone()).collect();
    let mut gone = Vec::new();
    for (group, is_last) in [(contents, false), (namespaces, true)] {
        if is_last {
            before.append(&mut gone);
        }
        for object in group {
            let (how, reason) = how(object);
            let step = Action::UnfederateObject(UnfederateObject { object: object.clone(), how });
            let needs: Vec<&StepId> = before.iter().collect();
            gone.push(plan.add(Lane::Workloads, step, &needs, reason));
        }
    }
}

/// The member's own wait for Ready, or its join.
fn last_of(plan: &Plan, member: &ClusterName) -> Option<StepId> {
    let lane = Lane::Cluster(member.clone());
    plan.steps().iter().rev().find(|step| step.lane == lane).map(|step| step.id.clone())
}
