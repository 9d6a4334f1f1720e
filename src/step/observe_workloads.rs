//! Looks at what workloads want, at what the host has of it, and at whether the members can take it.
//! Changes nothing.

use std::collections::BTreeMap;

use futures::future::join_all;
use kube::Client;

use super::{Change, Error, Rig};
use crate::federate::{Federated, Placement, TypeRef, Workload, federated};
use crate::manifest::Manifest;
use crate::name::ClusterName;
use crate::observe::workloads::{
    FederatedSide, WantedObject, WorkloadView, federated_side, has_unmanaged, served_types,
};
use crate::spec::{Cluster, Scope};

type Types = BTreeMap<(String, String), TypeRef>;

pub(super) async fn apply(rig: &Rig) -> Result<Change, Error> {
    let host = rig.host().await?;
    let name = &rig.federation.host.name;
    let workloads = workloads(rig);
    let namespaces = namespaces(rig);
    let manifests: Vec<&Manifest> =
        namespaces.iter().chain(workloads).flat_map(|workload| &workload.manifests).collect();
    let side = federated_side(&host, &rig.federation.kubefed.namespace);
    let side = rig.ask(name, "its federated objects", side).await?;
    let types = rig.ask(name, "its types", served_types(&host, &manifests)).await?;
    let mut problems = unknown_types(workloads, &types, name);
    let mut view = wanted(rig, &namespaces, &types, &side, &mut problems);
    view.disabled = disabled(&view, &side);
    problems.extend(refusals(rig, &view).await);
    if !problems.is_empty() {
        let hints = hints(&problems);
        return Err(Error::Unfit(problems, hints));
    }
    view.unwanted = unwanted(&view, side.objects);
    let fact = match view.wanted.len() {
        0 => "no workloads".to_owned(),
        count => format!("{count} objects wanted"),
    };
    rig.learn_workloads(view);
    Ok(Change::Unchanged(fact))
}

fn workloads(rig: &Rig) -> &[Workload] {
    rig.federation.workloads.as_deref().unwrap_or_default()
}

fn hints(problems: &[String]) -> Vec<String> {
    let is_about = |text: &str| problems.iter().any(|problem| problem.contains(text));
    let mut hints = Vec::new();
    if is_about("is there already") {
        hints.push(
            "`adopt: true` of the workload, or `fedrig federate --adopt`, takes it over".to_owned(),
        );
    }
    if is_about("has no type") {
        hints.push(
            "install its CRD in every member: KubeFed watches an enabled type in all of them"
                .to_owned(),
        );
    }
    hints
}

/// A namespace is federated where anything in it goes: one object for each, by whoever wants it first.
fn namespaces(rig: &Rig) -> Vec<Workload> {
    if rig.federation.kubefed.scope == Scope::Namespaced {
        return Vec::new();
    }
    let mut found: BTreeMap<String, Workload> = BTreeMap::new();
    for workload in workloads(rig) {
        for manifest in &workload.manifests {
            let name = match manifest.is_namespace() {
                true => &manifest.name,
                false => match workload.namespace_of(manifest) {
                    Some(name) => name,
                    None => continue,
                },
            };
            let made = found.entry(name.to_owned()).or_insert_with(|| Workload {
                manifests: vec![Manifest::of_namespace(name)],
                ..workload.clone()
            });
            made.placement = both(rig, &made.placement, &workload.placement);
            if manifest.is_namespace() {
                let (name, overrides) = (workload.name.clone(), workload.overrides.clone());
                (made.name, made.overrides) = (name, overrides);
                made.manifests = vec![manifest.clone()];
            }
        }
    }
    found.into_values().collect()
}

fn both(rig: &Rig, one: &Placement, other: &Placement) -> Placement {
    if one == other {
        return one.clone();
    }
    let has = |member: &&Cluster| {
        let labels = member.labels();
        one.has(&member.name, &labels) || other.has(&member.name, &labels)
    };
    Placement::Members(rig.federation.clusters().filter(has).map(|it| it.name.clone()).collect())
}

fn unknown_types(workloads: &[Workload], types: &Types, host: &ClusterName) -> Vec<String> {
    let key = |it: &Manifest| (it.api_version.clone(), it.kind.clone());
    let all = workloads.iter().flat_map(|workload| &workload.manifests);
    let unknown = all.filter(|it| !types.contains_key(&key(it)));
    unknown
        .map(|it| {
            format!("host `{host}` has no type {} {}, which {it} is", it.api_version, it.kind)
        })
        .collect()
}

fn wanted(
    rig: &Rig,
    namespaces: &[Workload],
    types: &Types,
    side: &FederatedSide,
    problems: &mut Vec<String>,
) -> WorkloadView {
    let mut view = WorkloadView::default();
    let scope = rig.federation.kubefed.scope;
    let contents = workloads(rig).iter();
    for (workload, is_namespaces) in
        namespaces.iter().map(|it| (it, true)).chain(contents.map(|it| (it, false)))
    {
        for manifest in workload.manifests.iter().filter(|it| it.is_namespace() == is_namespaces) {
            let key = (manifest.api_version.clone(), manifest.kind.clone());
            let Some(of) = types.get(&key) else { continue };
            if of.is_namespaced && workload.namespace_of(manifest).is_none() {
                problems
                    .push(format!("{manifest} of workload `{}` names no namespace", workload.name));
                continue;
            }
            let object = federated(workload, manifest, of);
            let own = rig.federation.kubefed.namespace.as_str();
            if scope == Scope::Namespaced && object.namespace.as_deref() != Some(own) {
                problems.push(format!(
                    "{object} is not in `{own}`, the only namespace that this KubeFed federates"
                ));
            }
            let present = side.objects.iter().find(|it| it.is_same(&object));
            if present.is_some_and(|it| it.workload().is_none()) {
                // A namespace that somebody federated is as good as one of ours.
                if is_namespaces {
                    continue;
                }
                if !workload.adopt {
                    problems
                        .push(format!("federated {object} is there already, and is not fedrig's"));
                }
            }
            let placed = |member: &&Cluster| workload.placement.has(&member.name, &member.labels());
            let members = rig.federation.clusters().filter(placed).map(|it| it.name.clone());
            let scheduled = side.scheduled.contains(&(
                object.of.federated().kind,
                object.namespace.clone().unwrap_or_default(),
                object.name.clone(),
            ));
            let present = present.map(|it| it.body.clone());
            let object = match &present {
                Some(present) if scheduled => object.leaving_replicas_to(present),
                Some(_) | None => object,
            };
            view.wanted.push(WantedObject { object, members: members.collect(), present });
        }
    }
    view
}

fn disabled(view: &WorkloadView, side: &FederatedSide) -> Vec<TypeRef> {
    let mut types: Vec<TypeRef> = view.wanted.iter().map(|it| it.object.of.clone()).collect();
    types.sort();
    types.dedup_by_key(|of| of.full_name());
    types.retain(|of| !side.enabled.contains(&of.full_name()));
    types
}

/// What `fedrig federate` made has an empty label, and is nobody's to take away but a person's.
fn unwanted(view: &WorkloadView, objects: Vec<Federated>) -> Vec<Federated> {
    let is_wanted = |it: &Federated| view.wanted.iter().any(|wanted| wanted.object.is_same(it));
    let is_of_file = |it: &Federated| it.workload().is_some_and(|name| !name.is_empty());
    objects.into_iter().filter(|it| is_of_file(it) && !is_wanted(it)).collect()
}

/// Why members can't take what is wanted: a type that one does not have, or an object that is there.
async fn refusals(rig: &Rig, view: &WorkloadView) -> Vec<String> {
    let members = rig.federation.clusters();
    let asked = join_all(members.map(async |member| {
        // KubeFed's controller ends when it can't watch a type that is enabled in each member, whether
        // an object of it is placed there or not.
        let is_new = |it: &WantedObject| view.disabled.contains(&it.object.of);
        let concerns = |it: &&WantedObject| it.members.contains(&member.name) || is_new(it);
        let placed: Vec<&WantedObject> = view.wanted.iter().filter(concerns).collect();
        let client = match placed.is_empty() {
            true => return Vec::new(),
            false => rig.client(member).await,
        };
        // A member that does not answer is told of by its own step.
        let Ok(client) = client else { return Vec::new() };
        refused_by(rig, member, &client, &placed).await.unwrap_or_default()
    }));
    asked.await.into_iter().flatten().collect()
}

async fn refused_by(
    rig: &Rig,
    member: &Cluster,
    client: &Client,
    placed: &[&WantedObject],
) -> Result<Vec<String>, kube::Error> {
    let manifests: Vec<Manifest> = placed.iter().map(|it| typed(&it.object)).collect();
    let types = served_types(client, &manifests.iter().collect::<Vec<_>>()).await?;
    let mut problems = Vec::new();
    let mut missing = Vec::new();
    for (it, manifest) in placed.iter().zip(&manifests) {
        let key = (manifest.api_version.clone(), manifest.kind.clone());
        let full_name = it.object.of.full_name();
        if !types.contains_key(&key) && !missing.contains(&full_name) {
            problems.push(format!(
                "member `{}` has no type {full_name}, which {} needs",
                member.name, it.object
            ));
            missing.push(full_name);
        }
    }
    let is_host = member.name == rig.federation.host.name;
    let is_there = |it: &&&WantedObject| {
        it.members.contains(&member.name) && !missing.contains(&it.object.of.full_name())
    };
    for it in placed.iter().filter(is_there) {
        let of_host = is_host && (it.object.is_namespace() || is_of_host(rig, &it.object));
        if it.present.is_some() || adopts(rig, &it.object) || of_host {
            continue;
        }
        if has_unmanaged(client, &it.object).await? {
            problems.push(format!(
                "{} is there already in member `{}`, and KubeFed would take it over",
                it.object, member.name
            ));
        }
    }
    Ok(problems)
}

fn adopts(rig: &Rig, object: &Federated) -> bool {
    workload_of(rig, object).is_some_and(|workload| workload.adopt)
}

fn is_of_host(rig: &Rig, object: &Federated) -> bool {
    workload_of(rig, object).is_some_and(|workload| workload.is_of_host)
}

fn workload_of<'a>(rig: &'a Rig, object: &Federated) -> Option<&'a Workload> {
    workloads(rig).iter().find(|it| object.workload() == Some(it.name.as_str()))
}

fn typed(object: &Federated) -> Manifest {
    let of = &object.of;
    Manifest {
        api_version: of.api_version(),
        kind: of.kind.clone(),
        name: object.name.clone(),
        namespace: object.namespace.clone(),
        body: serde_json::Map::new(),
    }
}
