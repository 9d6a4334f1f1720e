//! The examples and the schema: held against each other, and against the reader.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::name::ClusterName;
use crate::spec::testing::Desk;
use crate::spec::{AccessSource, Federation, HostJoins, Mirror, Scope, schema};
use crate::tool::Program;
use crate::tool::ssh::HostKeys;

const TWO_REGIONS: &str = include_str!("../../examples/two-regions.yaml");
const FULL: &str = include_str!("../../examples/full.yaml");

/// The example in a folder of its own, next to the kubeconfigs that it names.
fn example(text: &str) -> (Desk, Federation) {
    let desk = Desk::new();
    for cluster in ["eu-central", "us-east", "us-west"] {
        let kubeconfig = include_str!("testing.kubeconfig").replace("CLUSTER", cluster);
        desk.put(&format!(".fedrig/env/{cluster}.kubeconfig"), kubeconfig);
    }
    desk.put("mirror/README", "");
    desk.put("examples/keys/id_ed25519", "");
    let web = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}";
    desk.put("examples/shop/manifests/web.yaml", web);
    let front = "{apiVersion: v1, kind: ConfigMap, metadata: {name: front, namespace: front}}";
    desk.put("examples/shop/front/front.yaml", front);
    desk.put("examples/mirror-ca.pem", "");
    desk.put("examples/charts/kubefed-0.10.0.tgz", "");
    desk.put("examples/federation.yaml", text);
    let federation = desk.file("examples/federation.yaml");
    let federation = federation.unwrap_or_else(|problems| panic!("{problems}"));
    (desk, federation)
}

fn names(federation: &Federation) -> Vec<&str> {
    federation.clusters().map(|cluster| &cluster.name).map(ClusterName::as_str).collect()
}

#[test]
fn the_small_example_means_two_members_and_the_defaults() {
    let (desk, federation) = example(TWO_REGIONS);
    assert_eq!(names(&federation), ["eu-central", "us-east"]);
    assert_eq!(federation.host_joins, HostJoins::Yes);
    assert_eq!(federation.kubefed.version.to_string(), "0.10.0");
    assert_eq!(federation.kubefed.namespace.as_str(), "kube-federation-system");
    assert_eq!(federation.kubefed.scope, Scope::Cluster);
    assert_eq!(federation.timeouts.ready.as_secs(), 180);
    let kubeconfig = desk.path().join(".fedrig/env/us-east.kubeconfig");
    assert_eq!(federation.members[0].access.kubeconfig, kubeconfig);
}

#[test]
fn the_ssh_example_means_two_masters() {
    let (desk, federation) = example(include_str!("../../examples/ssh.yaml"));
    let sources: Vec<_> = federation.clusters().map(|cluster| cluster.source.to_string()).collect();
    assert_eq!(sources[1], "the kubeconfig `root@k8sm.member1.example.com:/root/.kube/config`");
    let AccessSource::Ssh(source) = &federation.host.source else { panic!("{sources:?}") };
    assert_eq!(source.login.known_hosts, desk.path().join("home/.ssh/known_hosts"));
    assert_eq!(source.login.host_keys, HostKeys::Strict);
}

#[test]
fn the_load_balancers_example_keeps_its_path_and_says_that_it_does_not_verify() {
    let desk = Desk::new();
    for cluster in ["fedhost", "member1"] {
        let text = include_str!("testing.kubeconfig");
        let text = text.replace("CLUSTER", "kubernetes-admin@kubernetes");
        desk.put(&format!("examples/{cluster}.kubeconfig"), text);
    }
    desk.put("examples/federation.yaml", include_str!("../../examples/load-balancer.yaml"));
    let federation = desk.file("examples/federation.yaml");
    let federation = federation.unwrap_or_else(|problems| panic!("{problems}"));
    let member = &federation.members[0];
    assert_eq!(member.endpoint.as_ref().unwrap().as_str(), "https://member1.example.com/api/");
    assert_eq!(member.tls, Some(crate::trust::Trust::Insecure));
}

#[test]
fn the_full_example_means_what_it_says() {
    let (desk, federation) = example(FULL);
    let all = ["eu-central", "us-east", "us-west", "ap-south", "ap-east"];
    assert_eq!(names(&federation), all);
    let sources: Vec<_> = federation.clusters().map(|cluster| cluster.source.to_string()).collect();
    let ssh = "the kubeconfig `admin@master1.example.com:/etc/kubernetes/admin.conf`";
    assert_eq!(sources[3..], [ssh, "the kubeconfig of kind cluster `ap-east`"]);
    let mirror = federation.mirror.unwrap();
    assert_eq!(mirror.from, Mirror::Directory(desk.path().join("mirror")));
    assert_eq!(mirror.ca, Some(desk.path().join("examples/mirror-ca.pem")));
    assert!(mirror.rebuilds);
    let chart = desk.path().join("examples/charts/kubefed-0.10.0.tgz");
    assert_eq!(federation.kubefed.chart, Some(chart));
    let gate = &federation.kubefed.values["controllermanager"]["featureGates"];
    assert_eq!(gate["RawResourceStatusCollection"], "Enabled");
    assert_eq!(federation.tools.keys().copied().collect::<Vec<_>>(), Program::ALL);
}

#[test]
fn the_full_example_says_the_defaults() {
    let (_desk, full) = example(FULL);
    let (_desk, small) = example(TWO_REGIONS);
    assert_eq!(full.timeouts, small.timeouts);
    assert_eq!(full.host_joins, small.host_joins);
    let (full, small) = (full.kubefed, small.kubefed);
    assert_eq!(
        (full.version, full.namespace, full.release, full.scope),
        (small.version, small.namespace, small.release, small.scope)
    );
}

#[test]
fn the_full_example_has_every_field_of_the_schema_and_no_other() {
    let schema = schema();
    let mut described = BTreeSet::new();
    fields_of_schema(&schema, &schema, "", &mut described);
    let full: Json = serde_saphyr::from_str(FULL).unwrap();
    let mut there = BTreeSet::new();
    fields_of_value(&full, "", &mut there);
    // The host has the same `access` as a member; one example is enough.
    described.retain(|path| !path.starts_with("host.access"));
    // Of the ways to trust there is exactly one in an entry.
    described.retain(|path| !path.contains(".tls.") || there.contains(path));
    // Every tool has the same fields; one example of each way to get one is enough.
    described.retain(|path| {
        match path.strip_prefix("tools.").and_then(|path| path.split_once('.')) {
            Some((tool, "path")) => tool == "helm",
            Some((tool, "url" | "sha256" | "member")) => tool == "kubefedctl",
            Some(_) | None => true,
        }
    });
    assert_eq!(there, described);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a switch for whoever changes the schema")]
fn the_schema_on_disk_is_the_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/federation.schema.json");
    let wanted = format!("{:#}\n", schema());
    if std::env::var_os("FEDRIG_WRITE_SCHEMA").is_some() {
        std::fs::write(path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/federation.schema.json is out of date; write it anew with \
         `FEDRIG_WRITE_SCHEMA=1 cargo test the_schema_on_disk_is_the_schema`"
    );
}

fn fields_of_schema(root: &Json, schema: &Json, path: &str, found: &mut BTreeSet<String>) {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap();
        fields_of_schema(root, target, path, found);
    }
    for choice in schema["anyOf"].as_array().into_iter().flatten() {
        fields_of_schema(root, choice, path, found);
    }
    if schema["items"].is_object() {
        fields_of_schema(root, &schema["items"], &format!("{path}[]"), found);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        fields_of_schema(root, field, &path, found);
        found.insert(path);
    }
}

fn fields_of_value(value: &Json, path: &str, found: &mut BTreeSet<String>) {
    // Maps of values and labels have keys of their own.
    if path == "kubefed.values" || path.ends_with(".labels") || path.ends_with(".selector") {
        return;
    }
    for item in value.as_array().into_iter().flatten() {
        fields_of_value(item, &format!("{path}[]"), found);
    }
    for (name, field) in value.as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        fields_of_value(field, &path, found);
        found.insert(path);
    }
}
