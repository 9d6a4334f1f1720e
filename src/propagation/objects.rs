//! What is made.

use serde_json::{Value, json};

use crate::check::LABEL;
use crate::spec::Cluster;

/// The type of the federated objects, as kubectl takes it.
pub(super) const FEDERATED: &str = "federatedconfigmaps.types.kubefed.io";

/// The type of a federated namespace.
pub(super) const FEDERATED_NAMESPACE: &str = "federatednamespaces.types.kubefed.io";

/// A federated ConfigMap each name, for the members. Both it and what it becomes carry `mark`.
pub(super) fn objects(
    names: &[String],
    namespace: &str,
    members: &[&Cluster],
    mark: &str,
) -> Value {
    let labels = json!({LABEL: mark});
    let to: Vec<Value> = members.iter().map(|member| json!({"name": member.name})).collect();
    let object = |name: &String| {
        json!({
            "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedConfigMap",
            "metadata": {"name": name, "namespace": namespace, "labels": labels},
            "spec": {
                "template": {"metadata": {"labels": labels}, "data": {"made": "by fedrig propagation"}},
                "placement": {"clusters": to},
            },
        })
    };
    let items: Vec<Value> = names.iter().map(object).collect();
    json!({"apiVersion": "v1", "kind": "List", "items": items})
}
