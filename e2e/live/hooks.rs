//! `hooks: chart`: the chart's own Job runs, and leaves nothing behind even when helm is killed.

use rustix::process::{Signal, kill_process};

use crate::federation::{NAME, NAMESPACE, home, up};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::HOST;
use crate::support::{manifest, programs};

/// The lab's clusters have this image; the chart's own name for it is another.
const IMAGE: &str = "docker.io/bitnami/kubectl:1.17.16";

/// A home with the shared federation, which is down, and is to have the chart's hook.
fn with_hook() -> Home {
    up().home.ok(["down"]);
    let home = home();
    let kubefed = format!("kubefed: {{hooks: chart, hookImage: '{IMAGE}'}}");
    home.put("federation.yaml", manifest::federation(NAME, &kubefed));
    home
}

fn complete_and_tidy(home: &Home) {
    let host = Cluster::named(HOST);
    assert_eq!(home.ok(["plan"]).stdout, "nothing to do\n");
    assert!(!host.has(["jobs", "-n", NAMESPACE]));
    assert!(!host.has(["serviceaccount", "kubefed-config-hook", "-n", NAMESPACE]));
}

#[test]
fn the_charts_hook_runs_with_the_image_of_the_file() {
    let home = with_hook();
    home.ok(["up"]);
    let controller = Cluster::named(HOST).json([
        "get",
        "deployment",
        "kubefed-controller-manager",
        "-n",
        NAMESPACE,
    ]);
    let annotations = &controller["spec"]["template"]["metadata"]["annotations"];
    assert!(annotations["kubectl.kubernetes.io/restartedAt"].is_string(), "the hook restarts it");
    complete_and_tidy(&home);
    home.ok(["down"]);
}

#[test]
fn helm_killed_while_the_hook_is_at_work() {
    let home = with_hook();
    let host = Cluster::named(HOST);
    let mut child = home.start(["up"]);
    while !host.has(["jobs", "-n", NAMESPACE]) {
        assert!(child.try_wait().unwrap().is_none(), "`up` ended, and there was no Job");
    }
    let helm = programs::find(&home, "helm").expect("helm waits for the Job");
    kill_process(helm, Signal::KILL).unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(5), "{said}");
    home.ok(["up"]);
    complete_and_tidy(&home);
    home.ok(["down"]);
    assert!(!host.has(["namespace", NAMESPACE]));
}
