//! One member at a time: `join` and `unjoin`.

use crate::federation::{NAMESPACE, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn a_member_is_taken_out_and_joined_again_and_the_other_stays() {
    let home = &up().home;
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    home.ok(["unjoin", MEMBER]);
    assert!(!host.has(["kubefedcluster", MEMBER, "-n", NAMESPACE]));
    assert!(host.has(["kubefedcluster", HOST, "-n", NAMESPACE]));
    assert!(!member.has(["namespace", NAMESPACE]));
    assert!(!member.has(["clusterrole", "fedrig-live"]));
    home.ok(["unjoin", MEMBER]);

    home.ok(["join", MEMBER]);
    let ready = "--for=condition=Ready";
    let cluster = format!("kubefedcluster/{MEMBER}");
    host.kubectl(["wait", &cluster, "-n", NAMESPACE, ready, "--timeout=1s"]);
}
