//! A federated deployment at work, made as a person would make it and judged in each member.

use std::time::Instant;

use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::{Namespace, Node, Pod};
use kube::Api;
use kube::api::ListParams;
use serde_json::{Value, json};

use super::desk::Desk;
use super::fault::Fault;
use super::log::Log;
use super::look::{PATIENCE, unanswered};
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::tool::kubectl::Kubectl;
use crate::watch::wait::Verdict;

/// The deployment's name, and the value of its label.
const NAME: &str = "till";

/// A federated deployment in a namespace.
pub(super) struct Workload<'d> {
    desk: &'d Desk,
    log: &'d Log,
    host: Kubectl,
    home: Home,
    image: String,
}

/// The namespace of a workload that has one of its own.
pub(super) const SHOP: &str = "shop";

/// Removes what a stage that failed has left of its workload, so that it is not held against those
/// behind it: the namespace with all that is in it, in every cluster.
pub(super) async fn clear(desk: &Desk, log: &Log) {
    for cluster in desk.names.clusters() {
        let deleted =
            desk.kubectl(&cluster, log).delete(None, &[format!("namespace/{SHOP}")]).await;
        if let Err(failure) = deleted {
            log.line(&format!("`{cluster}` keeps the workload: {failure}"));
        }
    }
}

/// The namespace that a workload lives in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Home {
    /// One of its own, which is federated itself.
    Federated(&'static str),
    /// The control plane's, which each member has.
    ControlPlanes(String),
}

impl Home {
    fn name(&self) -> &str {
        match self {
            Self::Federated(name) => name,
            Self::ControlPlanes(name) => name,
        }
    }
}

/// What a federated deployment is to be.
pub(super) struct Wish<'a> {
    /// How many pods in each member.
    pub replicas: usize,
    /// The members.
    pub placement: &'a [ClusterName],
    /// What is different in a member.
    pub overrides: Value,
}

impl<'d> Workload<'d> {
    /// A workload that is not there yet. Its pods run the pause image, which every node has: it holds
    /// a pod's namespaces open.
    pub async fn new(desk: &'d Desk, log: &'d Log, home: Home) -> Result<Self, Fault> {
        let host = desk.kubectl(&desk.names.host, log);
        let image = pause_image(desk, &desk.names.host).await?;
        log.line(&format!("its pods run {image}"));
        Ok(Self { desk, log, host, home, image })
    }

    /// Makes the namespace, and federates it.
    pub async fn begin(&self) -> Result<(), Fault> {
        let Home::Federated(name) = self.home else { return Ok(()) };
        let namespace =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}});
        let clusters = self.desk.names.clusters();
        let federated = json!({
            "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
            "metadata": {"name": name, "namespace": name},
            "spec": {"placement": placement(&clusters)},
        });
        let tried = "the federated namespace can't be made";
        self.did(tried, self.host.apply(&[namespace]).await)?;
        self.did(tried, self.host.apply(&[federated]).await)?;
        for cluster in &clusters {
            let api: Api<Namespace> = Api::all(self.desk.client(cluster).await?);
            let judge = |found: Option<&Namespace>| match found {
                Some(_) => Verdict::Yes(()),
                None => Verdict::NotYet("not there yet".to_owned()),
            };
            let wanted = "the federated namespace is there";
            self.desk.await_object(api, (cluster, name), self.log, wanted, judge).await?;
        }
        Ok(())
    }

    /// Makes the federated deployment, or changes it.
    pub async fn deploy(&self, wish: &Wish<'_>) -> Result<(), Fault> {
        let labels = json!({"app": NAME});
        let object = json!({
            "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedDeployment",
            "metadata": {"name": NAME, "namespace": self.home.name()},
            "spec": {
                "placement": placement(wish.placement),
                "overrides": wish.overrides,
                "template": {"metadata": {"labels": labels}, "spec": {
                    "replicas": wish.replicas, "selector": {"matchLabels": labels},
                    "template": {"metadata": {"labels": labels}, "spec": {
                        "terminationGracePeriodSeconds": 1,
                        "containers": [{"name": NAME, "image": self.image}],
                    }},
                }},
            },
        });
        let applied = self.host.apply(&[object]).await;
        self.did("the federated deployment can't be written", applied)
    }

    /// Lets KubeFed schedule the pods: so many in all, with a weight a member.
    pub async fn schedule(
        &self,
        total: usize,
        weights: &[(ClusterName, usize)],
    ) -> Result<(), Fault> {
        let weight =
            |(name, weight): &(ClusterName, usize)| (name.to_string(), json!({"weight": weight}));
        let clusters: serde_json::Map<String, Value> = weights.iter().map(weight).collect();
        let object = json!({
            "apiVersion": "scheduling.kubefed.io/v1alpha1", "kind": "ReplicaSchedulingPreference",
            "metadata": {"name": NAME, "namespace": self.home.name()},
            "spec": {
                "targetKind": "FederatedDeployment", "totalReplicas": total, "clusters": clusters,
            },
        });
        let applied = self.host.apply(&[object]).await;
        self.did("the ReplicaSchedulingPreference can't be written", applied)
    }

    /// Waits until a member runs so many pods of it.
    pub async fn await_pods(&self, cluster: &ClusterName, count: usize) -> Result<(), Fault> {
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        let judge = |found: Option<&Deployment>| {
            let Some(found) = found else { return Verdict::NotYet("not there yet".to_owned()) };
            let wanted = found.spec.as_ref().and_then(|spec| spec.replicas).unwrap_or_default();
            let status = found.status.clone().unwrap_or_default();
            let (ready, all) =
                (status.ready_replicas.unwrap_or_default(), status.replicas.unwrap_or_default());
            if (wanted, ready, all) == (count, count, count) {
                return Verdict::Yes(());
            }
            Verdict::NotYet(format!("{ready} pods ready, {wanted} wanted"))
        };
        let wanted = format!("{count} pods of the deployment run");
        self.await_deployment(cluster, &wanted, judge).await
    }

    /// Waits until a member has nothing of it any more.
    pub async fn await_gone(&self, cluster: &ClusterName) -> Result<(), Fault> {
        let judge = |found: Option<&Deployment>| match found {
            Some(_) => Verdict::NotYet("still there".to_owned()),
            None => Verdict::Yes(()),
        };
        self.await_deployment(cluster, "the deployment is gone", judge).await
    }

    async fn await_deployment(
        &self,
        cluster: &ClusterName,
        wanted: &str,
        judge: impl Fn(Option<&Deployment>) -> Verdict<()>,
    ) -> Result<(), Fault> {
        let client = self.desk.client(cluster).await?;
        let api: Api<Deployment> = Api::namespaced(client, self.home.name());
        self.desk.await_object(api, (cluster, NAME), self.log, wanted, judge).await
    }

    /// Its pods in a member: UID and restarts of each.
    pub async fn pods(&self, cluster: &ClusterName) -> Result<Vec<(String, i32)>, Fault> {
        let client = self.desk.client(cluster).await?;
        let api: Api<Pod> = Api::namespaced(client, self.home.name());
        let listed = api.list(&ListParams::default().labels(&format!("app={NAME}"))).await;
        let pod = |pod: Pod| {
            let statuses = pod.status.and_then(|status| status.container_statuses);
            let restarts = statuses.iter().flatten().map(|status| status.restart_count).sum();
            (pod.metadata.uid.unwrap_or_default(), restarts)
        };
        let listed = listed.map_err(unanswered(cluster, "its pods"))?.items;
        let mut pods: Vec<(String, i32)> = listed.into_iter().map(pod).collect();
        pods.sort();
        Ok(pods)
    }

    /// Deletes all of it, and waits until the members have nothing of it.
    pub async fn end(&self) -> Result<(), Fault> {
        let objects = [
            format!("replicaschedulingpreferences.scheduling.kubefed.io/{NAME}"),
            format!("federateddeployments.types.kubefed.io/{NAME}"),
        ];
        self.delete(Some(self.home.name()), &objects).await?;
        for cluster in &self.desk.names.clusters() {
            self.await_gone(cluster).await?;
        }
        let Home::Federated(name) = self.home else { return Ok(()) };
        let federated = [format!("federatednamespaces.types.kubefed.io/{name}")];
        self.delete(Some(name), &federated).await?;
        self.delete(None, &[format!("namespace/{name}")]).await?;
        for cluster in &self.desk.names.clusters() {
            let api: Api<Namespace> = Api::all(self.desk.client(cluster).await?);
            let judge = |found: Option<&Namespace>| match found {
                Some(_) => Verdict::NotYet("still there".to_owned()),
                None => Verdict::Yes(()),
            };
            let wanted = "the federated namespace is gone";
            self.desk.await_object(api, (cluster, name), self.log, wanted, judge).await?;
        }
        Ok(())
    }

    /// Deletes objects, and waits until they are gone: KubeFed takes its finalizers off when it comes
    /// to it, which may be later than kubectl waits in one call.
    async fn delete(&self, namespace: Option<&str>, objects: &[String]) -> Result<(), Fault> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.host.delete(namespace, objects).await {
                Err(late) if late.stderr().contains("timed out") && Instant::now() < deadline => {}
                ended => {
                    return self.did(&format!("{} can't be deleted", objects.join(", ")), ended);
                }
            }
        }
    }

    fn did(&self, tried: &str, result: Result<(), ToolFailure>) -> Result<(), Fault> {
        result.map_err(|failure| Fault::of(tried, &failure))
    }
}

fn placement(clusters: &[ClusterName]) -> Value {
    let clusters: Vec<Value> = clusters.iter().map(|name| json!({"name": name})).collect();
    json!({"clusters": clusters})
}

async fn pause_image(desk: &Desk, cluster: &ClusterName) -> Result<String, Fault> {
    let nodes: Api<Node> = Api::all(desk.client(cluster).await?);
    let listed = nodes.list(&ListParams::default()).await;
    let listed = listed.map_err(unanswered(cluster, "its nodes"))?.items;
    let images = listed.into_iter().filter_map(|node| node.status?.images).flatten();
    let mut names = images.flat_map(|image| image.names.unwrap_or_default());
    let found = names.find(|name| name.contains("/pause:"));
    found.ok_or_else(|| Fault::new(format!("the node of `{cluster}` has no pause image")))
}
