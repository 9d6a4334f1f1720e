//! Why pods do not start.

use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::{Api, Client};

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
