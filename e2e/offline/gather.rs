//! `fedrig gather` without a real cluster: nothing that is missing stops the rest.

use std::fs;
use std::io::Read;

use serde_json::{Value, json};

use crate::api_server::ApiServer;
use crate::binary::Home;
use crate::home;
use crate::tools::HELM;

fn with(kubeconfig: &str) -> Home {
    let home = home();
    home.put("kubeconfig", kubeconfig);
    let helm = home.stub("helm", HELM);
    let file = format!(
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: x}}\nhost: {{name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}}\ntools: {{helm: {{path: {}}}}}\n",
        helm.display()
    );
    home.put("federation.yaml", file);
    home
}

fn index(home: &Home) -> String {
    let archive = fs::File::open(home.path("a.tar.gz")).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    let mut entries = archive.entries().unwrap().map(Result::unwrap);
    let mut index = entries.find(|entry| entry.path().unwrap().ends_with("index.md")).unwrap();
    let mut text = String::new();
    index.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_host_without_kubefed_gives_what_it_has_and_the_index_names_the_rest() {
    let server = ApiServer::start();
    let home = with(&server.kubeconfig);
    let said = home.ok(["gather", "-o", "a.tar.gz", "--output", "json"]);
    let summary: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(summary["silentClusters"], json!([]));
    let index = index(&home);
    assert!(index.contains("clusters/eu/version.txt"), "{index}");
    assert!(index.contains("| clusters/eu/helm/history.json |"), "{index}");
    assert!(index.contains("run/federation.yaml"), "{index}");
}

#[test]
fn a_host_that_is_gone_is_named_and_the_archive_is_written() {
    let server = ApiServer::start();
    let kubeconfig = server.kubeconfig.clone();
    drop(server);
    let home = with(&kubeconfig);
    let said = home.ok(["gather", "-o", "a.tar.gz"]);
    assert!(said.stdout.contains("warning: cluster eu did not answer"), "{said}");
    let index = index(&home);
    assert!(index.contains("**Cluster eu did not answer.**"), "{index}");
    assert!(index.contains("refused the connection"), "{index}");
    assert!(index.contains("run/plan.txt"), "{index}");
}

#[test]
fn an_archive_that_can_not_be_written_is_an_error_and_leaves_nothing() {
    let server = ApiServer::start();
    let home = with(&server.kubeconfig);
    let said = home.run_all(&["gather", "-o", "/nowhere/a.tar.gz"]);
    said.is_refused(2, "error: the archive can't be written: ");
    with(&server.kubeconfig).run(["gather", "--cluster", "us"]).is_refused(2, "no cluster `us`");
}
