//! The types that are federated.

use serde_json::{Value, json};

use super::{await_well, check, kubefed, well};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn a_deleted_crd_of_a_federated_type() {
    let shared = well();
    let crd = "federatedreplicasets.types.kubefed.io";
    Cluster::named(HOST).kubectl(["delete", "crd", crd]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("types-in-host", HOST)]);
    assert!(checked.said.stdout.contains(crd), "{}", checked.said);
    checked.follow(&shared.home, "types-in-host", HOST);
    await_well(shared);
}

fn crd(group: &str, kind: &str, plural: &str) -> Value {
    let schema = json!({"type": "object", "x-kubernetes-preserve-unknown-fields": true});
    json!({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": format!("{plural}.{group}")},
        "spec": {"group": group, "scope": "Namespaced",
            "names": {"kind": kind, "plural": plural, "singular": kind.to_lowercase(), "listKind": format!("{kind}List")},
            "versions": [{"name": "v1beta1", "served": true, "storage": true,
                "subresources": {"status": {}}, "schema": {"openAPIV3Schema": schema}}]}})
}

/// A type of the user's own, federated; gone when the value is.
struct Widgets;

impl Widgets {
    fn federate() -> Self {
        let widgets = crd("example.com", "Widget", "widgets");
        [HOST, MEMBER].iter().for_each(|name| Cluster::named(name).apply(&widgets));
        let host = Cluster::named(HOST);
        host.apply(&crd("types.kubefed.io", "FederatedWidget", "federatedwidgets"));
        let of = |group: &str, kind: &str, plural: &str| {
            json!({"group": group, "kind": kind, "pluralName": plural, "scope": "Namespaced",
                "version": "v1beta1"})
        };
        host.apply(&json!({"apiVersion": "core.kubefed.io/v1beta1", "kind": "FederatedTypeConfig",
            "metadata": {"name": "widgets.example.com", "namespace": crate::federation::NAMESPACE},
            "spec": {"propagation": "Enabled",
                "targetType": of("example.com", "Widget", "widgets"),
                "federatedType": of("types.kubefed.io", "FederatedWidget", "federatedwidgets")}}));
        Self
    }
}

impl Drop for Widgets {
    fn drop(&mut self) {
        kubefed(&["delete", "federatedtypeconfig", "widgets.example.com", "--ignore-not-found"]);
        for cluster in [HOST, MEMBER].map(Cluster::named) {
            for name in ["widgets.example.com", "federatedwidgets.types.kubefed.io"] {
                cluster.kubectl(["delete", "crd", name, "--ignore-not-found"]);
            }
        }
    }
}

#[test]
fn a_deleted_crd_in_a_member() {
    let shared = well();
    let _widgets = Widgets::federate();
    await_well(shared);
    Cluster::named(MEMBER).kubectl(["delete", "crd", "widgets.example.com"]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("types-in-member", MEMBER)]);
    assert!(checked.said.stdout.contains("it has no widgets.example.com"), "{}", checked.said);
    checked.follow(&shared.home, "types-in-member", MEMBER);
    await_well(shared);
}
