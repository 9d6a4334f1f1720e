//! The access that fedrig gives itself to each cluster, and that KubeFed has.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::federation::{NAMESPACE, own_kubeconfig, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn each_cluster_has_the_service_account_the_role_the_binding_and_the_token() {
    up();
    for name in [HOST, MEMBER] {
        let cluster = Cluster::named(name);
        assert!(cluster.has(["serviceaccount", "fedrig-live", "-n", "kube-system"]));
        let role = cluster.json(["get", "clusterrole", "fedrig-live"]);
        assert_eq!(role["rules"][0]["verbs"], serde_json::json!(["*"]));
        let binding = cluster.json(["get", "clusterrolebinding", "fedrig-live"]);
        assert_eq!(binding["subjects"][0]["name"], "fedrig-live");
        let secret = cluster.json(["get", "secret", "fedrig-live", "-n", "kube-system"]);
        assert!(secret["data"]["token"].as_str().is_some_and(|token| token.len() > 100));
    }
}

#[test]
fn each_context_of_fedrigs_own_kubeconfig_works() {
    let shared = up();
    let own = own_kubeconfig(&shared.home);
    for name in [HOST, MEMBER] {
        let cluster = Cluster::through(&own, name);
        assert_eq!(cluster.kubectl(["auth", "can-i", "*", "*"]).trim(), "yes");
        let node = cluster.kubectl(["get", "nodes", "--output", "name"]);
        assert_eq!(node.trim(), format!("node/{name}-control-plane"));
    }
}

#[test]
fn fedrigs_own_kubeconfig_is_for_its_owner_only_and_has_no_current_context() {
    let shared = up();
    let own = own_kubeconfig(&shared.home);
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&own), 0o600);
    assert_eq!(mode(own.parent().unwrap()), 0o700);
    assert!(!fs::read_to_string(&own).unwrap().contains("current-context"));
}

#[test]
fn each_member_has_one_secret_in_the_host_and_kubefeds_service_account() {
    up();
    let host = Cluster::named(HOST);
    let secrets = host.json(["get", "secrets", "-n", NAMESPACE]);
    for name in [HOST, MEMBER] {
        let of_member = secrets["items"].as_array().unwrap().iter().filter(|secret| {
            let owner = &secret["metadata"]["annotations"]["kubernetes.io/service-account.name"];
            let name_of = secret["metadata"]["name"].as_str().unwrap();
            owner.is_null() && name_of.starts_with(name)
        });
        assert_eq!(of_member.count(), 1, "{name}");
        let account = format!("{name}-{HOST}");
        assert!(Cluster::named(name).has(["serviceaccount", &account, "-n", NAMESPACE]));
    }
}
