//! Why pods do not start.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client};
use tokio::time::Instant;

use super::readiness::is_for_good;
use crate::explain::with_cause;
use crate::name::Namespace;

/// Why pods in the namespace do not start, for those whose containers wait for a reason that tells
/// something: `ImagePullBackOff`, `CrashLoopBackOff`, `CreateContainerConfigError`.
pub async fn pod_troubles(client: &Client, namespace: &Namespace) -> Vec<String> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    // This only adds to a message: without an answer there is nothing to add.
    let Ok(pods) = pods.list(&ListParams::default()).await else { return Vec::new() };
    let mut troubles: Vec<String> = pods.items.iter().flat_map(troubles_of).collect();
    troubles.dedup();
    troubles
}

/// How long a trouble that does not heal has to last until it is believed: the pod of a form that is
/// being replaced can have one, and goes soon.
const BELIEVED: Duration = Duration::from_secs(15);

/// Tells each new trouble of pods in the namespace, with its cause where that is known; ends with
/// one that does not go away by itself. `which` selects pods by their labels.
pub async fn tell_troubles(
    client: &Client,
    namespace: &Namespace,
    which: &str,
    say: &(dyn Fn(&str) + Send + Sync),
) -> String {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let events = watcher(pods, watcher::Config::default().labels(which)).default_backoff();
    let mut seen = pin!(events.touched_objects());
    let mut last = String::new();
    let mut hopeless: BTreeMap<String, (String, Instant)> = BTreeMap::new();
    loop {
        let oldest = hopeless.values().map(|(_, since)| *since + BELIEVED).min();
        let believed = async {
            match oldest {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        let pod = tokio::select! {
            pod = seen.next() => pod,
            () = believed => {
                let first = hopeless.into_values().min_by_key(|(_, since)| *since);
                return first.map(|(trouble, _)| trouble).unwrap_or_default();
            }
        };
        match pod {
            Some(Ok(pod)) => {
                let name = pod.metadata.name.clone().unwrap_or_default();
                let troubles = troubles_of(&pod);
                let is_leaving = pod.metadata.deletion_timestamp.is_some();
                match troubles.iter().find(|trouble| is_for_good(trouble)).filter(|_| !is_leaving) {
                    Some(trouble) => {
                        hopeless.entry(name).or_insert_with(|| (trouble.clone(), Instant::now()));
                    }
                    // The kubelet tells the cause and `back-off` in turns.
                    None if troubles.is_empty() || is_leaving => drop(hopeless.remove(&name)),
                    None => {}
                }
                for trouble in troubles {
                    let trouble = with_cause(&trouble);
                    if trouble != last {
                        say(&trouble);
                        last = trouble;
                    }
                }
            }
            // The watch begins anew by itself.
            Some(Err(_)) => {}
            None => std::future::pending::<()>().await,
        }
    }
}

/// Why the containers of a pod wait, and why it has no node.
pub(super) fn troubles_of(pod: &Pod) -> Vec<String> {
    let name = pod.metadata.name.clone().unwrap_or_default();
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.clone());
    let mut troubles = Vec::new();
    for container in statuses.unwrap_or_default() {
        let Some(waiting) = container.state.and_then(|state| state.waiting) else { continue };
        let reason = waiting.reason.unwrap_or_default();
        if matches!(reason.as_str(), "" | "ContainerCreating" | "PodInitializing") {
            continue;
        }
        let message = waiting.message.map(|message| format!(": {message}")).unwrap_or_default();
        troubles.push(format!("pod {name}, image {}: {reason}{message}", container.image));
    }
    let conditions = pod.status.as_ref().and_then(|status| status.conditions.clone());
    for condition in conditions.unwrap_or_default() {
        if condition.type_ == "PodScheduled" && condition.status == "False" {
            let message = condition.message.unwrap_or_default();
            troubles.push(format!("pod {name} has no node: {message}"));
        }
    }
    troubles
}
