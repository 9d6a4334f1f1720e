//! A namespace that is federated to every member, for a moment.

use std::time::{Duration, Instant};

use futures::future::join_all;
use jiff::Timestamp;
use k8s_openapi::api::core::v1::Namespace;
use kube::Api;
use serde_json::json;

use super::pod::LABEL;
use super::propagation::Arrivals;
use super::scene::Scene;
use crate::spec::Cluster;
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long it may take to arrive.
const LIMIT: Duration = Duration::from_secs(20);

/// Makes a namespace and federates it, waits until it arrives in the members, and takes it away: KubeFed
/// removes it in the members when it goes in the host.
pub(super) async fn propagate(scene: &Scene<'_>) -> Result<Arrivals, String> {
    let rig = scene.rig;
    let kubectl = rig.kubectl(&rig.federation.host.access);
    let name = format!("fedrig-check-{:x}", Timestamp::now().as_microsecond());
    let labels = json!({LABEL: "object"});
    let namespace = json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": name, "labels": labels}});
    let federated = json!({"apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
        "metadata": {"name": name, "namespace": name, "labels": labels},
        "spec": {"placement": {"clusterSelector": {}}}});
    let made = async {
        kubectl.create(&namespace).await?;
        kubectl.create(&federated).await
    };
    let made = made.await.map_err(|error| error.to_string());
    let began = Instant::now();
    let arrivals = match made {
        Ok(()) => {
            let members = rig.federation.members.iter();
            Ok(join_all(members.map(|member| arrival(scene, member, &name, began))).await)
        }
        Err(error) => Err(error),
    };
    let removed = rig.last_kubectl().delete_later(None, &[format!("namespace/{name}")]).await;
    removed.map_err(|error| error.to_string())?;
    Ok(arrivals?.into_iter().collect())
}

async fn arrival(
    scene: &Scene<'_>,
    member: &Cluster,
    name: &str,
    began: Instant,
) -> (crate::name::ClusterName, Option<Duration>) {
    let arrived = async {
        let client = scene.rig.client(member).await.ok()?;
        let namespaces: Api<Namespace> = Api::all(client);
        let waiting = Waiting { limit: LIMIT, cancel: &scene.rig.cancel, say: &|_| {} };
        let is_there = |found: Option<&Namespace>| match found {
            Some(_) => Verdict::Yes(()),
            None => Verdict::NotYet("it is not there".to_owned()),
        };
        await_object(namespaces, name, waiting, is_there).await.ok()?;
        Some(began.elapsed())
    };
    (member.name.clone(), arrived.await)
}
