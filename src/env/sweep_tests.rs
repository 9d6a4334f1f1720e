use jiff::Timestamp;

use super::*;
use crate::tool::docker::Network;

fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn container(name: &str, pairs: &[(&str, &str)], network: &str) -> Container {
    Container {
        name: name.to_owned(),
        image: "image".to_owned(),
        labels: labels(pairs),
        state: "running".to_owned(),
        created: Timestamp::UNIX_EPOCH,
        networks: [(network.to_owned(), None)].into(),
    }
}

fn node(cluster: &str, network: &str) -> Container {
    let pairs = [("io.x-k8s.kind.cluster", cluster), ("io.x-k8s.kind.role", "control-plane")];
    container(&format!("{cluster}-control-plane"), &pairs, network)
}

fn network(name: &str, env: Option<&str>, folder: &Path, users: &[&str]) -> Network {
    let folder = folder.display().to_string();
    Network {
        name: name.to_owned(),
        labels: env.map_or_else(BTreeMap::new, |env| {
            labels(&[(survey::ENV, env), (survey::FOLDER, &folder)])
        }),
        subnets: Vec::new(),
        users: users.iter().map(|user| (*user).to_owned()).collect(),
    }
}

fn said(survey: &Survey, busy: &[&str]) -> Vec<String> {
    let busy = busy.iter().map(|env| (*env).to_owned()).collect();
    let left = of_survey(survey, &busy);
    left.iter().map(|left| format!("{} {}", left.what.as_str(), left.name)).collect()
}

#[test]
fn a_cluster_with_its_kubeconfig_stays_and_one_without_is_left() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("eu.kubeconfig"), "").unwrap();
    let nodes = vec![node("eu", "fedrig-a"), node("us", "fedrig-b")];
    let networks = vec![
        network("fedrig-a", Some("a"), folder.path(), &["eu-control-plane"]),
        network("fedrig-b", Some("b"), folder.path(), &["us-control-plane"]),
    ];
    let survey = Survey::of(nodes, networks, Vec::new());
    assert_eq!(said(&survey, &[]), ["cluster us", "network fedrig-b"]);
    assert_eq!(said(&survey, &["b"]), Vec::<String>::new());
}

#[test]
fn what_fedrig_did_not_make_is_never_left() {
    let nodes = vec![node("theirs", "kind")];
    let networks = vec![network("kind", None, Path::new("/nowhere"), &["theirs-control-plane"])];
    assert_eq!(said(&Survey::of(nodes, networks, Vec::new()), &[]), Vec::<String>::new());
}

#[test]
fn a_proxy_without_its_cluster_is_left_and_a_network_with_a_guest_stays() {
    let proxy = [(survey::ENV, "a"), (survey::REGION, "us")];
    let proxies = vec![container("fedrig-a-us-wan", &proxy, "fedrig-a-us")];
    let nowhere = Path::new("/nowhere");
    let networks = vec![
        network("fedrig-a-us", Some("a"), nowhere, &["fedrig-a-us-wan"]),
        network("fedrig-a-eu", Some("a"), nowhere, &["somebody"]),
    ];
    let survey = Survey::of(Vec::new(), networks, proxies);
    assert_eq!(said(&survey, &[]), ["proxy fedrig-a-us-wan", "network fedrig-a-us"]);
}

#[test]
fn a_baker_is_left_when_its_fedrig_is_gone() {
    let of =
        |process: &str| baker(&container("fedrig-baker-1", &[(bake::BAKER, process)], "bridge"));
    let this = serde_json::to_string(&Process::this()).unwrap();
    assert_eq!(of(&this), None);
    let gone = Process { pid: 1, started: Some(7), ..Process::this() };
    assert!(of(&serde_json::to_string(&gone).unwrap()).is_some());
    assert_eq!(of(""), None, "a node that is made of a baked image");
}
