//! `fedrig events` on real clusters.

use std::io::{BufRead, BufReader};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::federation::{NAMESPACE, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

/// Makes an event about a member's KubeFedCluster, `count` times.
fn make(name: &str, message: &str, count: u32) {
    Cluster::named(HOST).apply(&json!({"apiVersion": "v1", "kind": "Event", "type": "Warning",
        "metadata": {"name": name, "namespace": NAMESPACE}, "message": message, "count": count,
        "reason": "RetrievingClusterHealthFailed", "source": {"component": "a-test"},
        "firstTimestamp": "2026-01-01T00:00:00Z", "lastTimestamp": "2026-01-01T00:01:00Z",
        "involvedObject": {"apiVersion": "core.kubefed.io/v1beta1", "kind": "KubeFedCluster",
            "name": MEMBER, "namespace": NAMESPACE}}));
}

fn remove(name: &str) {
    Cluster::named(HOST).kubectl(["delete", "event", name, "-n", NAMESPACE, "--ignore-not-found"]);
}

#[test]
fn events_of_all_clusters_are_one_list_by_time_each_once_with_its_number() {
    let home = &up().home;
    make("made-1", "refused", 3);
    make("made-2", "refused", 2);
    let said = home.ok(["events", "-o", "json"]);
    remove("made-1");
    remove("made-2");
    let events: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let times: Vec<&str> = events.iter().map(|event| event["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    let made: Vec<&Value> = events.iter().filter(|it| it["message"] == "refused").collect();
    assert_eq!(made.len(), 1, "{said}");
    assert_eq!((&made[0]["count"], &made[0]["cluster"]), (&json!(5), &json!(HOST)));
    assert_eq!(made[0]["object"], format!("KubeFedCluster/{MEMBER}"));
}

#[test]
fn a_watch_tells_what_happens_until_it_is_interrupted() {
    let home = &up().home;
    let mut child = home.start(["events", "--watch", "--warnings", "-o", "json"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    make("made-3", "first of its kind", 1);
    assert!(lines.any(|line| line.contains("first of its kind")), "it ended without the event");
    make("made-3", "then another", 2);
    let line = lines.find(|line| line.contains("then another"));
    remove("made-3");
    let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
    assert_eq!((&event["type"], &event["count"]), (&json!("Warning"), &json!(2)));
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
