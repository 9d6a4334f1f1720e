//! `rbac: minimal`: the accounts may do what they need and nothing else, and all works with it.

use serde_json::{Value, json};

use crate::federation::{NAME, NAMESPACE, as_left};
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::support::manifest;

const MINIMAL: &str = "rbac: minimal";

/// The shared federation, with little allowed in both clusters.
fn minimal() -> &'static Home {
    let home = &as_left().home;
    home.put("minimal.yaml", manifest::with(NAME, MINIMAL, MINIMAL, ""));
    home.ok(["up", "-f", "minimal.yaml"]);
    home
}

fn planned(home: &Home) -> String {
    home.run(["plan", "-f", "minimal.yaml"]).stdout
}

/// KubeFed's account in a cluster.
fn kubefed(cluster: &str) -> String {
    format!("system:serviceaccount:{NAMESPACE}:{cluster}-{HOST}")
}

/// fedrig's account.
fn fedrig() -> String {
    format!("system:serviceaccount:kube-system:fedrig-{NAME}")
}

fn role() -> String {
    format!("clusterrole/kubefed-controller-manager:{MEMBER}-{HOST}")
}

fn propagate_secrets(mode: &str) {
    let patch = json!({"spec": {"propagation": mode}}).to_string();
    let of = ["patch", "federatedtypeconfig", "secrets", "-n", NAMESPACE, "--type=merge", "-p"];
    let [a, b, c, d, e, f, g] = of;
    Cluster::named(HOST).kubectl([a, b, c, d, e, f, g, &patch]);
}

#[test]
fn each_account_may_do_what_it_needs_and_nothing_else() {
    let home = minimal();
    assert_eq!(planned(home), "nothing to do\n");
    for name in [HOST, MEMBER] {
        let cluster = Cluster::named(name);
        let kubefed = kubefed(name);
        for (verb, resource) in [
            ("create", "deployments.apps"),
            ("delete", "configmaps"),
            ("patch", "namespaces"),
            ("watch", "pods"),
            ("list", "nodes"),
            ("get", "/healthz"),
        ] {
            assert!(cluster.lets(&kubefed, &[verb, resource, "-A"]), "{verb} {resource}");
        }
        for (verb, resource) in [
            ("*", "*"),
            ("delete", "pods"),
            ("get", "daemonsets.apps"),
            ("create", "clusterrolebindings"),
            ("escalate", "clusterroles"),
            ("delete", "nodes"),
            ("impersonate", "users"),
        ] {
            assert!(!cluster.lets(&kubefed, &[verb, resource, "-A"]), "{verb} {resource}");
            assert!(!cluster.lets(&fedrig(), &[verb, resource, "-A"]), "{verb} {resource}");
        }
        for (verb, resource) in [("list", "secrets"), ("create", "namespaces"), ("get", "pods")] {
            assert!(!cluster.lets(&fedrig(), &[verb, resource, "-A"]), "{verb} {resource}");
        }
    }
    let member = Cluster::named(MEMBER);
    assert!(!member.lets(&fedrig(), &["escalate", &role()]));
    assert!(!member.lets(&fedrig(), &["create", "secrets", "-n", NAMESPACE]));
    assert!(!member.has(["clusterrole", &format!("fedrig-{NAME}-joins")]));
}

fn federate(kind: &str, name: &str, spec: &Value) {
    let mut spec = spec.clone();
    spec["placement"] = json!({"clusters": [{"name": HOST}, {"name": MEMBER}]});
    Cluster::named(HOST).apply(&json!({
        "apiVersion": "types.kubefed.io/v1beta1", "kind": kind,
        "metadata": {"name": name, "namespace": "market"}, "spec": spec,
    }));
}

#[test]
fn objects_arrive_change_and_go_and_the_controller_is_refused_nothing() {
    let began = format!("--since-time={}", jiff::Timestamp::now());
    minimal();
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    host.apply(&json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "market"}}));
    federate("FederatedNamespace", "market", &json!({}));
    federate("FederatedConfigMap", "prices", &json!({"template": {"data": {"apple": "3"}}}));
    let labels = json!({"app": "till"});
    let container = json!({"name": "till", "image": "registry.k8s.io/pause:3.10"});
    federate(
        "FederatedDeployment",
        "till",
        &json!({"template": {"spec": {
            "replicas": 0,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        }}}),
    );
    member.kubectl(["wait", "namespace/market", "--for=create", "--timeout=60s"]);
    for object in ["configmap/prices", "deployment/till"] {
        member.kubectl(["wait", object, "-n", "market", "--for=create", "--timeout=60s"]);
    }
    federate("FederatedConfigMap", "prices", &json!({"template": {"data": {"apple": "4"}}}));
    let changed = "--for=jsonpath={.data.apple}=4";
    member.kubectl(["wait", "configmap/prices", "-n", "market", changed, "--timeout=60s"]);
    host.kubectl(["delete", "federateddeployment", "till", "-n", "market", "--timeout=60s"]);
    assert!(!member.has(["deployment", "till", "-n", "market"]));
    host.kubectl(["delete", "federatednamespace", "market", "-n", "market", "--timeout=60s"]);
    host.kubectl(["delete", "namespace", "market", "--timeout=90s"]);
    member.kubectl(["wait", "namespace/market", "--for=delete", "--timeout=90s"]);

    let controller = "kubefed-control-plane=controller-manager";
    let log = host.kubectl(["logs", "-l", controller, "-n", NAMESPACE, "--tail=-1", &began]);
    assert!(log.contains("market"), "the log is of that time\n{log}");
    let refused: Vec<&str> = log.lines().filter(|line| line.contains("forbidden")).collect();
    assert_eq!(refused, Vec::<&str>::new());
}

#[test]
fn a_role_wider_than_kubefeds_own_is_refused_and_a_narrower_one_arrives() {
    minimal();
    let host = Cluster::named(HOST);
    for (name, resource) in [("fedrig-wide", "daemonsets"), ("fedrig-narrow", "deployments")] {
        let rule = json!({"apiGroups": ["apps"], "resources": [resource], "verbs": ["get"]});
        host.apply(&json!({
            "apiVersion": "types.kubefed.io/v1beta1", "kind": "FederatedClusterRole",
            "metadata": {"name": name},
            "spec": {
                "template": {"rules": [rule]},
                "placement": {"clusters": [{"name": MEMBER}]},
            },
        }));
    }
    let narrow = "clusterrole/fedrig-narrow";
    Cluster::named(MEMBER).kubectl(["wait", narrow, "--for=create", "--timeout=30s"]);
    let failed = "--for=jsonpath={.status.clusters[0].status}=CreationFailed";
    host.kubectl(["wait", "federatedclusterrole/fedrig-wide", failed, "--timeout=30s"]);
    let both = ["fedrig-wide", "fedrig-narrow"];
    host.kubectl(["delete", "federatedclusterrole", both[0], both[1], "--timeout=30s"]);
}

#[test]
fn a_role_follows_the_types_and_nobody_else() {
    as_left();
    propagate_secrets("Enabled");
    let home = minimal();
    let member = Cluster::named(MEMBER);
    let may_read = || member.lets(&kubefed(MEMBER), &["get", "secrets", "-A"]);
    assert!(may_read());

    propagate_secrets("Disabled");
    let plan = planned(home);
    assert!(plan.contains("KubeFed's role allows more; minimal leaves out secrets"), "{plan}");
    let said = home.ok(["up", "-f", "minimal.yaml"]);
    assert!(said.stderr.contains("KubeFed may change 9 types; left out: secrets"), "{said}");
    assert!(!may_read());

    propagate_secrets("Enabled");
    let plan = planned(home);
    assert!(plan.contains("KubeFed's role lacks secrets"), "{plan}");
    minimal();
    assert!(may_read());

    let all = json!([{"op": "add", "path": "/rules/-",
                      "value": {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}}]);
    member.kubectl(["patch", &role(), "--type=json", "-p", &all.to_string()]);
    let joining = format!("fedrig-{NAME}-joins");
    member.kubectl(["create", "clusterrole", &joining, "--verb=get", "--resource=pods"]);
    assert!(member.lets(&kubefed(MEMBER), &["*", "*", "-A"]));
    let plan = planned(home);
    assert!(plan.contains("KubeFed's role allows more"), "{plan}");
    minimal();
    assert!(!member.lets(&kubefed(MEMBER), &["*", "*", "-A"]));
    assert!(!member.has(["clusterrole", &joining]), "a killed join may leave it");
    assert_eq!(planned(home), "nothing to do\n");
}

#[test]
fn a_member_is_taken_out_and_joined_again_with_what_the_account_may() {
    let home = minimal();
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    home.ok(["unjoin", MEMBER, "-f", "minimal.yaml"]);
    assert!(!host.has(["kubefedcluster", MEMBER, "-n", NAMESPACE]));
    for gone in [&role(), &format!("clusterrole/fedrig-{NAME}"), &format!("namespace/{NAMESPACE}")]
    {
        assert!(!member.has([gone]), "{gone}");
    }
    home.ok(["join", MEMBER, "-f", "minimal.yaml"]);
    let cluster = format!("kubefedcluster/{MEMBER}");
    host.kubectl(["wait", &cluster, "-n", NAMESPACE, "--for=condition=Ready", "--timeout=1s"]);
    assert!(!member.lets(&kubefed(MEMBER), &["*", "*", "-A"]));
    assert_eq!(planned(home), "nothing to do\n");
}

#[test]
fn without_the_word_everything_is_allowed_again() {
    let home = minimal();
    home.ok(["up"]);
    let member = Cluster::named(MEMBER);
    assert!(member.lets(&kubefed(MEMBER), &["*", "*", "-A"]));
    assert!(member.lets(&fedrig(), &["*", "*", "-A"]));
    assert_eq!(home.ok(["plan"]).stdout, "nothing to do\n");
}
