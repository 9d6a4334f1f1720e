//! What an earlier install left.

use serde_json::json;

use super::{await_well, check, kubefed, well};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn an_orphaned_secret() {
    let shared = well();
    kubefed(&["create", "secret", "generic", "ghost-credentials", "--from-literal=token=x"]);
    let checked = check(&shared.home, &[]);
    checked.is(0, &[("no-orphaned-secrets", HOST)]);
    assert!(checked.said.stdout.contains("ghost-credentials"), "{}", checked.said);
    kubefed(&["delete", "secret", "ghost-credentials"]);
    await_well(shared);
}

#[test]
fn a_webhook_configuration_without_its_service() {
    let shared = well();
    let host = Cluster::named(HOST);
    host.apply(&json!({
        "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": "left-over"},
        "webhooks": [{
            "name": "left-over.core.kubefed.io", "admissionReviewVersions": ["v1"],
            "sideEffects": "None", "failurePolicy": "Ignore",
            "clientConfig": {"service": {"namespace": "gone", "name": "kubefed-admission-webhook"}},
            "rules": [{"operations": ["CREATE"], "apiGroups": ["core.kubefed.io"],
                "apiVersions": ["v1beta1"], "resources": ["nothing"]}]}]}));
    check(&shared.home, &[]).is(9, &[("webhooks-lead-somewhere", HOST)]);
    host.kubectl(["delete", "validatingwebhookconfiguration", "left-over"]);
    await_well(shared);
}

#[test]
fn a_second_control_plane() {
    let shared = well();
    let host = Cluster::named(HOST);
    host.kubectl(["create", "namespace", "second"]);
    let name = "kubefed-controller-manager";
    host.kubectl(["-n", "second", "create", "deployment", name, "--image=x", "--replicas=0"]);
    check(&shared.home, &[]).is(9, &[("one-control-plane", HOST)]);
    host.kubectl(["delete", "namespace", "second"]);
    await_well(shared);
}

#[test]
fn a_namespace_that_is_being_deleted() {
    let shared = well();
    let member = Cluster::named(MEMBER);
    member.apply(&json!({"apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "held", "namespace": crate::federation::NAMESPACE,
            "finalizers": ["example.com/held"]}}));
    member.kubectl(["delete", "namespace", crate::federation::NAMESPACE, "--wait=false"]);
    let checked = super::check_offline(shared);
    let wrong = ["namespace-not-terminating", "account-there", "token-host", "member-ready"];
    checked.is(9, &wrong.map(|check| (check, MEMBER)));
    let patch = r#"{"metadata":{"finalizers":null}}"#;
    super::in_namespace(MEMBER, &["patch", "configmap/held", "--type=merge", "--patch", patch]);
    shared.home.ok(["up"]);
    await_well(shared);
}
