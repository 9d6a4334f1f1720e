//! `fedrig down` leaves nothing, and deletes nothing that it did not make.

use serde_json::json;

use crate::federation::{NAMESPACE, own_kubeconfig, up};
use crate::support::cluster::Cluster;
use crate::support::harm::Harm;
use crate::support::lab::{HOST, MEMBER};

fn both() -> [Vec<String>; 2] {
    [HOST, MEMBER].map(|name| Cluster::named(name).everything())
}

#[test]
fn after_down_both_clusters_are_as_before_up_however_often() {
    let home = &up().home;
    home.ok(["down"]);
    let bare = both();
    for _ in 0..2 {
        home.ok(["up"]);
        assert_ne!(both(), bare);
        home.ok(["down"]);
        assert_eq!(both(), bare);
    }
    assert!(home.ok(["down"]).stderr.contains("nothing to do"));
    assert!(!own_kubeconfig(home).exists());
    let fed = |line: &&String| line.contains("fed");
    assert_eq!(bare.iter().flatten().find(fed), None);
}

#[test]
fn a_foreign_object_in_a_members_namespace_stays_and_is_named() {
    let home = &up().home;
    let member = Cluster::named(MEMBER);
    member.kubectl(["create", "configmap", "mine", "-n", NAMESPACE]);
    let said = home.ok(["down"]);
    assert!(said.stderr.contains("configmaps/mine"), "{said}");
    assert!(member.has(["configmap", "mine", "-n", NAMESPACE]));
    member.kubectl(["delete", "namespace", NAMESPACE, "--timeout=60s"]);
}

#[test]
fn federated_objects_are_named_and_need_a_word() {
    let home = &up().home;
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    for cluster in [&host, &member] {
        cluster
            .apply(&json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "kept"}}));
    }
    host.apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedConfigMap",
        "metadata": {"name": "prices", "namespace": "kept"},
        "spec": {"template": {"data": {"apple": "3"}},
                 "placement": {"clusters": [{"name": MEMBER}]}},
    }));
    host.apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
        "metadata": {"name": "kept", "namespace": "kept"},
        "spec": {"placement": {"clusters": [{"name": HOST}, {"name": MEMBER}]}},
    }));
    member.kubectl(["wait", "configmap/prices", "-n", "kept", "--for=create", "--timeout=60s"]);

    let said = home.run(["down"]);
    said.is_refused(2, "federatedconfigmaps.types.kubefed.io/prices in kept");
    assert!(host.has(["kubefedcluster", MEMBER, "-n", NAMESPACE]), "nothing was removed");

    home.ok(["down", "--orphan"]);
    assert!(member.has(["configmap", "prices", "-n", "kept"]), "what it made stays");
    for cluster in [&host, &member] {
        cluster.kubectl(["delete", "namespace", "kept", "--timeout=60s"]);
    }
}

#[test]
fn a_dead_member_does_not_hold_it_up_and_is_cleaned_once_it_is_back() {
    let home = &up().home;
    home.ok(["down"]);
    let bare = both();
    home.ok(["up"]);
    Harm::Paused.befall(MEMBER);
    let dead = home.run(["down"]);
    let host = Cluster::named(HOST).everything();
    let twice = home.run(["down"]);
    Harm::Paused.end(MEMBER);
    dead.is_refused(4, &format!("cluster `{MEMBER}` can't be reached"));
    assert_eq!(host, bare[0], "the host is clean");
    twice.is_refused(4, &format!("cluster `{MEMBER}` can't be reached"));
    assert_ne!(both(), bare, "the member's side is still there");
    home.ok(["down"]);
    assert_eq!(both(), bare);
}
