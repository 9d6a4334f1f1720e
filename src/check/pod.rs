//! A pod in the host that looks at the members, for a moment: KubeFed's image, which the node has, with
//! a container a member. It gets address and CA by an annotation of its own, the token by the name of the
//! Secret that is there already, and nothing else: no token of its own, no rights, no writable disk.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{ContainerStatus, Pod};
use kube::api::{ListParams, LogParams};
use kube::{Api, Client};
use serde_json::{Value, json};

use super::from_host::{Seen, Told};
use super::mark::{self, LABEL};
use super::scene::{Scene, said};
use crate::name::{ClusterName, Namespace};
use crate::observe::Join;
use crate::step::Rig;
use crate::watch::controlplane::{CONTROLLER, pods_of};
use crate::watch::wait::{Verdict, Waiting, await_object};

/// How long the node may take to start it.
const START: Duration = Duration::from_secs(45);
/// How long a member may take to answer; KubeFed's controller gives it 3 s.
const LIMIT: Duration = Duration::from_secs(12);
/// The kubelet ends the pod by then, whatever becomes of this process, in seconds.
const LIFE: u64 = 90;

/// Makes the pod, waits until it has asked, reads what it said, and removes it.
pub(super) async fn look(scene: &Scene<'_>) -> Result<BTreeMap<ClusterName, Seen>, String> {
    let rig = scene.rig;
    let namespace = &rig.federation.kubefed.namespace;
    let client = rig.host().await.map_err(|error| error.to_string())?;
    let members: Vec<(&ClusterName, &Join)> =
        scene.world.host.joins.iter().filter(|(_, join)| join.token.is_some()).collect();
    let name = mark::name();
    let pod = pod(&name, namespace, &members, &place(&client, namespace).await?);
    let kubectl = rig.kubectl(&rig.federation.host.access);
    kubectl.create(&pod).await.map_err(|error| error.to_string())?;
    let told = ask(rig, &client, namespace, &name, &members).await;
    let left = left(&client, namespace, &name).await;
    let removed = rig.last_kubectl().delete_later(Some(namespace.as_str()), &left).await;
    removed.map_err(|error| error.to_string())?;
    let mut seen = BTreeMap::new();
    for (member, log) in told? {
        seen.insert(member, Seen::of(&log)?);
    }
    Ok(seen)
}

/// Where the pod runs and with which image: as the controller, since it stands for it.
struct Place {
    node: Option<String>,
    image: String,
    secrets: Value,
    owner: Value,
}

async fn place(client: &Client, namespace: &Namespace) -> Result<Place, String> {
    let deployments: Api<Deployment> = Api::namespaced(client.clone(), namespace.as_str());
    let controller =
        said(deployments.get_opt(CONTROLLER).await)?.ok_or("there is no controller")?;
    let uid = controller.metadata.uid.clone().unwrap_or_default();
    let spec = controller.spec.and_then(|spec| spec.template.spec).unwrap_or_default();
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let running = said(pods.list(&ListParams::default().labels(pods_of(CONTROLLER))).await)?;
    Ok(Place {
        node: running.items.into_iter().find_map(|pod| pod.spec?.node_name),
        image: spec.containers.first().and_then(|it| it.image.clone()).unwrap_or_default(),
        secrets: json!(spec.image_pull_secrets.unwrap_or_default()),
        // Without its controller nobody needs it.
        owner: json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": CONTROLLER, "uid": uid}]),
    })
}

fn pod(
    name: &str,
    namespace: &Namespace,
    members: &[(&ClusterName, &Join)],
    place: &Place,
) -> Value {
    let mut annotations = serde_json::Map::new();
    let (mut containers, mut volumes) = (Vec::new(), Vec::new());
    for (member, join) in members {
        let key = format!("fedrig.dev/{member}");
        annotations.insert(key.clone(), json!(kubeconfig(join).to_string()));
        let field = json!({"fieldPath": format!("metadata.annotations['{key}']")});
        volumes.push(json!({"name": format!("way-{member}"), "downwardAPI": {
            "items": [{"path": "config", "fieldRef": field}]}}));
        volumes.push(json!({"name": format!("token-{member}"), "secret": {
            "secretName": join.secret, "defaultMode": 0o444,
            "items": [{"key": "token", "path": "token"}]}}));
        containers.push(json!({
            "name": member, "image": place.image, "imagePullPolicy": "IfNotPresent",
            "command": ["/hyperfed/kubefedctl", "orphaning-deletion", "status", "namespaces",
                "kube-system", "--kubeconfig", "/way/config", "--host-cluster-context", "member"],
            "volumeMounts": [
                {"name": format!("way-{member}"), "mountPath": "/way", "readOnly": true},
                {"name": format!("token-{member}"), "mountPath": "/token", "readOnly": true}],
            "resources": {"limits": {"cpu": "200m", "memory": "128Mi"}, "requests": {"cpu": "10m", "memory": "32Mi"}},
            "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                "capabilities": {"drop": ["ALL"]}}}));
    }
    let mut pod = json!({
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "annotations": annotations,
            "labels": {LABEL: "pod"}, "ownerReferences": place.owner},
        "spec": {"restartPolicy": "Never", "activeDeadlineSeconds": LIFE,
            "automountServiceAccountToken": false, "enableServiceLinks": false,
            "terminationGracePeriodSeconds": 0, "imagePullSecrets": place.secrets,
            "securityContext": {"runAsNonRoot": true, "runAsUser": 1001,
                "seccompProfile": {"type": "RuntimeDefault"}},
            "tolerations": [{"operator": "Exists"}],
            "containers": containers, "volumes": volumes}});
    if let Some(node) = &place.node {
        pod["spec"]["nodeName"] = json!(node);
    }
    pod
}

/// What KubeFed's controller makes of a KubeFedCluster, as a kubeconfig. The token is a file's name.
fn kubeconfig(join: &Join) -> Value {
    use base64::Engine as _;
    let mut cluster = json!({"server": join.endpoint});
    if join.skips_verification {
        cluster["insecure-skip-tls-verify"] = json!(true);
    } else if let Some(authority) = &join.certificate_authority {
        let encoded = base64::engine::general_purpose::STANDARD.encode(authority);
        cluster["certificate-authority-data"] = json!(encoded);
    }
    if let Some(proxy) = &join.proxy {
        cluster["proxy-url"] = json!(proxy);
    }
    json!({
        "apiVersion": "v1", "kind": "Config",
        "clusters": [{"name": "member", "cluster": cluster}],
        "users": [{"name": "kubefed", "user": {"tokenFile": "/token/token"}}],
        "contexts": [{"name": "member", "context": {"cluster": "member", "user": "kubefed"}}],
    })
}

async fn ask(
    rig: &Rig,
    client: &Client,
    namespace: &Namespace,
    name: &str,
    members: &[(&ClusterName, &Join)],
) -> Result<Told, String> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let waiting = |limit| Waiting { limit, cancel: &rig.cancel, say: &|_| {} };
    let count = members.len();
    let started =
        await_object(pods.clone(), name, waiting(START), |pod| are(pod, count, has_begun)).await;
    started.map_err(|why| format!("the pod did not start: {why}"))?;
    // Those that have ended have something to say, however the wait ends.
    let ended =
        await_object(pods.clone(), name, waiting(LIMIT), |pod| are(pod, count, is_over)).await;
    let statuses = said(pods.get_opt(name).await)?.and_then(|pod| pod.status?.container_statuses);
    let statuses = statuses.unwrap_or_default();
    let mut told = Vec::new();
    for (member, join) in members {
        let status = statuses.iter().find(|status| status.name == member.as_str());
        let log = match status {
            Some(status) if is_over(status) => {
                let of = LogParams { container: Some(status.name.clone()), ..LogParams::default() };
                said(pods.logs(name, &of).await)?
            }
            Some(status) if is_running(status) => {
                let limit = LIMIT.as_secs();
                format!("] Error: {}: i/o timeout: no answer within {limit} s", join.endpoint)
            }
            Some(_) | None => {
                let why = ended.as_ref().err().map(ToString::to_string).unwrap_or_default();
                return Err(format!("the pod is not there any more: {why}"));
            }
        };
        told.push(((*member).clone(), log));
    }
    Ok(told)
}

fn are(pod: Option<&Pod>, members: usize, so: fn(&ContainerStatus) -> bool) -> Verdict<()> {
    let statuses = pod.and_then(|pod| pod.status.as_ref()?.container_statuses.as_ref());
    let count = statuses.into_iter().flatten().filter(|status| so(status)).count();
    if count == members {
        return Verdict::Yes(());
    }
    let waits = statuses
        .into_iter()
        .flatten()
        .find_map(|status| status.state.as_ref()?.waiting.as_ref()?.reason.clone());
    Verdict::NotYet(waits.unwrap_or_else(|| format!("{count} of {members} containers")))
}

fn has_begun(status: &ContainerStatus) -> bool {
    is_running(status) || is_over(status)
}

fn is_over(status: &ContainerStatus) -> bool {
    status.state.as_ref().is_some_and(|state| state.terminated.is_some())
}

fn is_running(status: &ContainerStatus) -> bool {
    status.state.as_ref().is_some_and(|state| state.running.is_some())
}

/// The pod, and those that killed checks have left.
async fn left(client: &Client, namespace: &Namespace, name: &str) -> Vec<String> {
    let pods: Api<Pod> = Api::namespaced(client.clone(), namespace.as_str());
    let mut left = vec![format!("pod/{name}")];
    // This only tidies up: without an answer there is nothing to tidy.
    let Ok(found) = pods.list_metadata(&ListParams::default().labels(LABEL)).await else {
        return left;
    };
    let limit = i64::try_from(LIFE).unwrap_or_default();
    let old = found.items.into_iter().filter(|pod| {
        let made = pod.metadata.creation_timestamp.as_ref();
        made.is_some_and(|made| Timestamp::now().as_second() - made.0.as_second() > limit)
    });
    left.extend(old.filter_map(|pod| Some(format!("pod/{}", pod.metadata.name?))));
    left
}
