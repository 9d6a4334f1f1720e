//! KubeFed in the host.

use super::{await_well, check, kubefed, well};
use crate::support::lab::HOST;

#[test]
fn a_webhook_that_is_scaled_to_nothing() {
    let shared = well();
    kubefed(&["scale", "deployment/kubefed-admission-webhook", "--replicas=0"]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("webhook-runs", HOST)]);
    checked.follow(&shared.home, "webhook-runs", HOST);
    await_well(shared);
}

#[test]
fn a_controller_that_is_scaled_to_nothing() {
    let shared = well();
    kubefed(&["scale", "deployment/kubefed-controller-manager", "--replicas=0"]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("controller-runs", HOST)]);
    checked.follow(&shared.home, "controller-runs", HOST);
    await_well(shared);
}

#[test]
fn another_feature_gate() {
    let shared = well();
    let gates =
        r#"{"spec":{"featureGates":[{"name":"PushReconciler","configuration":"Disabled"}]}}"#;
    kubefed(&["patch", "kubefedconfig/kubefed", "--type=merge", "--patch", gates]);
    let checked = check(&shared.home, &[]);
    checked.is(9, &[("gates-as-wanted", HOST)]);
    checked.follow(&shared.home, "gates-as-wanted", HOST);
    await_well(shared);
}

#[test]
fn an_image_that_no_registry_has() {
    let shared = well();
    let deployment = "deployment/kubefed-controller-manager";
    let image = "controller-manager=localhost:1/kubefed:v0.0.1";
    kubefed(&["set", "image", deployment, image]);
    let began = std::time::Instant::now();
    while !kubefed(&["get", "pods", "--output=wide"]).contains("ImagePull") {
        assert!(began.elapsed().as_secs() < 90, "the kubelet does not try to pull");
    }
    let checked = check(&shared.home, &["--only", "control-plane"]);
    let wrong = ["pods-start", "controller-runs", "images-as-wanted"];
    checked.is(9, &wrong.map(|check| (check, HOST)));
    checked.is_explained("pods-start", HOST, "image-registry-unreached");
    checked.follow(&shared.home, "images-as-wanted", HOST);
    await_well(shared);
}
