//! A namespace that is federated to the members, for a moment.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures::future::join_all;
use k8s_openapi::api::core::v1::Namespace;
use kube::Api;

use super::clean::{Places, Remnant, remove};
use super::leader::still_starts;
use super::mark;
use super::scene::{At, Scene};
use super::space::make;
use crate::name::ClusterName;
use crate::spec::Cluster;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long it may take to arrive.
const LIMIT: Duration = Duration::from_secs(20);

/// What became of it.
#[derive(Debug, Clone)]
pub(super) struct Probed {
    /// How long it took to each member; nothing for one at which it did not arrive.
    pub arrivals: BTreeMap<ClusterName, Option<Duration>>,
    /// What is left of it.
    pub left: Vec<Remnant>,
}

/// Makes a namespace and federates it, waits until it arrives in the members, and takes it away.
/// Only where KubeFed finds a member Ready, and we get to as well: elsewhere it could stay for good.
pub(super) async fn propagate(scene: &Scene<'_>) -> Result<Probed, String> {
    let members: Vec<&Cluster> =
        scene.rig.federation.members.iter().filter(|member| scene.reaches(member)).collect();
    let name = mark::name();
    let made = make(scene, &name, &members).await;
    let arrivals = match &made {
        Ok(()) => join_all(members.iter().map(|it| arrival(scene, it, &name))).await,
        Err(_) => Vec::new(),
    };
    let host = &scene.rig.federation.host;
    let everywhere = members.iter().map(|it| it.name.clone()).chain([host.name.clone()]);
    let places: Places =
        everywhere.map(|cluster| (cluster, BTreeSet::from([name.clone()]))).collect();
    let left = remove(scene, &places).await;
    made.map_err(|why| match left.as_slice() {
        [] => why,
        left => left.iter().fold(why, |text, it| format!("{text}; {}", it.sentence())),
    })?;
    Ok(Probed { arrivals: arrivals.into_iter().collect(), left })
}

async fn arrival(
    scene: &Scene<'_>,
    member: &Cluster,
    name: &str,
) -> (ClusterName, Option<Duration>) {
    let host = At { scene, cluster: &scene.rig.federation.host };
    let began = Instant::now();
    let mut has_come = has_arrived(scene, member, name, LIMIT).await;
    // Who leads may have changed meanwhile.
    let more = if has_come { Duration::ZERO } else { still_starts(host).await };
    if !more.is_zero() {
        has_come = has_arrived(scene, member, name, more).await;
    }
    (member.name.clone(), has_come.then(|| began.elapsed()))
}

async fn has_arrived(scene: &Scene<'_>, member: &Cluster, name: &str, limit: Duration) -> bool {
    let Ok(client) = scene.rig.client(member).await else { return false };
    let namespaces: Api<Namespace> = Api::all(client);
    let waiting = Waiting { limit, cancel: &scene.rig.cancel, say: &|_| {} };
    let is_there = |found: Option<&Namespace>| match found {
        Some(_) => Verdict::Yes(()),
        None => Verdict::NotYet("it is not there".to_owned()),
    };
    await_object(namespaces, name, waiting, is_there).await.is_ok()
}
