//! A member with another authority than it had: what its API server presents was signed anew.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use base64::Engine as _;
use serde_json::{Value, json};

use super::{await_well, check_offline, well};
use crate::federation::{NAME, Shared};
use crate::support::cluster::Cluster;
use crate::support::harm::docker;
use crate::support::lab::{Lab, MEMBER};
use crate::support::manifest;

/// kubeadm makes the authority and what the API server presents, which is started again, as who keeps
/// a connection would not see it.
const ROTATE: &str = "set -e
mkdir -p /root/rotated /root/before
cp /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /root/before
kubeadm init phase certs ca --cert-dir /root/rotated
kubeadm init phase certs apiserver --cert-dir /root/rotated
cp /root/rotated/apiserver.crt /root/rotated/apiserver.key /etc/kubernetes/pki
pkill -KILL kube-apiserver";
const BACK: &str = "cp /root/before/* /etc/kubernetes/pki && rm -r /root/before /root/rotated
pkill -KILL kube-apiserver";
/// How long a kubelet may take to start the API server again.
const STARTED_AGAIN: Duration = Duration::from_secs(180);

/// The rotation; it is undone when the value is gone.
struct Rotation;

impl Rotation {
    /// Rotates, and waits until the API server is there again.
    fn rotate(shared: &Shared) -> Self {
        in_node(ROTATE);
        let rotation = Self;
        let authority = shared.home.put("rotated.pem", rotation.authority());
        await_start(|| Cluster::named(MEMBER).answers_by(&authority));
        rotation
    }

    /// The new authority, PEM.
    fn authority(&self) -> String {
        in_node("cat /root/rotated/ca.crt")
    }
}

impl Drop for Rotation {
    fn drop(&mut self) {
        in_node(BACK);
        await_start(|| Cluster::named(MEMBER).answers());
    }
}

fn in_node(script: &str) -> String {
    docker(&["exec", &format!("{MEMBER}-control-plane"), "sh", "-c", script])
}

fn await_start(answers: impl Fn() -> bool) {
    let began = Instant::now();
    while !answers() {
        assert!(began.elapsed() < STARTED_AGAIN, "the API server does not come back");
    }
}

/// The federation's file with a kubeconfig for the member that knows the new authority.
fn put_file(shared: &Shared, authority: &str) {
    let kubeconfig = Lab::get().kubeconfig(MEMBER);
    let text = fs::read_to_string(&kubeconfig).unwrap();
    let mut known: Value = serde_saphyr::from_str(&text).unwrap();
    let encoded = base64::prelude::BASE64_STANDARD.encode(authority);
    known["clusters"][0]["cluster"]["certificate-authority-data"] = json!(encoded);
    let known = shared.home.put("rotated.kubeconfig", known.to_string());
    fs::set_permissions(&known, fs::Permissions::from_mode(0o600)).unwrap();
    let file = manifest::federation(NAME, "");
    let file = file.replace(&kubeconfig.display().to_string(), &known.display().to_string());
    shared.home.put("rotated.yaml", file);
}

#[test]
fn a_rotated_authority() {
    let shared = well();
    let rotation = Rotation::rotate(shared);
    let checked = check_offline(shared);
    let wrong = ["api-answers", "trusted-here", "trusted-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    checked.is_explained("api-answers", MEMBER, "certificate-other-authority");
    checked.is_explained("trusted-host", MEMBER, "certificate-other-authority");
    // Who has the cluster's new kubeconfig has all that is needed.
    put_file(shared, &rotation.authority());
    shared.home.ok(["up", "-f", "rotated.yaml"]);
    super::check(&shared.home, &["-f", "rotated.yaml", "--wait", "3m"]).is(0, &[]);
    drop(rotation);
    shared.home.ok(["up"]);
    await_well(shared);
}
