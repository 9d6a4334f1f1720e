//! `fedrig gather` on real clusters: what is in the archive, and that no secret is.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::federation::{NAME, NAMESPACE, home, own_kubeconfig, up};
use crate::secrets::secrets;
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::harm::docker;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;

/// The files of an archive, by their path without the folder.
fn unpacked(archive: &Path) -> BTreeMap<String, String> {
    let file = flate2::read::GzDecoder::new(fs::File::open(archive).unwrap());
    let mut tar = tar::Archive::new(file);
    let mut files = BTreeMap::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        assert_eq!(entry.header().mode().unwrap(), 0o600);
        let path = entry.path().unwrap().display().to_string();
        let (_, below) = path.split_once('/').unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(below.to_owned(), String::from_utf8(bytes).unwrap());
    }
    files
}

/// Gathers with these flags, and gives the files.
fn gathered<const N: usize>(home: &Home, flags: [&str; N]) -> (BTreeMap<String, String>, Value) {
    let archive = home.path("evidence.tar.gz");
    let path = archive.display().to_string();
    let mut args = vec!["gather", "-o", &path, "--output", "json"];
    args.extend(flags);
    let said = home.run_all(&args);
    assert_eq!(said.code, Some(0), "{said}");
    let mode = archive.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
    (unpacked(&archive), serde_json::from_str(&said.stdout).unwrap())
}

/// Every value of every Secret of a cluster, raw and in base64, but for two words of Kubernetes'.
fn values_of_secrets(cluster: &str) -> Vec<(String, String)> {
    let all = Cluster::named(cluster).json(["get", "secrets", "--all-namespaces"]);
    let mut found = Vec::new();
    for secret in all["items"].as_array().unwrap() {
        let kind = secret["type"].as_str().unwrap();
        for (key, value) in secret["data"].as_object().into_iter().flatten() {
            // A namespace's name, and what kubeadm writes beside its token, are no secrets.
            let is_public = (kind == "kubernetes.io/service-account-token" && key == "namespace")
                || (kind == "bootstrap.kubernetes.io/token" && key != "token-secret");
            let encoded = value.as_str().unwrap();
            let decoded = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, encoded);
            let decoded = String::from_utf8_lossy(&decoded.unwrap()).trim().to_owned();
            if !is_public && decoded.len() >= 8 {
                let name = format!("{cluster}/{}/{key}", secret["metadata"]["name"]);
                found.push((name.clone(), encoded.to_owned()));
                found.push((name, decoded));
            }
        }
    }
    assert!(found.len() >= 6, "{cluster} has Secrets");
    found
}

/// Things that may not be in an archive, put where a careless person would put them.
struct Planted;

const OPAQUE: &str = "correct-horse-battery-staple";
const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJwbGFudGVkIjoiYnktYS10ZXN0In0.c2lnbmVkLWJ5LW5vYm9keQ";
const PASSWORD: &str = "hunter2-hunter2";

impl Planted {
    fn put() -> Self {
        let host = Cluster::named(HOST);
        let metadata = |name: &str| json!({"name": name, "namespace": NAMESPACE, "annotations": {"note": format!("with {TOKEN}")}});
        host.apply(&json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata("planted"),
            "stringData": {"word": OPAQUE}}));
        host.apply(&json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata("planted"),
            "data": {"notes": format!("the word is {OPAQUE}"), "url": format!("https://ann:{PASSWORD}@proxy:3128")}}));
        let planted = Self;
        // A line in the log of the controller's container, as the container runtime writes it.
        let node = format!("{HOST}-control-plane");
        let line =
            format!("2026-01-01T00:00:00.0Z stderr F dialled with {OPAQUE} and Bearer {TOKEN}");
        let now = "sed \"s/^2026-01-01T00:00:00.0Z/$(date -u +%Y-%m-%dT%H:%M:%S.0Z)/\"";
        let logs = format!("/var/log/pods/{NAMESPACE}_kubefed-controller-manager-*/*/*.log");
        let script = format!("for log in {logs}; do echo '{line}' | {now} >> $log; done");
        docker(&["exec", &node, "sh", "-c", &script]);
        planted
    }
}

impl Drop for Planted {
    fn drop(&mut self) {
        for kind in ["secret", "configmap"] {
            let host = Cluster::named(HOST);
            host.kubectl(["delete", kind, "planted", "-n", NAMESPACE, "--ignore-not-found"]);
        }
    }
}

#[test]
fn an_archive_has_everything_of_all_clusters_and_no_secret_of_any() {
    let shared = &up().home;
    let _planted = Planted::put();
    let (files, summary) = gathered(shared, []);
    let has = |path: &str| assert!(files.contains_key(path), "{path} is not in {:?}", files.keys());
    let run = ["plan.txt", "status.json", "access.json", "events.txt", "versions.json"];
    run.iter().for_each(|file| has(&format!("run/{file}")));
    let checks: Value = serde_json::from_str(&files["run/check.json"]).unwrap();
    assert_eq!(checks["worst"], "pass", "{}", files["run/check.txt"]);
    let of_pods = |answer: &&Value| answer["check"] == "token-host";
    let of_pods = checks["checks"].as_array().unwrap().iter().find(of_pods).unwrap();
    assert_eq!(of_pods["evidence"], "it takes a pod, and none is to be made");
    assert!(files["index.md"].contains("## What is wrong"), "{}", files["index.md"]);
    assert!(files["run/plan.txt"].starts_with("nothing to do"), "{}", files["run/plan.txt"]);
    assert!(files["run/federation.yaml"].contains(NAME));
    assert!(files.keys().any(|path| path.starts_with("run/history/")));
    for cluster in [HOST, MEMBER] {
        has(&format!("clusters/{cluster}/version.txt"));
        has(&format!("clusters/{cluster}/events.yaml"));
        has(&format!("clusters/{cluster}/objects/nodes.yaml"));
        has(&format!("clusters/{cluster}/namespaces/kube-system/pods.yaml"));
        has(&format!("clusters/{cluster}/nodes/{cluster}-control-plane/journal.log"));
        // A node whose crictl can't list containers is told of.
        let containers = format!("clusters/{cluster}/nodes/{cluster}-control-plane/containers.txt");
        assert!(files["index.md"].contains(&containers));
    }
    let host = format!("clusters/{HOST}");
    has(&format!("{host}/helm/history.json"));
    has(&format!("{host}/kubefed/federatedtypeconfigs.core.kubefed.io.yaml"));
    assert!(
        files[&format!("{host}/kubefed/kubefedclusters.core.kubefed.io.yaml")].contains(MEMBER)
    );
    let secrets_file = &files[&format!("{host}/namespaces/{NAMESPACE}/secrets.yaml")];
    assert!(secrets_file.contains("-credentials") && secrets_file.contains("  word: 28\n"));
    let log = files.iter().find(|(path, _)| {
        path.starts_with(&format!("{host}/logs/{NAMESPACE}/kubefed-controller-manager"))
    });
    let (_, log) = log.unwrap();
    assert!(log.contains("dialled with [redacted: `word` of Secret"), "the planted line is there");
    let index = &files["index.md"];
    for path in files.keys().filter(|path| *path != "index.md") {
        assert!(index.contains(path.as_str()), "the index names {path}");
    }
    assert_eq!(summary["files"].as_array().unwrap().len(), files.len() - 1);
    assert_eq!(summary["silentClusters"], json!([]));

    let mut forbidden: Vec<(String, String)> =
        [HOST, MEMBER].into_iter().flat_map(values_of_secrets).collect();
    let kubeconfigs =
        [own_kubeconfig(shared), Lab::get().kubeconfig(HOST), Lab::get().kubeconfig(MEMBER)];
    for path in kubeconfigs {
        let of = path.display().to_string();
        forbidden.extend(secrets(&path).into_iter().map(|secret| (of.clone(), secret)));
    }
    let planted = [OPAQUE, TOKEN, PASSWORD];
    forbidden.extend(planted.map(|secret| ("planted".to_owned(), secret.to_owned())));
    println!("{} secrets in {} files", forbidden.len(), files.len());
    for (name, secret) in &forbidden {
        let found = files.iter().find(|(_, text)| text.contains(secret.as_str()));
        assert_eq!(found.map(|(path, _)| path), None, "{name} is in it");
    }
}

#[test]
fn a_member_that_is_dead_is_named_and_everything_else_is_there() {
    up();
    let home = home();
    manifest::put_with_lost_member(&home, NAME);
    let began = Instant::now();
    let (files, summary) = gathered(&home, []);
    assert!(began.elapsed() < Duration::from_secs(90), "{:?}", began.elapsed());
    assert_eq!(summary["silentClusters"], json!([MEMBER]));
    assert!(files["index.md"].contains(&format!("**Cluster {MEMBER} did not answer.**")));
    let row = format!("| api-answers | {MEMBER} | fail |");
    assert!(files["index.md"].contains(&row), "{}", files["index.md"]);
    assert!(
        files
            .contains_key(&format!("clusters/{HOST}/kubefed/kubefedclusters.core.kubefed.io.yaml"))
    );
    assert!(!files.contains_key(&format!("clusters/{MEMBER}/version.txt")));
}

#[test]
fn one_cluster_and_one_topic_can_be_asked_for() {
    let shared = &up().home;
    let (files, _) = gathered(shared, ["--cluster", MEMBER, "--only", "events"]);
    let paths: Vec<&String> = files.keys().collect();
    let wanted = ["events.yaml", "version.txt"].map(|file| format!("clusters/{MEMBER}/{file}"));
    assert_eq!(paths, [&wanted[0], &wanted[1], &"index.md".to_owned()]);
}
