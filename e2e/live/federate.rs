//! Ordinary manifests get to the members, stay as wanted, and leave again: on three clusters.

use serde_json::json;

use crate::federation::NAME;
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER, THIRD};
use crate::support::manifest;
use crate::three::{MEMBERS as ALL, Three};

const SHOP: &str = include_str!("../../examples/shop/manifests/shop.yaml");

/// federation.yaml of three members, with workloads.
fn put(home: &Home, workloads: &str) {
    home.put("federation.yaml", manifest::three(NAME) + workloads);
}

/// Three members, and the shop on none of them.
fn three() -> Three {
    let three = Three::up();
    three.home.put("shop/shop.yaml", SHOP);
    three
}

fn deployment(cluster: &str) -> serde_json::Value {
    Cluster::named(cluster).json(["get", "deployment", "web", "-n", "shop"])["spec"].clone()
}

#[test]
fn the_shop_goes_everywhere_drifts_changes_and_leaves() {
    let three = three();
    let home = &three.home;
    let image = "/spec/template/spec/containers/0/image";
    let overrides = format!(
        "    overrides:\n      - {{cluster: {MEMBER}, object: Deployment/web, path: /spec/replicas, value: 2}}\n      - {{cluster: {THIRD}, object: Deployment/web, path: {image}, value: 'fedrig/shop:v2'}}\n"
    );
    put(home, &format!("workloads:\n  - name: shop\n    path: shop\n{overrides}"));
    home.ok(["up"]);
    let replicas = ALL.map(|name| deployment(name)["replicas"].clone());
    assert_eq!(replicas, [json!(1), json!(2), json!(1)]);
    let images = ALL.map(|name| {
        deployment(name)["template"]["spec"]["containers"][0]["image"].as_str().unwrap().to_owned()
    });
    assert_eq!(images, ["fedrig/shop:v1", "fedrig/shop:v1", "fedrig/shop:v2"]);
    assert!(home.ok(["up"]).stderr.contains("nothing to do"));

    let patch = r#"{"spec":{"template":{"data":{"prices":"free","more":"1"}}}}"#;
    let prices = "federatedconfigmap/prices";
    Cluster::named(HOST).kubectl(["patch", prices, "-n", "shop", "--type=merge", "-p", patch]);
    let plan = home.run(["plan"]);
    assert!(plan.stdout.contains("spec.template.data.prices, spec.template.data.more"), "{plan}");
    home.ok(["up"]);
    let data =
        Cluster::named(MEMBER).json(["get", "configmap", "prices", "-n", "shop"])["data"].clone();
    assert_eq!(data, json!({"prices": "apple 3, pear 4"}), "a field that went goes");

    put(home, &format!("workloads:\n  - {{name: shop, path: shop, clusters: [{HOST}, {MEMBER}]}}"));
    home.ok(["up"]);
    let third = Cluster::named(THIRD);
    third.kubectl(["wait", "namespace/shop", "--for=delete", "--timeout=90s"]);
    assert_eq!(deployment(MEMBER)["replicas"], 1, "the override went");

    home.run(["down"]).is_refused(2, "federated objects");
    put(home, "");
    home.ok(["up"]);
    for name in ALL {
        assert!(!Cluster::named(name).has(["namespace", "shop"]), "{name} keeps it");
    }
}

#[test]
fn what_is_in_a_member_is_taken_over_only_with_a_word_and_left_there_when_orphaned() {
    let three = three();
    let home = &three.home;
    let member = Cluster::named(MEMBER);
    member.kubectl(["create", "namespace", "extra"]);
    member.kubectl(["create", "configmap", "mine", "-n", "extra", "--from-literal=a=1"]);
    let object = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine"}, "data": {"a": "2"}});
    home.put("mine.yaml", object.to_string());
    let federate = ["federate", "mine.yaml", "-n", "extra", "--cluster", MEMBER];
    let shown = home.run_all(&[&federate[..], &["--adopt", "--dry-run", "-o", "yaml"]].concat());
    assert!(shown.stdout.contains("kind: FederatedConfigMap"), "{shown}");
    assert!(!Cluster::named(HOST).has(["namespace", "extra"]), "a dry run makes nothing");
    home.run(federate).is_refused(4, "ConfigMap/mine in extra is there already in member");
    home.ok(["federate", "mine.yaml", "-n", "extra", "--cluster", MEMBER, "--adopt"]);
    let data = || member.json(["get", "configmap", "mine", "-n", "extra"])["data"]["a"].clone();
    assert_eq!(data(), "2");
    assert_eq!(home.ok(["plan"]).stdout, "nothing to do\n", "`up` leaves it alone");
    home.run(["unfederate", "mine.yaml", "-n", "extra"]).is_refused(2, "--orphan");
    home.ok(["unfederate", "mine.yaml", "-n", "extra", "--orphan"]);
    assert_eq!(data(), "2", "what was orphaned stays");
    member.kubectl(["delete", "namespace", "extra", "--timeout=60s"]);
    Cluster::named(HOST).kubectl(["delete", "namespace", "extra", "--timeout=60s"]);
}

#[test]
fn a_type_that_a_member_lacks_is_not_enabled_and_is_once_it_has_it() {
    let three = three();
    let home = &three.home;
    let crd = json!({
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": "tills.example.com"},
        "spec": {"group": "example.com", "scope": "Namespaced",
            "names": {"kind": "Till", "plural": "tills", "singular": "till"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema":
                {"type": "object", "properties": {"spec":
                    {"type": "object", "properties": {"x": {"type": "integer"}}}}}}}]},
    });
    let wait = ["wait", "crd/tills.example.com", "--for=condition=Established", "--timeout=30s"];
    for name in [HOST, MEMBER] {
        Cluster::named(name).apply(&crd);
        Cluster::named(name).kubectl(wait);
    }
    let till = json!({"apiVersion": "example.com/v1", "kind": "Till", "metadata": {"name": "one"}, "spec": {"x": 1}});
    home.put("till.yaml", till.to_string());
    // Placed or not: KubeFed's controller would end, since it watches the type everywhere.
    let said = home.run(["federate", "till.yaml", "-n", "tills", "--cluster", MEMBER]);
    said.is_refused(4, &format!("member `{THIRD}` has no type tills.example.com"));
    let config = "federatedtypeconfig/tills.example.com";
    let host = Cluster::named(HOST);
    assert!(!host.has([config, "-n", crate::federation::NAMESPACE]));
    Cluster::named(THIRD).apply(&crd);
    Cluster::named(THIRD).kubectl(wait);
    home.ok(["federate", "till.yaml", "-n", "tills", "--cluster", MEMBER]);
    assert!(Cluster::named(MEMBER).has(["tills.example.com/one", "-n", "tills"]));
    home.ok(["unfederate", "namespace/tills", "--delete"]);
    assert!(!Cluster::named(MEMBER).has(["namespace", "tills"]));
    host.kubectl(["delete", config, "-n", crate::federation::NAMESPACE, "--timeout=60s"]);
    host.kubectl(["delete", "crd", "federatedtills.types.kubefed.io", "--timeout=60s"]);
    for name in ALL {
        Cluster::named(name).kubectl(["delete", "crd", "tills.example.com", "--timeout=60s"]);
    }
}
