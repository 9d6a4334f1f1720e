//! `fedrig status`.

use crate::federation::{home, up};
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

#[test]
fn a_ready_federation_is_told_as_table_json_and_yaml() {
    let home = &up().home;
    let table = home.ok(["status"]).stdout;
    let lines: Vec<Vec<&str>> =
        table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0].join(" "), "live: KubeFed 0.10.0 in kube-federation-system");
    assert_eq!(lines[3][..6], [HOST, "eu-central", "host,", "member", "v1.33.13", "yes"]);
    assert_eq!(lines[4][..5], [MEMBER, "us-east", "member", "v1.33.13", "yes"]);

    let json: serde_json::Value =
        serde_json::from_str(&home.ok(["status", "-o", "json"]).stdout).unwrap();
    let yaml: serde_json::Value =
        serde_saphyr::from_str(&home.ok(["status", "-o", "yaml"]).stdout).unwrap();
    assert_eq!(json, yaml);
    assert_eq!(json["ready"], true);
    assert_eq!(json["clusters"][1]["name"], MEMBER);
}

#[test]
fn a_cluster_that_is_not_joined_is_told_and_the_exit_code_says_so() {
    up();
    let home = home();
    let other = manifest::federation("other", "kubefed: {namespace: elsewhere}");
    home.put("federation.yaml", other);
    let said = home.run(["status"]);
    assert_eq!(said.code, Some(7), "{said}");
    assert!(said.stdout.contains("no KubeFed in elsewhere"), "{said}");
    assert!(said.stdout.contains("not joined"), "{said}");
}
