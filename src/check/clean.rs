//! Takes namespaces of checks away: in the host first, since KubeFed makes in the members what the host
//! has; then in each member from here, since KubeFed does not get to a member that the host does not
//! reach, and then never lets go of what the host has.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::future::join_all;
use k8s_openapi::api::core::v1::Namespace;
use kube::Api;

use super::scene::{Scene, in_words};
use crate::name::ClusterName;
use crate::spec::Cluster;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long a cluster may take to say that it is going to delete something.
const ASK: Duration = Duration::from_secs(10);
/// How long KubeFed may take to let go of the host's namespace.
const HOLD: Duration = Duration::from_secs(15);
/// How long a cluster may take to empty a namespace in which there is nothing.
const LIMIT: Duration = Duration::from_secs(20);

/// Namespaces, by cluster.
pub(super) type Places = BTreeMap<ClusterName, BTreeSet<String>>;

/// A namespace that could not be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remnant {
    /// Where.
    pub cluster: ClusterName,
    /// Its name.
    pub namespace: String,
    /// Why not.
    pub why: String,
}

impl Remnant {
    /// What to say of it.
    pub fn sentence(&self) -> String {
        let Self { cluster, namespace, why } = self;
        format!("namespace `{namespace}` of {cluster} could not be removed: {why}")
    }

    /// The command that removes it.
    pub fn command(&self, scene: &Scene<'_>) -> String {
        let (name, federation) = (&self.namespace, &scene.rig.federation);
        let kubectl = scene.rig.cluster(&self.cluster).access.kubectl();
        let delete = format!("`{kubectl} delete namespace {name}` removes it");
        if self.cluster != federation.host.name {
            return delete;
        }
        let patch = r#"--type merge --patch '{"metadata":{"finalizers":null}}'"#;
        format!(
            "{delete}; `{kubectl} --namespace {name} patch {FEDERATED}/{name} {patch}` when KubeFed does not let go of it"
        )
    }
}

const FEDERATED: &str = "federatednamespaces.types.kubefed.io";

/// Removes them, waits a bounded time until they are gone, and says which are not.
pub(super) async fn remove(scene: &Scene<'_>, places: &Places) -> Vec<Remnant> {
    let federation = &scene.rig.federation;
    let host = &federation.host;
    delete(scene, host, places).await;
    let members = federation.all_clusters().filter(|cluster| cluster.name != host.name);
    join_all(members.map(|member| delete(scene, member, places))).await;
    let left = await_gone(scene, places, HOLD).await;
    let is_held = !left.is_empty() && left.iter().all(|remnant| remnant.cluster == host.name);
    let is_known =
        |name: &ClusterName| federation.all_clusters().any(|cluster| cluster.name == *name);
    if !is_held || !scene.world.host.joins.keys().all(is_known) {
        return left;
    }
    // It is gone in every member that KubeFed may have made it in, so nothing is to be held for.
    for remnant in &left {
        let kubectl = scene.rig.last_kubectl();
        let Ok(namespace) = remnant.namespace.parse() else { continue };
        let object = format!("{FEDERATED}/{}", remnant.namespace);
        // What it came to is seen by whether the namespace goes.
        let _ = tokio::time::timeout(ASK, kubectl.drop_finalizers(&namespace, &object)).await;
    }
    let held = left.into_iter().map(|remnant| remnant.namespace).collect();
    await_gone(scene, &Places::from([(host.name.clone(), held)]), LIMIT).await
}

async fn delete(scene: &Scene<'_>, cluster: &Cluster, places: &Places) {
    let Some(names) = places.get(&cluster.name).filter(|names| !names.is_empty()) else { return };
    let names: Vec<String> = names.iter().map(|name| format!("namespace/{name}")).collect();
    let kubectl = scene.rig.last_kubectl_for(&cluster.access);
    // What it came to is seen by whether they go.
    let _ = tokio::time::timeout(ASK, kubectl.delete_later(None, &names)).await;
}

async fn await_gone(scene: &Scene<'_>, places: &Places, in_host: Duration) -> Vec<Remnant> {
    let host = &scene.rig.federation.host.name;
    let each =
        places.iter().flat_map(|(cluster, names)| names.iter().map(move |name| (cluster, name)));
    let left = join_all(each.map(|(cluster, name)| async move {
        let limit = if cluster == host { in_host } else { LIMIT };
        let why = is_gone(scene, cluster, name, limit).await.err()?;
        Some(Remnant { cluster: cluster.clone(), namespace: name.clone(), why })
    }));
    left.await.into_iter().flatten().collect()
}

async fn is_gone(
    scene: &Scene<'_>,
    cluster: &ClusterName,
    name: &str,
    limit: Duration,
) -> Result<(), String> {
    let client = scene.rig.client(scene.rig.cluster(cluster)).await;
    let namespaces: Api<Namespace> = Api::all(client.map_err(|error| in_words(&error))?);
    // Also a run that was interrupted waits for it.
    let waiting = Waiting { limit, cancel: &Default::default(), say: &|_| {} };
    let gone = await_object(namespaces.clone(), name, waiting, |found| match found {
        None => Verdict::Yes(()),
        Some(namespace) => Verdict::NotYet(obstacle(namespace).unwrap_or_default()),
    });
    let Err(late) = gone.await else { return Ok(()) };
    // A cluster that was cut off has nobody who deletes until its controllers lead again. Nothing is in
    // the way then, and nothing is left to be done.
    let found = tokio::time::timeout(ASK, namespaces.get_opt(name)).await;
    match found {
        Ok(Ok(found)) => found.as_ref().and_then(obstacle).map_or(Ok(()), Err),
        Ok(Err(_)) | Err(_) => Err(late.to_string()),
    }
}

/// Why a namespace does not go, as it says itself; nothing when it is on its way.
fn obstacle(namespace: &Namespace) -> Option<String> {
    if namespace.metadata.deletion_timestamp.is_none() {
        return Some("it is not being deleted".to_owned());
    }
    let conditions = namespace.status.iter().flat_map(|status| status.conditions.iter().flatten());
    let said: Vec<&str> = conditions
        .filter(|condition| condition.status == "True")
        .filter_map(|condition| condition.message.as_deref())
        .collect();
    (!said.is_empty()).then(|| format!("it is Terminating: {}", said.join("; ")))
}
