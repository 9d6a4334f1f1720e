//! What can't work is refused, with the cluster or file, the cause and the next step, before
//! anything is changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::federation::{home, up};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;

/// `up` of a federation that is refused: what it said, once both clusters were seen to be as before.
fn refused(home: &Home, file: &str) -> Said {
    refused_with(home, file, ["up"])
}

/// The same, of `up` with these flags.
fn refused_with<const N: usize>(home: &Home, file: &str, up_so: [&str; N]) -> Said {
    up();
    home.put("federation.yaml", file);
    let everything = || [HOST, MEMBER].map(|name| Cluster::named(name).everything());
    let before = everything();
    let said = home.run(up_so);
    assert_eq!(everything(), before, "{said}");
    said
}

/// The host's kubeconfig, changed.
fn kubeconfig(home: &Home, change: impl Fn(&mut Value)) -> std::path::PathBuf {
    let text = fs::read_to_string(Lab::get().kubeconfig(HOST)).unwrap();
    let mut config: Value = serde_saphyr::from_str(&text).unwrap();
    change(&mut config);
    home.put("changed.kubeconfig", config.to_string())
}

#[test]
fn a_wrong_token() {
    let home = home();
    let file = kubeconfig(&home, |config| config["users"][0]["user"] = json!({"token": "wrong"}));
    let said = refused(&home, &manifest::alone("refused", &file, HOST, ""));
    said.is_refused(4, &format!("cluster `{HOST}` can't be reached with context `{HOST}`"));
    said.is_refused(4, "does not know the credentials (401 Unauthorized)");
}

#[test]
fn a_service_account_without_rights() {
    up();
    let host = Cluster::named(HOST);
    let token = host.kubectl(["create", "token", "default"]);
    let home = home();
    let user = json!({"token": token.trim()});
    let file = kubeconfig(&home, |config| config["users"][0]["user"] = user.clone());
    let said = refused(&home, &manifest::alone("refused", &file, HOST, ""));
    said.is_refused(4, "the credentials lack a right (403 Forbidden)");
}

#[test]
fn another_ca() {
    let home = home();
    let text = fs::read_to_string(Lab::get().kubeconfig(MEMBER)).unwrap();
    let other: Value = serde_saphyr::from_str(&text).unwrap();
    let ca = other["clusters"][0]["cluster"]["certificate-authority-data"].clone();
    let file = kubeconfig(&home, |config| {
        config["clusters"][0]["cluster"]["certificate-authority-data"] = ca.clone();
    });
    let said = refused(&home, &manifest::alone("refused", &file, HOST, ""));
    said.is_refused(4, "certificate is not signed by the CA in the kubeconfig");
}

#[test]
fn a_port_at_which_nothing_listens() {
    let home = home();
    let file = kubeconfig(&home, |config| {
        let server = &mut config["clusters"][0]["cluster"]["server"];
        *server = json!(server.as_str().unwrap().replace(":6443", ":1"));
    });
    let said = refused(&home, &manifest::alone("refused", &file, HOST, ""));
    said.is_refused(4, "its API server refused the connection: nothing listens there");
}

#[test]
fn a_kubefed_that_is_too_old_for_the_cluster() {
    let said = refused(&home(), &manifest::federation("refused", "kubefed: {version: 0.7.0}"));
    said.is_refused(
        4,
        &format!("host `{HOST}` runs Kubernetes 1.33.13, and KubeFed 0.7.0 needs 1.21 or older"),
    );
    said.is_refused(4, "admissionregistration.k8s.io/v1beta1");
}

#[test]
fn one_cluster_under_two_names() {
    let lab = Lab::get();
    let further = format!(
        "  - {{name: twin, kubeconfig: {}, context: {MEMBER}}}",
        home_copy(&lab.kubeconfig(MEMBER)).display()
    );
    let said = refused(&home(), &manifest::federation("refused", &further));
    said.is_refused(4, &format!("`{MEMBER}` and `twin` are one and the same cluster"));
}

/// Another file with the same cluster, so that only the cluster itself tells.
fn home_copy(kubeconfig: &std::path::Path) -> std::path::PathBuf {
    let copy = Lab::get().folder.join("twin.copy");
    fs::copy(kubeconfig, &copy).unwrap();
    copy
}

#[test]
fn a_chart_version_that_does_not_exist() {
    let file = manifest::federation(
        "refused",
        "kubefed: {version: 0.99.0, namespace: elsewhere}\ntools: {kubefedctl: {version: 0.10.0}}",
    );
    // The federation of the other stories is no reason.
    let said = refused_with(&home(), &file, ["up", "--skip", "one-control-plane"]);
    said.is_refused(3, "0.99.0");
    said.is_refused(3, "0.10.0");
}

#[test]
fn a_tool_that_is_not_there_not_executable_or_of_another_version() {
    let home = home();
    let file = |helm: &str| manifest::federation("refused", &format!("tools: {{helm: {helm}}}"));
    let said = refused(&home, &file("{path: /nowhere/helm}"));
    said.is_refused(3, "/nowhere/helm");

    let plain = home.put("plain/helm", "not a program");
    let said = refused(&home, &file(&format!("{{path: {}}}", plain.display())));
    said.is_refused(3, "helm");

    let real = Lab::get().tool("helm").display().to_string();
    let said = refused(&home, &file(&format!("{{path: {real}, version: 3.0.0}}")));
    said.is_refused(3, "3.19.5");
    said.is_refused(3, "3.0.0");
}

#[test]
fn an_archive_whose_checksum_does_not_match_is_not_unpacked() {
    let lab = Lab::get();
    let home = Home::new(&lab.binary, &home().path("cache"), None);
    let name = "helm-v3.19.5-linux-amd64.tar.gz";
    let mut archive = fs::read(lab.mirror.join(name)).unwrap();
    let middle = archive.len() / 2;
    archive[middle] ^= 1;
    home.put(&format!("mirror/{name}"), archive);
    let checksum = format!("{name}.sha256sum");
    home.put(&format!("mirror/{checksum}"), fs::read(lab.mirror.join(&checksum)).unwrap());
    let mirror = "mirror: {from: mirror, rebuilds: true}";
    let said = refused(&home, &manifest::federation("refused", mirror));
    said.is_refused(3, "checksum");
}

#[test]
fn an_empty_mirror() {
    let lab = Lab::get();
    let home = Home::new(&lab.binary, &home().path("cache"), None);
    fs::create_dir_all(home.path("mirror")).unwrap();
    let said = refused(&home, &manifest::federation("refused", "mirror: mirror"));
    said.is_refused(3, "helm-v3.19.5-linux-amd64.tar.gz");
}

#[test]
fn a_missing_kubeconfig_and_a_missing_context_at_once() {
    let home = home();
    let file = manifest::federation("refused", "")
        .replace(&format!("context: {MEMBER}"), &format!("context: {MEMBER}a"))
        .replace(&format!("{HOST}.kubeconfig"), "nowhere.kubeconfig");
    let said = refused(&home, &file);
    said.is_refused(2, "nowhere.kubeconfig");
    said.is_refused(2, &format!("did you mean `{MEMBER}`?"));
}

#[test]
fn a_program_that_a_kubeconfig_names_is_not_run() {
    let home = home();
    let proof = home.path("proof");
    let program = home.put("login", format!("#!/bin/sh\ntouch {}\n", proof.display()));
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let exec = json!({"exec": {"apiVersion": "client.authentication.k8s.io/v1",
        "command": program, "interactiveMode": "Never"}});
    let file = kubeconfig(&home, |config| config["users"][0]["user"] = exec.clone());
    let said = refused(&home, &manifest::alone("refused", &file, HOST, ""));
    said.is_refused(2, "login");
    assert!(!proof.exists(), "the program was run");
}
