//! From one KubeFed to the next with a FederatedDeployment at work: its pods stay the same ones. It
//! needs a lab whose Kubernetes all of these versions work on: 1.21.

use serde_json::{Value, json};

use super::result::Tally;
use super::tokens::tokens_seen;
use super::{NAME, NAMESPACE, home_with};
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::harm::docker;
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

/// Before 0.10 a new leader asks for all API groups again for each federated type, and lets itself
/// be throttled: it is a minute or more until it has come to the last one.
const PATIENCE: &str = "--timeout=180s";

/// Each begins with an install, and goes on with upgrades.
const PATHS: [&[&str]; 2] = [&["0.7.0", "0.8.1", "0.10.0"], &["0.7.0", "0.10.0"]];

#[test]
fn upgrades_leave_federated_pods_alone() {
    let rounds = PATHS.iter().map(|path| u32::try_from(path.len()).unwrap() - 1).sum();
    let mut tally = Tally { name: "upgrade", rounds, ..Tally::default() };
    for path in PATHS {
        let home = home_with(&version(path[0]), |_, text| text);
        home.ok(["up"]);
        deploy();
        let mut pods = both_pods(1);
        for (replicas, next) in (2..).zip(&path[1..]) {
            home.put("federation.yaml", manifest::federation(NAME, &version(next)));
            let said = home.run(["up"]);
            println!("to {next}: code {:?}", said.code);
            let as_before = both_pods(pods[0].len()) == pods;
            scale(replicas);
            let grown = both_pods(replicas);
            let kept =
                pods.iter().zip(&grown).all(|(old, new)| old.iter().all(|p| new.contains(p)));
            let empty = home.run(["plan"]).stdout == "nothing to do\n";
            if said.code == Some(0) && as_before && kept && empty && all_ready() && backed_up(&home)
            {
                tally.converged += 1;
            } else {
                println!("as before {as_before}, kept {kept}, plan empty {empty}\n{said}");
            }
            tally.tokens_seen += tokens_seen(&home, &[&said]);
            pods = grown;
        }
        home.ok(["down", "--delete-federated"]);
        tally.leftovers += usize::from(Cluster::named(MEMBER).has(["namespace", "shop"]));
        Cluster::named(HOST).kubectl(["delete", "namespace", "shop", "--timeout=90s"]);
    }
    tally.conclude();
}

fn version(version: &str) -> String {
    format!("kubefed: {{version: {version}}}")
}

fn deploy() {
    let host = Cluster::named(HOST);
    let placement = json!({"clusters": [{"name": HOST}, {"name": MEMBER}]});
    host.apply(&json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}));
    host.apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedNamespace",
        "metadata": {"name": "shop", "namespace": "shop"}, "spec": {"placement": placement},
    }));
    let labels = json!({"app": "till"});
    host.apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedDeployment",
        "metadata": {"name": "till", "namespace": "shop"},
        "spec": {"placement": placement, "template": {"metadata": {"labels": labels}, "spec": {
            "replicas": 1, "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [
                {"name": "till", "image": pause_image()}
            ]}},
        }}},
    }));
}

/// An image that every node has: the one that holds a pod's namespaces open.
fn pause_image() -> String {
    let node = format!("{MEMBER}-control-plane");
    let images = docker(&["exec", &node, "ctr", "--namespace", "k8s.io", "images", "ls", "-q"]);
    images.lines().find(|image| image.contains("/pause:")).unwrap().to_owned()
}

fn scale(replicas: usize) {
    let patch = json!({"spec": {"template": {"spec": {"replicas": replicas}}}}).to_string();
    let host = Cluster::named(HOST);
    host.kubectl([
        "patch",
        "federateddeployment",
        "till",
        "-n",
        "shop",
        "--type=merge",
        "-p",
        &patch,
    ]);
}

/// The running pods of the deployment in both clusters, once there are so many, by UID and restarts.
fn both_pods(count: usize) -> [Vec<(String, u64)>; 2] {
    [HOST, MEMBER].map(|name| {
        let cluster = Cluster::named(name);
        let there = format!("--for=jsonpath={{.status.readyReplicas}}={count}");
        cluster.kubectl(["wait", "namespace/shop", "--for=create", PATIENCE]);
        cluster.kubectl(["wait", "deployment/till", "-n", "shop", "--for=create", PATIENCE]);
        cluster.kubectl(["wait", "deployment/till", "-n", "shop", &there, PATIENCE]);
        let pods = cluster.json(["get", "pods", "-n", "shop"]);
        let pod = |pod: &Value| {
            let restarts = pod["status"]["containerStatuses"][0]["restartCount"].as_u64();
            (pod["metadata"]["uid"].as_str().unwrap().to_owned(), restarts.unwrap())
        };
        let mut pods: Vec<_> = pods["items"].as_array().unwrap().iter().map(pod).collect();
        pods.sort();
        pods
    })
}

fn all_ready() -> bool {
    let query = "--output=jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}";
    Cluster::named(HOST).kubectl(["get", "kubefedclusters", "-n", NAMESPACE, query]) == "True True"
}

/// Whether an upgrade kept the federation's objects beforehand.
fn backed_up(home: &Home) -> bool {
    let files = std::fs::read_dir(home.path("state").join(NAME)).unwrap();
    files.flatten().any(|file| file.file_name().to_string_lossy().starts_with("backup-"))
}
