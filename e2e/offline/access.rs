//! `fedrig access` without a real cluster: what answers, and what does not.

use crate::api_server::ApiServer;
use crate::binary::Home;
use crate::home;

/// A home with a federation of one cluster, which is reached through this kubeconfig.
fn with(kubeconfig: &str) -> Home {
    let home = home();
    home.put("kubeconfig", kubeconfig);
    home.put(
        "federation.yaml",
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {name: x}\nhost: {name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}\n",
    );
    home
}

#[test]
fn a_cluster_that_answers_is_told_with_its_version_its_nodes_and_its_user() {
    let server = ApiServer::start();
    let home = with(&server.kubeconfig);
    let said = home.ok(["access"]);
    let row: Vec<&str> = said.stdout.lines().last().unwrap().split_whitespace().collect();
    assert_eq!(row, ["eu", "yes", "v1.33.13", "1/1", "ann", "-", "not", "joined"], "{said}");
    let json = home.ok(["access", "-o", "json"]).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["well"], true);
    assert_eq!(json["clusters"][0]["fromHere"]["mayDoEverything"], true);
    assert!(!json.to_string().contains("\"t\""), "no token is told");
}

#[test]
fn fedrigs_own_entry_is_tried_as_well_and_each_cause_has_its_hint() {
    let server = ApiServer::start();
    let home = with(&server.kubeconfig);
    let gone = ApiServer::start();
    let own = gone.kubeconfig.replace("here", "eu");
    drop(gone);
    home.put("state/x/kubeconfig", own);
    let said = home.run(["access"]);
    said.is_refused(4, "error: `eu`: fedrig's own access, context `eu`, does not work");
    said.is_refused(4, "caused by: its API server refused the connection");
    said.is_refused(4, "--context eu cluster-info` asks it");
    assert!(said.stdout.contains("  no, https://127.0.0.1:"), "{said}");
}
