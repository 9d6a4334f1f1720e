//! The ReplicaSchedulingPreference of a workload. Source: pkg/apis/scheduling/v1alpha1 of KubeFed 0.10.0.

use kube::api::DynamicObject;
use kube::{Api, Client};
use serde_json::{Map, Value, json};

use super::workload::{Workload, preference};
use crate::replicas::Preferences;

/// The one that is there, whole.
pub async fn find(client: &Client, workload: &Workload) -> Result<Option<Value>, kube::Error> {
    let namespace = workload.namespace.as_str();
    let api: Api<DynamicObject> = Api::namespaced_with(client.clone(), namespace, &preference());
    let found = api.get_opt(&workload.name).await?;
    Ok(found.map(|object| serde_json::to_value(object).unwrap_or_default()))
}

/// What is to be written: the spec that is wanted, and all else of the one that is there.
pub fn object(
    workload: &Workload,
    wanted: &Preferences,
    intersect: bool,
    present: Option<&Value>,
) -> Value {
    let mut clusters: Map<String, Value> =
        wanted.members.iter().map(|(member, it)| (member.to_string(), json!(it))).collect();
    clusters.extend(wanted.others.map(|it| ("*".to_owned(), json!(it))));
    let metadata = match present {
        Some(present) => present["metadata"].clone(),
        None => json!({"name": workload.name, "namespace": workload.namespace}),
    };
    json!({
        "apiVersion": "scheduling.kubefed.io/v1alpha1", "kind": "ReplicaSchedulingPreference",
        "metadata": metadata,
        "spec": {
            "targetKind": workload.kind.federated(), "totalReplicas": wanted.total,
            "rebalance": wanted.rebalance, "intersectWithClusterSelector": intersect,
            "clusters": clusters,
        },
    })
}
