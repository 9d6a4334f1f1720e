//! Observes the host: control plane and members. Reads only.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::batch::v1::Job;
use k8s_openapi::api::core::v1::{Namespace as NamespaceObject, Secret};
use kube::api::ListParams;
use kube::{Api, Client};

use super::cluster::namespace_view;
use super::types::federated_types;
use super::{ControlPlane, HostView, Join, Leftover, ReleaseView, revision};
use crate::name::{ClusterName, Namespace, ReleaseName};
use crate::tool::helm::RUN_LABEL;
use crate::tool::kubectl::REPLACED_LABEL;
use crate::watch::KubeFedCluster;
use crate::watch::controlplane::{CONTROLLER, WEBHOOK, find_config, rolled_out};
use crate::watch::credentials::{TokenLife, token_of};
use crate::watch::readiness::readiness;
use crate::watch::wait::Verdict;

/// What helm keeps of its release.
#[derive(Debug, Clone, PartialEq)]
pub enum Kept {
    /// There is none.
    Nothing,
    /// Its newest revision.
    Release(ReleaseView),
    /// There is one, in a form that fedrig does not know.
    Unreadable,
}

/// What is asked of the host.
pub struct HostQuestion<'a> {
    /// Reads the host.
    pub client: &'a Client,
    /// The control plane's namespace.
    pub namespace: &'a Namespace,
    /// The helm release.
    pub release: &'a ReleaseName,
}

/// Asks the host.
///
/// What helm keeps of its release is told beside the view: it is for the caller to ask helm where it
/// can't be read.
pub async fn observe_host(question: HostQuestion<'_>) -> Result<(HostView, Kept), kube::Error> {
    let HostQuestion { client, namespace, release } = question;
    let namespaces: Api<NamespaceObject> = Api::all(client.clone());
    let (space, control_plane, clusters, secrets, jobs) = tokio::try_join!(
        namespaces.get_opt(namespace.as_str()),
        control_plane(client, namespace),
        if_known::<KubeFedCluster>(client, namespace),
        list::<Secret>(client, namespace, ListParams::default()),
        list::<Job>(client, namespace, hook_jobs_of(release)),
    )?;
    let tokens: BTreeMap<String, TokenLife> = secrets.iter().filter_map(token).collect();
    let joins: BTreeMap<ClusterName, Join> =
        clusters.iter().filter_map(|cluster| join(cluster, &tokens)).collect();
    let mut leftovers = Vec::new();
    leftovers.extend(jobs.iter().filter_map(hook_job).map(Leftover::HookJob));
    leftovers
        .extend(secrets.iter().filter_map(|secret| replaced(secret, &joins)).map(Leftover::Secret));
    let revisions = revisions(release, &secrets);
    let was_complete = revisions.iter().any(|(labels, _)| was_complete(labels));
    let newest = newest(&revisions);
    let run = newest.and_then(|(labels, _)| labels.get(RUN_LABEL).cloned());
    let written = newest.and_then(|(labels, _)| written(labels));
    let release = match newest {
        None => Kept::Nothing,
        Some((_, secret)) => revision::read(secret).map_or(Kept::Unreadable, Kept::Release),
    };
    let namespace = namespace_view(space.as_ref());
    let view = HostView {
        release: None,
        namespace,
        control_plane,
        joins,
        leftovers,
        was_complete,
        run,
        written,
    };
    Ok((view, release))
}

async fn control_plane(
    client: &Client,
    namespace: &Namespace,
) -> Result<ControlPlane, kube::Error> {
    let deployments: Api<Deployment> = Api::namespaced(client.clone(), namespace.as_str());
    let (webhook, controller, types, config) = tokio::try_join!(
        deployments.get_opt(WEBHOOK),
        deployments.get_opt(CONTROLLER),
        federated_types(client, namespace),
        find_config(client, namespace),
    )?;
    Ok(ControlPlane {
        webhook_lacks: lacks(webhook.as_ref()),
        controller_lacks: lacks(controller.as_ref()),
        types,
        gates: config.map(|config| config.spec.feature_gates),
    })
}

fn lacks(deployment: Option<&Deployment>) -> Option<String> {
    match rolled_out(deployment) {
        Verdict::Yes(()) => None,
        Verdict::NotYet(reason) | Verdict::Never(reason) => Some(reason),
    }
}

/// None when the host has no such type at all.
pub(super) async fn if_known<K>(
    client: &Client,
    namespace: &Namespace,
) -> Result<Vec<K>, kube::Error>
where
    K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope>
        + Clone
        + serde::de::DeserializeOwned
        + std::fmt::Debug,
    K::DynamicType: Default,
{
    match list(client, namespace, ListParams::default()).await {
        Err(kube::Error::Api(status)) if status.code == 404 => Ok(Vec::new()),
        other => other,
    }
}

async fn list<K>(
    client: &Client,
    namespace: &Namespace,
    which: ListParams,
) -> Result<Vec<K>, kube::Error>
where
    K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope>
        + Clone
        + serde::de::DeserializeOwned
        + std::fmt::Debug,
    K::DynamicType: Default,
{
    let api: Api<K> = Api::namespaced(client.clone(), namespace.as_str());
    Ok(api.list(&which).await?.items)
}

fn hook_jobs_of(release: &ReleaseName) -> ListParams {
    ListParams::default().labels(&format!("app.kubernetes.io/instance={release}"))
}

fn hook_job(job: &Job) -> Option<String> {
    let annotations = job.metadata.annotations.as_ref()?;
    annotations.contains_key("helm.sh/hook").then(|| job.metadata.name.clone())?
}

fn token(secret: &Secret) -> Option<(String, TokenLife)> {
    match token_of(Some(secret)) {
        Verdict::Yes(token) => Some((secret.metadata.name.clone()?, TokenLife::of(&token))),
        Verdict::NotYet(_) | Verdict::Never(_) => None,
    }
}

type Labels = BTreeMap<String, String>;
type Revision<'a> = (&'a Labels, &'a Secret);

/// helm keeps each revision in a Secret, with its name, status and number as labels.
fn revisions<'a>(release: &ReleaseName, secrets: &'a [Secret]) -> Vec<Revision<'a>> {
    let labels =
        secrets.iter().filter_map(|secret| Some((secret.metadata.labels.as_ref()?, secret)));
    let is = |labels: &Labels, key: &str, value: &str| labels.get(key).is_some_and(|v| v == value);
    labels.filter(|(of, _)| is(of, "owner", "helm") && is(of, "name", release.as_str())).collect()
}

fn was_complete(revision: &Labels) -> bool {
    let status = revision.get("status").map(String::as_str);
    matches!(status, Some("deployed" | "superseded" | "uninstalled"))
}

fn newest<'a>(revisions: &[Revision<'a>]) -> Option<Revision<'a>> {
    let number = |(labels, _): &&Revision<'a>| labels.get("version")?.parse::<u64>().ok();
    revisions.iter().max_by_key(number).copied()
}

fn written(revision: &Labels) -> Option<i64> {
    let times = ["createdAt", "modifiedAt"].into_iter().filter_map(|label| revision.get(label));
    times.filter_map(|time| time.parse().ok()).max()
}

/// A Secret that fedrig marked as replaced, once no KubeFedCluster uses it.
fn replaced(secret: &Secret, joins: &BTreeMap<ClusterName, Join>) -> Option<String> {
    let name = secret.metadata.name.clone()?;
    let marked = secret.metadata.labels.as_ref()?.contains_key(REPLACED_LABEL);
    (marked && joins.values().all(|join| join.secret != name)).then_some(name)
}

fn join(
    cluster: &KubeFedCluster,
    tokens: &BTreeMap<String, TokenLife>,
) -> Option<(ClusterName, Join)> {
    let name = cluster.metadata.name.as_ref()?.parse().ok()?;
    let spec = &cluster.spec;
    let join = Join {
        endpoint: spec.api_endpoint.clone(),
        certificate_authority: spec.ca_bundle.as_ref().map(|ca| ca.0.clone()),
        skips_verification: spec.skips_verification(),
        proxy: spec.proxy_url.clone().filter(|proxy| !proxy.is_empty()),
        token: tokens.get(&spec.secret_ref.name).cloned(),
        secret: spec.secret_ref.name.clone(),
        labels: cluster.metadata.labels.clone().unwrap_or_default(),
        readiness: readiness(Some(cluster)),
    };
    Some((name, join))
}
