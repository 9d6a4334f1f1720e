//! Logs of KubeFed's containers and of the control plane, streamed: of the present ones and of those
//! that ended before them.

use futures::StreamExt;
use futures::stream;
use k8s_openapi::api::core::v1::Pod;
use kube::api::{ListParams, LogParams};
use kube::{Api, Client};

use super::lines::newest;
use super::shelf::FILE;
use super::{Drawer, Request, in_time};

/// How many logs of a cluster are read at once; each needs the memory of one file.
const AT_ONCE: usize = 4;

/// Which of a container's logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Life {
    Present,
    Previous,
}

struct Log {
    pod: String,
    container: String,
    life: Life,
}

/// Puts the logs of every container in KubeFed's namespace, and of those in `kube-system`.
pub(super) async fn gather(
    client: &Client,
    namespace: &str,
    request: &Request<'_>,
    drawer: &Drawer<'_>,
) {
    for namespace in [namespace, "kube-system"] {
        let pods: Api<Pod> = Api::namespaced(client.clone(), namespace);
        let found = match in_time(pods.list(&ListParams::default())).await {
            Ok(found) => found.items,
            Err(reason) => {
                drawer.lacks(&format!("logs/{namespace}"), &reason);
                continue;
            }
        };
        let logs: Vec<Log> = found.iter().flat_map(logs_of).collect();
        stream::iter(logs)
            .for_each_concurrent(AT_ONCE, |log| put(&pods, namespace, log, request, drawer))
            .await;
    }
}

async fn put(
    pods: &Api<Pod>,
    namespace: &str,
    log: Log,
    request: &Request<'_>,
    drawer: &Drawer<'_>,
) {
    let Log { pod, container, life } = log;
    let end = if life == Life::Previous { ".previous" } else { "" };
    let file = format!("logs/{namespace}/{pod}/{container}{end}.log");
    let params = LogParams {
        container: Some(container),
        previous: life == Life::Previous,
        since_seconds: Some(i64::try_from(request.since.as_secs()).unwrap_or(i64::MAX)),
        tail_lines: Some(i64::from(request.lines)),
        timestamps: true,
        ..LogParams::default()
    };
    let read = in_time(async {
        let stream = pods.log_stream(&pod, &params).await.map_err(|error| error.to_string())?;
        Ok::<_, String>(newest(Box::pin(stream), drawer.redactor(), FILE as usize).await)
    });
    match read.await {
        Ok(lines) if lines.is_empty() => {}
        Ok(lines) => drawer.put_clean(&file, "log", &lines.into_text()),
        Err(reason) => drawer.lacks(&file, &reason),
    }
}

fn logs_of(pod: &Pod) -> Vec<Log> {
    let name = pod.metadata.name.clone().unwrap_or_default();
    let status = pod.status.clone().unwrap_or_default();
    let containers = status.init_container_statuses.into_iter().flatten();
    let containers = containers.chain(status.container_statuses.into_iter().flatten());
    let log =
        |container: &str, life| Log { pod: name.clone(), container: container.to_owned(), life };
    let mut logs = Vec::new();
    for container in containers {
        let state = container.state.unwrap_or_default();
        if state.running.is_some() || state.terminated.is_some() {
            logs.push(log(&container.name, Life::Present));
        }
        let ended = container.last_state.is_some_and(|last| last.terminated.is_some());
        if ended {
            logs.push(log(&container.name, Life::Previous));
        }
    }
    logs
}
