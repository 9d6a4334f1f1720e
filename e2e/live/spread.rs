//! `fedrig spread` on three members, judged by what kubectl finds in each.

use std::io::{BufRead, BufReader};

use serde_json::{Value, json};

use crate::federation::NAMESPACE;
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::harm::Harm;
use crate::support::lab::{HOST, MEMBER, THIRD};
use crate::three::{MEMBERS, Three, replicas};

const SHOP: &str = "spread-shop";

/// A federated namespace with a workload whose pods do nothing; gone when the story ends.
struct Shop;

impl Shop {
    /// With pods that run what every node has, or with pods that find no node.
    fn open(pods: &str) -> Self {
        let host = Cluster::named(HOST);
        let all = json!({"clusterSelector": {}});
        host.apply(&json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SHOP}}));
        host.apply(&json!({
            "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
            "metadata": {"name": SHOP, "namespace": SHOP}, "spec": {"placement": all},
        }));
        Self::offer(pods);
        Self
    }

    /// Has this workload, too.
    fn offer(pods: &str) {
        let (host, all) = (Cluster::named(HOST), json!({"clusterSelector": {}}));
        let (labels, image) = (json!({"app": pods}), pause_image());
        let selector = if pods == "homeless" { json!({"no": "node"}) } else { json!({}) };
        host.apply(&json!({
            "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedDeployment",
            "metadata": {"name": pods, "namespace": SHOP},
            "spec": {"placement": all, "template": {"metadata": {"labels": labels}, "spec": {
                "replicas": 1, "selector": {"matchLabels": labels},
                "template": {"metadata": {"labels": labels}, "spec": {
                    "terminationGracePeriodSeconds": 0, "nodeSelector": selector,
                    "containers": [{"name": "pause", "image": image}]}}}}},
        }));
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        let host = Cluster::named(HOST);
        host.kubectl(["delete", "federatednamespace", SHOP, "-n", SHOP, "--timeout=90s"]);
        host.kubectl(["delete", "namespace", SHOP, "--timeout=90s"]);
    }
}

fn pause_image() -> String {
    let nodes = Cluster::named(HOST).json(["get", "nodes"]);
    let images = nodes["items"][0]["status"]["images"].as_array().unwrap().iter();
    let mut names = images.flat_map(|image| image["names"].as_array().unwrap());
    let pause = names.find(|name| name.as_str().unwrap().contains("/pause:")).unwrap();
    pause.as_str().unwrap().to_owned()
}

/// Spreads, and holds what fedrig says against what kubectl finds in the members.
fn spread<const N: usize>(home: &Home, flags: [&str; N]) -> Vec<i64> {
    let mut all = vec!["spread", "deployment/idle", "-n", SHOP, "-o", "json"];
    all.extend(flags);
    let said = home.run_all(&all);
    assert_eq!(said.code, Some(0), "{said}");
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(answer["spread"], true);
    let found = replicas(SHOP, "idle");
    assert_eq!(planned(&answer), found, "{said}");
    found
}

fn planned(answer: &Value) -> Vec<i64> {
    let members = answer["members"].as_array().unwrap();
    let of = |name: &&str| {
        let row = members.iter().find(|row| row["member"] == **name).unwrap();
        row["planned"].as_i64().unwrap()
    };
    MEMBERS.iter().map(of).collect()
}

/// One story, since a third member costs more than all of it.
#[test]
fn replicas_get_where_they_are_wished_for() {
    let three = Three::up();
    let _shop = Shop::open("idle");
    evenly_by_weight_and_within_limits(&three.home);
    all_that_is_wrong_is_said_at_once_and_a_dry_run_changes_nothing(&three.home);
    a_hundred_that_find_no_node_are_spread_and_told_of_as_not_ready(&three.home);
}

fn evenly_by_weight_and_within_limits(home: &Home) {
    assert_eq!(spread(home, ["--total", "1", "--rebalance"]).iter().sum::<i64>(), 1);
    let mut seven = spread(home, ["--total", "7", "--rebalance"]);
    seven.sort_unstable();
    assert_eq!(seven, [1, 3, 3], "each part is rounded up, and the last bears it");
    let (by_weight, at_least) = (format!("{HOST}=2,{MEMBER}=1"), format!("{MEMBER}=3"));
    let found = spread(home, ["--total", "6", "--rebalance", "--weight", &by_weight]);
    assert_eq!(found, [4, 2, 0]);
    let weighted = ["--total", "8", "--rebalance", "--weight", &by_weight, "--min", &at_least];
    assert_eq!(spread(home, weighted)[1..], [4, 0]);
    let at_most = format!("{THIRD}=1");
    let found = spread(home, ["--total", "7", "--rebalance", "--max", &at_most]);
    assert_eq!(found, [3, 3, 1]);

    // What runs is not moved without --rebalance.
    let before = replicas(SHOP, "idle");
    let kept = spread(home, ["--total", "8", "--weight", &format!("{THIRD}=1,*=1")]);
    assert!(kept.iter().zip(&before).all(|(now, was)| now >= was), "{kept:?} {before:?}");

    home.ok(["spread", "deployment/idle", "-n", SHOP, "--remove"]);
    assert!(!Cluster::named(HOST).has(["rsp", "idle", "-n", SHOP]));
    assert_eq!(replicas(SHOP, "idle"), kept, "replicas stay as they are");
}

fn a_hundred_that_find_no_node_are_spread_and_told_of_as_not_ready(home: &Home) {
    Shop::offer("homeless");
    let said = home.run([
        "spread",
        "deployment/homeless",
        "-n",
        SHOP,
        "--total",
        "100",
        "--rebalance",
        "-o",
        "json",
        "--timeout",
        "20s",
    ]);
    said.is_refused(11, "deployment/homeless in spread-shop is not spread within 20 s");
    said.is_refused(11, "0 of 34 are ready");
    let answer: Value = serde_json::from_str(&said.stdout).unwrap();
    let found = replicas(SHOP, "homeless");
    assert_eq!((planned(&answer), found.iter().sum::<i64>()), (found.clone(), 100));
    let mut sorted = found;
    sorted.sort_unstable();
    assert_eq!(sorted, [32, 34, 34]);
}

fn all_that_is_wrong_is_said_at_once_and_a_dry_run_changes_nothing(home: &Home) {
    let (min, max) = (format!("{HOST}=3"), format!("{HOST}=1"));
    let said = home.run([
        "spread",
        "deployment/nobody",
        "-n",
        SHOP,
        "--total",
        "2",
        "--weight",
        "mars=1",
        "--min",
        &min,
        "--max",
        &max,
    ]);
    said.is_refused(2, "deployment/nobody in spread-shop is not federated");
    said.is_refused(2, "no cluster `mars` is joined");
    said.is_refused(2, "is to get at least 3 and at most 1 replicas");
    said.is_refused(2, "the minima add up to 3, and there are 2 replicas in all");

    let dry = ["spread", "deployment/idle", "-n", SHOP, "--total", "7", "--dry-run", "-o", "yaml"];
    let said = home.ok(dry);
    let object: Value = serde_saphyr::from_str(&said.stdout).unwrap();
    assert_eq!(object["spec"]["totalReplicas"], 7);
    assert!(said.stderr.contains("█"), "{said}");
    let host = Cluster::named(HOST);
    assert!(!host.has(["rsp", "idle", "-n", SHOP]));
    host.apply(&object);
    assert!(host.has(["rsp", "idle", "-n", SHOP]), "what it shows can be applied");
}

/// KubeFed notices what happens to members sooner: the same code, with shorter times.
struct Quick {
    before: Value,
}

impl Quick {
    fn set() -> Self {
        let host = Cluster::named(HOST);
        let before =
            host.json(["get", "kubefedconfig", "kubefed", "-n", NAMESPACE])["spec"].clone();
        configure(&json!({"spec": {
            "clusterHealthCheck": {"period": "3s", "timeout": "2s", "failureThreshold": 1},
            "controllerDuration": {"availableDelay": "1s", "unavailableDelay": "1s"},
        }}));
        Self { before }
    }
}

impl Drop for Quick {
    fn drop(&mut self) {
        configure(&json!({"spec": {
            "clusterHealthCheck": self.before["clusterHealthCheck"],
            "controllerDuration": self.before["controllerDuration"],
        }}));
    }
}

fn configure(patch: &Value) {
    let (host, controller) = (Cluster::named(HOST), "deployment/kubefed-controller-manager");
    let patch = patch.to_string();
    host.kubectl([
        "patch",
        "kubefedconfig",
        "kubefed",
        "-n",
        NAMESPACE,
        "--type=merge",
        "-p",
        &patch,
    ]);
    host.kubectl(["rollout", "restart", controller, "-n", NAMESPACE]);
    host.kubectl(["rollout", "status", controller, "-n", NAMESPACE, "--timeout=60s"]);
}

#[test]
fn a_lost_members_replicas_move_and_come_back_with_it() {
    let three = Three::up();
    let _shop = Shop::open("idle");
    let _quick = Quick::set();
    let mut child = three.home.start([
        "spread",
        "deployment/idle",
        "-n",
        SHOP,
        "--total",
        "6",
        "--rebalance",
        "--follow",
        "-o",
        "json",
        "--for",
        "150s",
    ]);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    assert_eq!(planned(&reached(&mut told)), [2, 2, 2]);
    Harm::CutOff.befall(THIRD);
    let lost = told.find(|it| it["member"] == THIRD).unwrap();
    let moved = reached(&mut told);
    Harm::CutOff.end(THIRD);
    assert!(lost["what"].as_str().unwrap().starts_with("not Ready: "), "{lost}");
    assert_eq!(planned(&moved), [3, 3, 0]);
    let back = told.find(|it| it["member"] == THIRD && it["what"] == "Ready again");
    assert!(back.is_some());
    assert_eq!(planned(&reached(&mut told)), [2, 2, 2]);
    let child_pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(child_pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "Ctrl-C is how following ends");
}

/// Goes on until all is where it belongs.
fn reached(told: &mut impl Iterator<Item = Value>) -> Value {
    let is_spread =
        |it: &Value| it["what"].as_str().is_some_and(|what| what.starts_with("spread:"));
    told.find(is_spread).unwrap()
}
