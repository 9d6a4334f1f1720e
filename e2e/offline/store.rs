//! `fedrig tools`, with release files of the test's own.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::api_server::ApiServer;
use crate::binary::{Home, Said};
use crate::home;
use crate::releases::{ReleaseServer, Releases, packed, sha256};

const KUBECTL: &str = "release/v1.2.3/bin/linux/amd64/kubectl";

fn with_mirror(releases: &Releases) -> Home {
    let home = home();
    let mirror = releases.write_to(&home.path("mirror"));
    home.with("FEDRIG_MIRROR", mirror.display().to_string())
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn path_of(home: &Home, tool: &str) -> PathBuf {
    home.ok(["tools", "path", tool]).stdout.trim().into()
}

#[test]
fn tools_are_installed_side_by_side_and_listed() {
    let home = with_mirror(&Releases::small());
    let said = home.ok(["tools", "install", "kubectl@1.2.3", "kind@0.29.0", "kubefedctl", "chart"]);
    assert_eq!(said.stdout.lines().count(), 4, "{said}");
    assert!(said.stderr.contains("kubectl 1.2.3          downloaded ("), "{said}");
    let listed = json(&home.ok(["tools", "list", "-o", "json"]));
    let names: Vec<_> = listed.as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["kind", "kubectl", "kubefed-chart", "kubefedctl"]);
    let kubectl = &listed[1];
    assert_eq!(kubectl["sha256"], sha256(&Releases::small().0[KUBECTL]));
    assert_eq!(kubectl["size"], Releases::small().0[KUBECTL].len());
    assert!(kubectl["from"].as_str().unwrap().ends_with(KUBECTL));
    let table = home.ok(["tools", "list"]).stdout;
    assert!(table.starts_with("TOOL           VERSION  FOR"), "{table}");
    let again = home.ok(["tools", "install", "kubectl@1.2.3"]);
    assert!(again.stderr.contains("in the store"), "{again}");
}

#[test]
fn the_path_of_a_tool_is_printed_and_nothing_is_fetched_for_it() {
    let home = with_mirror(&Releases::small());
    let said = home.run(["tools", "path", "kubectl@1.2.3"]);
    said.is_refused(3, "kubectl 1.2.3 is not on this machine");
    home.ok(["tools", "install", "kubectl@1.2.3"]);
    assert!(path_of(&home, "kubectl@1.2.3").ends_with("kubectl"));
    home.run(["tools", "path", "kubectll"]).is_refused(2, "did you mean `kubectl`?");
}

#[test]
fn a_changed_file_is_named_and_repaired() {
    let home = with_mirror(&Releases::small());
    home.ok(["tools", "install", "kubectl@1.2.3", "kind@0.29.0"]);
    let path = path_of(&home, "kubectl@1.2.3");
    let length = fs::metadata(&path).unwrap().len();
    fs::write(&path, "x".repeat(usize::try_from(length).unwrap())).unwrap();
    let said = home.run(["tools", "verify"]);
    assert_eq!(said.code, Some(3), "{said}");
    let line = said.stdout.lines().find(|line| line.starts_with("kubectl 1.2.3")).unwrap();
    assert!(line.contains("changed: its sha256 is") && line.contains(path.to_str().unwrap()));
    let said = home.ok(["tools", "verify", "--repair", "-o", "json"]);
    let repaired =
        json(&said).as_array().unwrap().iter().filter(|one| one["repaired"] == true).count();
    assert_eq!(repaired, 1, "{said}");
    assert_eq!(fs::read(&path).unwrap(), Releases::small().0[KUBECTL]);
    home.ok(["tools", "verify"]);
}

#[test]
fn what_nobody_used_is_pruned_and_can_be_looked_at_first() {
    let home = with_mirror(&Releases::small());
    home.ok(["tools", "install", "kubectl@1.2.3"]);
    assert_eq!(home.ok(["tools", "prune"]).stdout, "nothing to take away\n");
    let dry = home.ok(["tools", "prune", "--unused-for", "0s", "--dry-run"]).stdout;
    assert!(dry.starts_with("  kubectl 1.2.3\n") && dry.contains("would be taken away"), "{dry}");
    home.ok(["tools", "path", "kubectl@1.2.3"]);
    home.ok(["tools", "prune", "--unused-for", "0s"]);
    assert_eq!(home.run(["tools", "path", "kubectl@1.2.3"]).code, Some(3));
    home.run(["tools", "prune", "--unused-for", "long"]).is_refused(2, "is not a time such as");
}

#[test]
fn a_site_without_a_network_gets_everything_in_one_file() {
    let home = with_mirror(&Releases::small());
    home.ok(["tools", "install", "kubectl@1.2.3", "chart"]);
    home.put("kubefed.tar", "image");
    let made =
        json(&home.ok(["tools", "export", "site.bundle", "--image", "kubefed.tar", "-o", "json"]));
    let (bundle, digest) = (made["path"].as_str().unwrap(), made["sha256"].as_str().unwrap());

    let site = crate::home();
    let other = "0".repeat(64);
    let said = site.run(["tools", "import", bundle, "--sha256", &other]);
    said.is_refused(3, &format!("has the sha256 {digest}, and {other} is expected"));
    assert!(site.ok(["tools", "list"]).stdout.starts_with("the store is empty"));
    site.ok(["tools", "import", bundle, "--sha256", digest, "--images", "images"]);
    assert_eq!(fs::read_to_string(site.path("images/kubefed.tar")).unwrap(), "image");
    assert_eq!(fs::read(path_of(&site, "kubectl@1.2.3")).unwrap(), Releases::small().0[KUBECTL]);
    site.ok(["tools", "verify"]);
}

/// helm 3.19.5, which is pinned, as somebody built it anew.
fn rebuilt_helm() -> Releases {
    let name = "helm-v3.19.5-linux-amd64.tar.gz";
    let archive = packed("linux-amd64/helm", b"#!/bin/sh\necho v3.19.5\n");
    Releases::default().with(name, ".sha256sum", archive)
}

#[test]
fn a_rebuild_of_a_pinned_version_has_to_be_declared() {
    let home = with_mirror(&rebuilt_helm());
    let said = home.run(["tools", "install", "helm@3.19.5"]);
    said.is_refused(3, "helm 3.19.5 is not used");
    said.is_refused(
        3,
        "upstream published a0a5e8c592ed3f376ac110715eff214730c7422f9a44d96cf98117d2b8b0e6c0",
    );
    said.is_refused(3, "--mirror-rebuilds");
    home.ok(["tools", "install", "helm@3.19.5", "--mirror-rebuilds"]);
    // The store has it now, and that is no reason to take it for upstream's.
    assert_eq!(home.run(["tools", "install", "helm@3.19.5"]).code, Some(3));
}

/// A home with a federation.yaml that needs three programs and a chart.
fn with_federation(releases: &Releases, server: &ApiServer) -> Home {
    let home = with_mirror(releases).with("FEDRIG_MIRROR_REBUILDS", "true");
    home.put("kubeconfig", &server.kubeconfig);
    home.put(
        "federation.yaml",
        "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {name: x}\nhost: {name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}\ntools: {kubectl: {version: 1.2.3}}\n",
    );
    home
}

fn all_of_a_federation() -> Releases {
    let mut all = Releases::small();
    all.0.extend(rebuilt_helm().0);
    all
}

#[test]
fn what_a_federation_was_made_with_is_locked() {
    let server = ApiServer::start();
    let home = with_federation(&all_of_a_federation(), &server);
    home.run(["up", "--locked"]).is_refused(3, "fedrig.lock`, and nothing else may be used");
    home.ok(["tools", "install"]);
    let lock = fs::read_to_string(home.path("fedrig.lock")).unwrap();
    let names: Vec<_> = lock.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    assert_eq!(names.len(), 4, "{lock}");
    assert!(names[0].starts_with("helm 3.19.5 linux-amd64: sha256:"), "{lock}");
    let used = json(&home.ok(["tools", "list", "-o", "json"]));
    assert!(used.as_array().unwrap().iter().all(|item| item["used"] == true), "{used}");
    home.ok(["tools", "install", "--locked"]);

    // Another mirror has another kubectl under the same name, and its checksum file agrees.
    let other = Releases::default().with(KUBECTL, ".sha256", b"#!/bin/sh\necho another\n".to_vec());
    other.write_to(&home.path("mirror"));
    home.ok(["tools", "prune", "--unused-for", "0s"]);
    let said = home.run(["tools", "install"]);
    said.is_refused(3, &sha256(&Releases::small().0[KUBECTL]));
    said.is_refused(3, &sha256(&other.0[KUBECTL]));
    said.is_refused(3, "delete their line");
    assert_eq!(fs::read_to_string(home.path("fedrig.lock")).unwrap(), lock);
}

#[test]
fn locked_refuses_what_is_not_in_the_lock() {
    let server = ApiServer::start();
    let home = with_federation(&all_of_a_federation(), &server);
    home.put("fedrig.lock", "lock: 1\nfiles: {}\n");
    let said = home.run(["tools", "install", "--locked"]);
    said.is_refused(3, "kubectl 1.2.3 is not used");
    said.is_refused(3, "it is not in `");
    home.put("fedrig.lock", "lock: 2\n");
    home.run(["tools", "install"]).is_refused(3, "it has form 2, and this fedrig knows form 1");
}

#[test]
fn sixteen_at_once_download_once() {
    let server = ReleaseServer::start(Releases::small());
    let home = home().with("FEDRIG_MIRROR", &*server.url);
    let children: Vec<_> =
        (0..16).map(|_| home.start(["tools", "install", "kubectl@1.2.3", "kubefedctl"])).collect();
    for child in children {
        let said = Said::of(child.wait_with_output().unwrap());
        assert_eq!(said.code, Some(0), "{said}");
    }
    let asked = server.asked();
    for file in [
        KUBECTL,
        "kubernetes-sigs/kubefed/releases/download/v0.10.0/kubefedctl-0.10.0-linux-amd64.tgz",
    ] {
        assert_eq!(asked.iter().filter(|path| *path == file).count(), 1, "{asked:?}");
    }
    home.ok(["tools", "verify"]);
}

#[test]
fn a_file_of_certificates_without_one_is_refused() {
    let home = home();
    home.put("ca.pem", "not a certificate");
    let said = home.run(["tools", "install", "kind@0.29.0", "--ca-file", "ca.pem"]);
    said.is_refused(2, "ca.pem` has no certificate (PEM)");
    home.run(["tools", "install", "kind", "--ca-file", "x"]).is_refused(2, "x` can't be read");
}

#[test]
fn what_works_with_what_is_listed_by_rule() {
    let home = home();
    let all = json(&home.ok(["tools", "versions", "-o", "json"]));
    let helm = all.as_array().unwrap().iter().find(|entry| entry["what"] == "helm 3.19").unwrap();
    assert_eq!((&helm["oldest"], &helm["newest"]), (&"1.31".into(), &"1.34".into()));
    assert_eq!(helm["rule"], "helm-kubernetes");
    let table = home.ok(["tools", "versions"]).stdout;
    assert!(table.contains("kubefed-kubernetes") && table.starts_with("WHAT"), "{table}");
}

#[test]
fn a_rule_that_stands_in_the_way_is_named_and_can_be_allowed() {
    let server = ApiServer::start();
    let home = home();
    home.put("kubeconfig", &server.kubeconfig);
    let helm = home.stub("helm", crate::tools::HELM);
    let with = |allow: &str| {
        format!(
            "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: x}}\nhost: {{name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}}\ntools: {{helm: {{path: {}}}}}\nkubefed: {{version: 0.7.0}}\n{allow}",
            helm.display()
        )
    };
    home.put("federation.yaml", with(""));
    let said = home.run(["up"]);
    said.is_refused(4, "and KubeFed 0.7.0 needs 1.21 or older");
    said.is_refused(4, "`--allow kubefed-kubernetes`");
    home.run(["up", "--allow", "kubefed"]).is_refused(2, "there is no rule `kubefed`");
    home.put("federation.yaml", with("allow: [kubefed-kubernets]\n"));
    home.run(["up"]).is_refused(2, "did you mean `kubefed-kubernetes`?");
    // Allowed, it goes on to the endpoint, where nobody is.
    home.put("federation.yaml", with(""));
    let said = home.run(["plan", "--allow", "kubefed-kubernetes"]);
    assert!(said.stderr.contains("192.0.2.1"), "{said}");
}

/// A registry on the loopback that has one image, under this digest.
fn registry(digest: String) -> String {
    use std::io::{BufRead, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let lines = std::io::BufReader::new(stream.try_clone().unwrap()).lines();
            let head: Vec<_> = lines.map_while(Result::ok).take_while(|l| !l.is_empty()).collect();
            let is_known =
                head[0].starts_with("HEAD /v2/m/kubernetes-multicluster/kubefed/manifests/");
            let answer = match is_known {
                true => format!("200 OK\r\ndocker-content-digest: sha256:{digest}"),
                false => "404 Not Found".to_owned(),
            };
            drop(write!(stream, "HTTP/1.1 {answer}\r\nconnection: close\r\n\r\n"));
        }
    });
    host
}

#[test]
fn an_image_is_locked_by_the_digest_of_its_registry() {
    let server = ApiServer::start();
    let home = with_federation(&all_of_a_federation(), &server);
    let small = fs::read_to_string(home.path("federation.yaml")).unwrap();
    let (first, other) = ("a".repeat(64), "b".repeat(64));
    let from = |host: String| format!("{small}kubefed: {{registryMirror: '{host}/m'}}\n");
    home.put("federation.yaml", from(registry(first.clone())));
    home.ok(["tools", "install"]);
    let lock = fs::read_to_string(home.path("fedrig.lock")).unwrap();
    let name = "image quay.io/kubernetes-multicluster/kubefed:v0.10.0";
    assert!(lock.contains(&format!("  {name}: sha256:{first}\n")), "{lock}");
    home.ok(["tools", "install", "--locked"]);
    home.put("federation.yaml", from(registry(other.clone())));
    let said = home.run(["tools", "install", "--locked"]);
    said.is_refused(3, &format!("{name} is not used"));
    said.is_refused(3, &format!("has the sha256 {other}"));
    // By digest in the file, nobody is asked, and it has to be the locked one as well.
    home.put("federation.yaml", format!("{small}kubefed: {{image: 'quay.io/kubernetes-multicluster/kubefed:v0.10.0@sha256:{other}'}}\n"));
    home.run(["tools", "install", "--locked"]).is_refused(3, &format!("{name} is not used"));
}

/// helm as it pulls a chart: no registry can be reached here. Its arguments are those that helm 3.19.5
/// takes.
const PULLING: &str = "case \"$*\" in version*) printf v3.19.5;; 'pull oci://registry.example.com/charts/kubefed --version 0.10.0 --destination '*) printf chart > \"$6/kubefed-0.10.0.tgz\";; *) exit 9;; esac";

#[test]
fn a_chart_of_a_registry_is_pulled_once_and_carried_to_a_site_without_one() {
    let server = ApiServer::start();
    let with_file = |home: &Home, helm: &str| {
        home.put("kubeconfig", &server.kubeconfig);
        let helm = home.stub("helm", helm).display().to_string();
        let other = home.stub("other", "exit 9").display().to_string();
        home.put(
            "federation.yaml",
            format!(
                "apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {{name: x}}\nhost: {{name: eu, kubeconfig: kubeconfig, context: here, endpoint: 'https://192.0.2.1:6443'}}\nkubefed: {{version: 0.10.0, chart: 'oci://registry.example.com/charts/kubefed'}}\ntools: {{helm: {{path: {helm}}}, kubectl: {{path: {other}}}, kubefedctl: {{path: {other}}}}}\n"
            ),
        );
    };
    let home = home();
    with_file(&home, PULLING);
    let said = home.run(["tools", "path", "chart"]);
    said.is_refused(3, "oci://registry.example.com/charts/kubefed 0.10.0 is not on this machine");
    let said = home.ok(["tools", "install", "chart"]);
    assert!(said.stderr.contains("downloaded"), "{said}");
    assert_eq!(fs::read_to_string(path_of(&home, "chart")).unwrap(), "chart");
    let lock = fs::read_to_string(home.path("fedrig.lock")).unwrap();
    assert!(lock.contains(&sha256(b"chart")), "{lock}");
    let made =
        json(&home.ok(["tools", "export", "site.bundle", "-f", "federation.yaml", "-o", "json"]));
    let (bundle, digest) = (made["path"].as_str().unwrap(), made["sha256"].as_str().unwrap());

    let site = crate::home();
    with_file(&site, "case \"$*\" in version*) printf v3.19.5;; *) exit 9;; esac");
    site.ok(["tools", "import", bundle, "--sha256", digest]);
    let said = site.ok(["tools", "install", "chart"]);
    assert!(said.stderr.contains("in the store"), "{said}");
}
