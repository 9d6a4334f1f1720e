//! What a check makes is gone afterwards, also where KubeFed itself can't take it away.

use serde_json::json;

use super::report::check;
use crate::federation::up;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::unreached::Wall;

/// As a check names what it makes, long ago.
const LEFT: &str = "fedrig-check-5e0be10000000";

/// What a check that was killed leaves: its namespace in the host, and what KubeFed made of it.
fn leave() {
    let labels = json!({"fedrig.dev/check": "object"});
    let host = Cluster::named(HOST);
    host.apply(&json!({"apiVersion": "v1", "kind": "Namespace",
        "metadata": {"name": LEFT, "labels": labels}}));
    host.apply(&json!({"apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
        "metadata": {"name": LEFT, "namespace": LEFT, "labels": labels},
        "spec": {"template": {"metadata": {"labels": labels}},
            "placement": {"clusters": [{"name": MEMBER}]}}}));
    let member = Cluster::named(MEMBER);
    member.kubectl(["wait", "--for=create", "--timeout=60s", &format!("namespace/{LEFT}")]);
}

/// The namespaces of checks in both clusters.
fn left() -> Vec<String> {
    let of = |name| Cluster::named(name).kubectl(["get", "namespaces", "--output", "name"]);
    let all = of(HOST) + &of(MEMBER);
    all.lines().filter(|line| line.contains("fedrig-check")).map(str::to_owned).collect()
}

#[test]
fn what_a_killed_check_left_is_told_of_and_removed_by_the_next_one_though_kubefed_cant() {
    let shared = up();
    leave();
    let told = check(&shared.home, &["--only", "remains", "--read-only"]);
    told.is(0, &[("no-probe-left", HOST), ("no-probe-left", MEMBER)]);
    assert!(told.said.stdout.contains(LEFT), "{}", told.said);
    assert_eq!(left().len(), 2);
    let wall = Wall::raise();
    let swept = check(&shared.home, &["--only", "remains"]);
    swept.is(0, &[]);
    assert!(swept.said.stdout.contains("was left, and is removed"), "{}", swept.said);
    assert_eq!(left(), Vec::<String>::new());
    drop(wall);
    check(&shared.home, &["--wait", "3m"]).is(0, &[]);
    assert_eq!(left(), Vec::<String>::new());
}

#[test]
fn a_member_that_is_lost_just_now_leaves_nothing_of_the_check_anywhere() {
    let shared = up();
    check(&shared.home, &["--wait", "3m"]).is(0, &[]);
    // KubeFed finds the member Ready still, and does not get to it any more.
    let wall = Wall::raise();
    let checked = check(&shared.home, &["--only", "object-arrives"]);
    checked.is(9, &[("object-arrives", MEMBER)]);
    assert_eq!(left(), Vec::<String>::new());
    drop(wall);
    check(&shared.home, &["--wait", "3m"]).is(0, &[]);
    assert_eq!(left(), Vec::<String>::new());
}
