//! The federation that the stories share, and what `fedrig up` made in the host.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::{Mutex, OnceLock};

use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;

/// Its name.
pub const NAME: &str = "live";
/// KubeFed's namespace.
pub const NAMESPACE: &str = "kube-federation-system";

/// The shared federation: a home with its file, and what the first `up` said.
pub struct Shared {
    /// The home.
    pub home: Home,
    /// What the first `up` said.
    pub first: Said,
}

/// A fresh home in the lab.
pub fn home() -> Home {
    let lab = Lab::get();
    Home::new(&lab.binary, &lab.cache(), Some(&lab.mirror))
}

/// fedrig's own kubeconfig for the shared federation, in a home.
pub fn own_kubeconfig(home: &Home) -> std::path::PathBuf {
    home.path("state").join(NAME).join("kubeconfig")
}

/// A fresh home that knows the shared federation's accesses: there is nothing to do for it.
pub fn second_home() -> Home {
    let shared = up();
    let second = home();
    let own = fs::read(own_kubeconfig(&shared.home)).unwrap();
    let copy = second.put(&format!("state/{NAME}/kubeconfig"), own);
    fs::set_permissions(copy, fs::Permissions::from_mode(0o600)).unwrap();
    second
}

/// The shared federation as the last story left it.
pub fn as_left() -> &'static Shared {
    static SHARED: OnceLock<Shared> = OnceLock::new();
    SHARED.get_or_init(|| {
        let home = home();
        home.put("federation.yaml", manifest::federation(NAME, ""));
        let first = home.ok(["up"]);
        Shared { home, first }
    })
}

/// The shared federation, up. A story that took it down does not spoil the next one.
pub fn up() -> &'static Shared {
    static AGAIN: Mutex<()> = Mutex::new(());
    let shared = as_left();
    let _one_at_a_time = AGAIN.lock();
    shared.home.ok(["up", "--quiet"]);
    shared
}

#[test]
fn up_ends_with_the_status_table() {
    let said = &up().first;
    assert!(said.stdout.contains("live: KubeFed 0.10.0 in kube-federation-system"), "{said}");
    assert_eq!(said.stdout.matches("  yes  ").count(), 2, "{said}");
}

#[test]
fn both_clusters_are_ready() {
    up();
    let clusters = Cluster::named(HOST).json(["get", "kubefedclusters", "-n", NAMESPACE]);
    let ready: Vec<(&str, bool)> = clusters["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cluster| {
            let conditions = cluster["status"]["conditions"].as_array().unwrap();
            let ready = conditions.iter().any(|c| c["type"] == "Ready" && c["status"] == "True");
            (cluster["metadata"]["name"].as_str().unwrap(), ready)
        })
        .collect();
    assert_eq!(ready, [(HOST, true), (MEMBER, true)]);
}

#[test]
fn each_member_is_joined_with_its_address_its_ca_and_its_region() {
    up();
    for (cluster, region) in [(HOST, "eu-central"), (MEMBER, "us-east")] {
        let joined = Cluster::named(HOST).json(["get", "kubefedcluster", cluster, "-n", NAMESPACE]);
        let kubeconfig = Cluster::named(cluster).json(["config", "view", "--raw", "--minify"]);
        let wanted = &kubeconfig["clusters"][0]["cluster"];
        assert_eq!(joined["spec"]["apiEndpoint"], wanted["server"]);
        assert_eq!(joined["spec"]["caBundle"], wanted["certificate-authority-data"]);
        assert_eq!(joined["metadata"]["labels"]["topology.kubernetes.io/region"], region);
        assert_eq!(joined["spec"]["secretRef"]["name"], format!("{cluster}-credentials"));
    }
}

#[test]
fn the_control_plane_runs_the_wanted_image_completely() {
    up();
    for name in ["kubefed-controller-manager", "kubefed-admission-webhook"] {
        let deployment = Cluster::named(HOST).json(["get", "deployment", name, "-n", NAMESPACE]);
        let container = &deployment["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(container["image"], "quay.io/kubernetes-multicluster/kubefed:v0.10.0");
        assert_eq!(deployment["status"]["availableReplicas"], deployment["spec"]["replicas"]);
        assert_eq!(deployment["status"]["updatedReplicas"], deployment["spec"]["replicas"]);
    }
}

#[test]
fn the_feature_gates_are_those_that_the_charts_hook_sets_and_no_job_is_left() {
    up();
    let host = Cluster::named(HOST);
    let config = host.json(["get", "kubefedconfig", "kubefed", "-n", NAMESPACE]);
    let gates = serde_json::json!([
        {"configuration": "Enabled", "name": "PushReconciler"},
        {"configuration": "Disabled", "name": "RawResourceStatusCollection"},
        {"configuration": "Enabled", "name": "SchedulerPreferences"},
    ]);
    assert_eq!(config["spec"]["featureGates"], gates);
    assert!(!host.has(["jobs", "-n", NAMESPACE]));
}

#[test]
fn a_second_up_does_nothing_and_plan_is_empty() {
    let shared = up();
    let host = Cluster::named(HOST);
    let release = format!("sh.helm.release.v1.kubefed.v{}", 2);
    let said = shared.home.ok(["up"]);
    assert!(said.stderr.contains("nothing to do"), "{said}");
    assert!(!host.has(["secret", &release, "-n", NAMESPACE]), "helm upgraded the release");
    assert_eq!(shared.home.ok(["plan"]).stdout, "nothing to do\n");
}

#[test]
fn the_last_line_of_json_output_is_the_summary() {
    let shared = up();
    let said = shared.home.ok(["up", "--output", "json", "--quiet"]);
    assert_eq!(said.stderr, "");
    let lines: Vec<serde_json::Value> =
        said.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.last().unwrap();
    assert_eq!((&last["event"], &last["success"]), (&"planFinished".into(), &true.into()));
}

#[test]
fn a_lost_state_directory_costs_nothing_in_the_clusters() {
    up();
    let before = Cluster::named(HOST).everything();
    let other = home();
    other.put("federation.yaml", manifest::federation(NAME, ""));
    other.ok(["up"]);
    assert_eq!(Cluster::named(HOST).everything(), before);
    let own = Cluster::through(&own_kubeconfig(&other), MEMBER);
    assert_eq!(own.kubectl(["auth", "can-i", "*", "*"]).trim(), "yes");
}
