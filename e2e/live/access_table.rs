//! `fedrig access` on real clusters.

use std::fs;

use serde_json::{Value, json};

use crate::federation::{NAME, home, own_kubeconfig, up};
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

#[test]
fn a_ready_federation_is_reached_from_everywhere() {
    let home = &up().home;
    let table = home.ok(["access"]).stdout;
    for (line, name) in table.lines().skip(3).zip([HOST, MEMBER]) {
        let row: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(
            row[..6],
            [name, "yes", "v1.33.13", "1/1", "kubernetes-admin", "yes,"],
            "{table}"
        );
        assert!(row[6].starts_with("https://") && line.contains("Ready, probed"), "{table}");
    }
    let json: Value = serde_json::from_str(&home.ok(["access", "-o", "json"]).stdout).unwrap();
    assert_eq!(json["well"], true);
    for cluster in json["clusters"].as_array().unwrap() {
        assert_eq!(cluster["fromHere"]["mayDoEverything"], true);
        let user = cluster["ownEntry"]["user"].as_str().unwrap();
        assert_eq!(user, format!("system:serviceaccount:kube-system:fedrig-{NAME}"));
        assert_eq!(cluster["fromHost"]["state"], "ready");
    }
}

#[test]
fn a_token_of_fedrigs_that_is_no_longer_known_is_told_apart_from_the_users_access() {
    let shared = up();
    let own = fs::read_to_string(own_kubeconfig(&shared.home)).unwrap();
    let mut own: Value = serde_saphyr::from_str(&own).unwrap();
    own["users"][1]["user"] = json!({"token": "wrong"});
    let home = home();
    home.put("federation.yaml", manifest::federation(NAME, ""));
    home.put(&format!("state/{NAME}/kubeconfig"), own.to_string());
    let said = home.run(["access"]);
    said.is_refused(
        4,
        &format!("`{MEMBER}`: fedrig's own access, context `{MEMBER}`, does not work"),
    );
    said.is_refused(4, "does not know the credentials (401 Unauthorized)");
    assert_eq!(said.stderr.matches("error:").count(), 1, "{said}");
    assert_eq!(said.stdout.matches("Ready, probed").count(), 2, "{said}");
}

#[test]
fn a_member_that_is_not_there_holds_up_no_other() {
    up();
    let home = home();
    manifest::put_with_lost_member(&home, NAME);
    let said = home.run(["access"]);
    said.is_refused(
        4,
        &format!("error: `{MEMBER}`: your access, context `{MEMBER}`, does not work"),
    );
    said.is_refused(4, "cluster-info` asks it");
    let host = said.stdout.lines().nth(3).unwrap();
    assert!(host.starts_with(HOST) && host.contains("  yes  "), "{said}");
}
