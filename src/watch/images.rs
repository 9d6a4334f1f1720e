//! Which images the control plane's pods run.

use std::convert::Infallible;
use std::pin::pin;

use futures::StreamExt;
use k8s_openapi::api::core::v1::Pod;
use kube::api::ListParams;
use kube::runtime::{WatchStreamExt, watcher};
use kube::{Api, Client};

use crate::name::Namespace;

/// The label that the chart gives the pods of its deployments, and nobody else has.
pub(super) const PART: &str = "kubefed-control-plane";
/// The container of the chart's hook.
pub(super) const HOOK: &str = "post-install-job";

/// An image that a pod runs, or ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// The pod.
    pub pod: String,
    /// The image, as the pod was told it.
    pub image: String,
    /// What the node says that it is: `NAME@sha256:…`, or `sha256:…`.
    pub image_id: String,
}

/// The images of the control plane's pods, those that go away left out.
pub async fn running_images(
    client: &Client,
    namespace: &Namespace,
) -> Result<Vec<Running>, kube::Error> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let pods = pods.list(&ListParams::default().labels(PART)).await?;
    let stays = |pod: &&Pod| pod.metadata.deletion_timestamp.is_none();
    Ok(pods.items.iter().filter(stays).flat_map(running).collect())
}

/// Notes the images of the hook's pods, which are gone when helm is done, until it is dropped.
pub async fn note_hook_images(
    client: &Client,
    namespace: &Namespace,
    seen: &mut Vec<Running>,
) -> Infallible {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let events = watcher(pods, watcher::Config::default()).default_backoff();
    let mut events = pin!(events.applied_objects());
    loop {
        match events.next().await {
            Some(Ok(pod)) if is_of_hook(&pod) => {
                for one in running(&pod) {
                    if !seen.contains(&one) {
                        seen.push(one);
                    }
                }
            }
            // The watch begins anew by itself.
            Some(Ok(_) | Err(_)) => {}
            None => std::future::pending::<()>().await,
        }
    }
}

/// Whether a pod is one that the chart makes, now or for its hook.
pub(super) fn is_of_chart(pod: &Pod) -> bool {
    let labels = pod.metadata.labels.as_ref();
    labels.is_some_and(|labels| labels.contains_key(PART)) || is_of_hook(pod)
}

fn is_of_hook(pod: &Pod) -> bool {
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    containers.into_iter().any(|container| container.name == HOOK)
}

fn running(pod: &Pod) -> Vec<Running> {
    let name = pod.metadata.name.clone().unwrap_or_default();
    let containers = pod.spec.iter().flat_map(|spec| &spec.containers);
    let statuses = pod.status.as_ref().and_then(|status| status.container_statuses.as_ref());
    let of = |container: &k8s_openapi::api::core::v1::Container| {
        let status = statuses?.iter().find(|status| status.name == container.name)?;
        // What the status names is what the runtime made of it; the pod was told the container's.
        (!status.image_id.is_empty()).then(|| Running {
            pod: name.clone(),
            image: container.image.clone().unwrap_or_default(),
            image_id: status.image_id.clone(),
        })
    };
    containers.into_iter().filter_map(of).collect()
}
