//! The federation does what it is for: an object of the host arrives in the members, and how long that
//! takes is measured.

use serde_json::{Value, json};

use crate::federation::up;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::three::{MEMBERS, Three};

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

#[test]
fn how_long_a_hundred_objects_take_is_measured_in_each_member_and_nothing_is_left() {
    let three = Three::up();
    let before = MEMBERS.map(|name| Cluster::named(name).everything());
    let said = three.home.ok([
        "propagation",
        "--objects",
        "100",
        "-o",
        "json",
        "--svg",
        "p.svg",
        "--html",
        "p.html",
    ]);
    let measured: Value = serde_json::from_str(&said.stdout).unwrap();
    let members = measured["members"].as_array().unwrap();
    assert_eq!(members.len(), 3);
    for member in members {
        assert_eq!(member["arrived"], 100, "{said}");
        let of = |name: &str| member[name].as_f64().unwrap();
        assert!(0.0 < of("p50S") && of("p50S") <= of("p90S"), "{member}");
        assert!(of("p99S") <= of("maxS") && of("maxS") < 60.0, "{member}");
        assert_eq!(member["seconds"].as_array().unwrap().len(), 100);
    }
    let svg = std::fs::read_to_string(three.home.path("p.svg")).unwrap();
    let page = std::fs::read_to_string(three.home.path("p.html")).unwrap();
    assert!(MEMBERS.iter().all(|name| svg.contains(name) && page.contains(name)));
    assert_eq!(MEMBERS.map(|name| Cluster::named(name).everything()), before);
}
