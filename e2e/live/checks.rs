//! `fedrig check` and `fedrig explain` on a federation: the quick part. `faults/` makes things go wrong.

use crate::faults::report::{Checked, check};
use crate::federation::{NAMESPACE, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

#[test]
fn nothing_is_wrong_with_a_healthy_federation() {
    let checked = check(&up().home, &[]);
    checked.is(0, &[]);
    assert!(checked.passed() > 90, "{}", checked.said);
    // What is left out says why.
    for answer in checked.with("skipped") {
        assert_ne!(answer["evidence"], "", "{answer}");
    }
}

#[test]
fn a_check_leaves_nothing_behind() {
    let shared = up();
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    check(&shared.home, &[]).is(0, &[]);
    assert_clean(&host, &member);
}

/// Namespaces are waited for by the check itself, and its pod has no grace.
fn assert_clean(host: &Cluster, member: &Cluster) {
    for cluster in [host, member] {
        let found = cluster.kubectl(["get", "namespaces", "--output", "name"]);
        assert!(!found.contains("fedrig-check"), "{found}");
    }
    let selector = "--selector=fedrig.dev/check";
    host.kubectl(["wait", "pods", "-A", selector, "--for=delete", "--timeout=30s"]);
}

#[test]
fn nothing_is_made_when_nothing_may_be_made() {
    let shared = up();
    let (host, member) = (Cluster::named(HOST), Cluster::named(MEMBER));
    assert_clean(&host, &member);
    let before = (host.everything(), member.everything());
    let checked = check(&shared.home, &["--read-only"]);
    checked.is(0, &[]);
    assert_eq!(checked.verdict("token-host", MEMBER), "skipped");
    assert_eq!((host.everything(), member.everything()), before);
}

#[test]
fn a_webhook_that_is_scaled_to_nothing_is_found_and_waited_for() {
    let shared = up();
    let host = Cluster::named(HOST);
    let scale = |to: &str| {
        host.kubectl(["-n", NAMESPACE, "scale", "deployment/kubefed-admission-webhook", to])
    };
    scale("--replicas=0");
    let checked: Checked = check(&shared.home, &["--only", "webhook"]);
    checked.is(9, &[("webhook-runs", HOST)]);
    assert!(
        checked.hint("webhook-runs", HOST).contains("scale deployment/kubefed-admission-webhook")
    );
    assert_eq!(checked.verdict("webhook-answers", HOST), "skipped");
    scale("--replicas=1");
    check(&shared.home, &["--only", "webhook", "--wait", "2m"]).is(0, &[]);
}
