//! The federation does what it is for: an object of the host arrives in the member.

use serde_json::json;

use crate::federation::up;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn a_federated_config_map_arrives_in_the_member() {
    up();
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    let placement = json!({"clusters": [{"name": HOST}, {"name": MEMBER}]});
    host.apply(&json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}));
    host.apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
        "metadata": {"name": "shop", "namespace": "shop"}, "spec": {"placement": placement},
    }));
    host.apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedConfigMap",
        "metadata": {"name": "prices", "namespace": "shop"},
        "spec": {"template": {"data": {"apple": "3"}}, "placement": placement},
    }));
    member.kubectl(["wait", "namespace/shop", "--for=create", "--timeout=60s"]);
    member.kubectl(["wait", "configmap/prices", "-n", "shop", "--for=create", "--timeout=60s"]);
    let arrived = member.json(["get", "configmap", "prices", "-n", "shop"]);
    assert_eq!(arrived["data"]["apple"], "3");
    host.kubectl(["delete", "federatednamespace", "shop", "-n", "shop", "--timeout=60s"]);
    host.kubectl(["delete", "namespace", "shop", "--timeout=90s"]);
    member.kubectl(["wait", "namespace/shop", "--for=delete", "--timeout=90s"]);
}
