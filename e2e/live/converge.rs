//! Whatever happened before, `up` goes on from there.

use std::io::{BufRead, BufReader};
use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};

use crate::federation::{NAME, NAMESPACE, up};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;
use crate::support::processes::with_environment;
use crate::support::programs;

/// Starts `up` on clusters without a federation, and gives it when it has said `text`.
fn up_until(home: &Home, text: &str) -> Child {
    let mut child = home.start(["up", "--output", "json"]);
    let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
    let line = lines.find(|line| line.as_ref().unwrap().contains(text));
    assert!(line.is_some(), "`up` ended without `{text}`");
    child
}

fn kill(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// `up` again, and nothing is there twice.
fn converges(home: &Home) {
    home.ok(["up"]);
    assert_eq!(home.ok(["plan"]).stdout, "nothing to do\n");
    let host = Cluster::named(HOST);
    let secrets = host.kubectl(["get", "secrets", "-n", NAMESPACE, "--output", "name"]);
    let credentials = secrets.lines().filter(|name| name.ends_with("-credentials")).count();
    assert_eq!(credentials, 2, "{secrets}");
    assert!(!host.has(["jobs", "-n", NAMESPACE]));
    assert!(!host.has(["lease", "fedrig-live", "-n", "kube-system"]));
}

#[test]
fn killed_while_helm_installs() {
    let home = &up().home;
    home.ok(["down"]);
    let mut child = up_until(home, "helm installs the release");
    kill(&child, Signal::KILL);
    child.wait().unwrap();
    converges(home);
}

#[test]
fn helm_killed_under_it() {
    let home = &up().home;
    home.ok(["down"]);
    let child = up_until(home, "helm installs the release");
    let helm = helm_of(home);
    kill_process(helm, Signal::KILL).unwrap();
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(5), "{said}");
    converges(home);
}

/// The helm that works for this home: it begins a moment after it was announced.
fn helm_of(home: &Home) -> Pid {
    loop {
        if let Some(helm) = programs::find(home, "helm") {
            return helm;
        }
    }
}

#[test]
fn interrupted_it_ends_in_order_and_leaves_no_process() {
    let home = &up().home;
    home.ok(["down"]);
    let child = up_until(home, "helm installs the release");
    kill(&child, Signal::INT);
    let said = Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(130), "{said}");
    let state = format!("FEDRIG_STATE_DIR={}", home.path("state").display());
    assert_eq!(with_environment(&state), Vec::<String>::new());
    converges(home);
}

#[test]
fn a_join_that_lost_its_secret_is_mended() {
    let home = &up().home;
    let host = Cluster::named(HOST);
    let secret = format!("secret/{MEMBER}-credentials");
    host.kubectl(["delete", &secret, "-n", NAMESPACE]);
    let plan = home.run(["plan"]);
    assert_eq!(plan.code, Some(2), "{plan}");
    assert!(plan.stdout.contains("its Secret has no token"), "{plan}");
    converges(home);
}

#[test]
fn a_hand_made_join_is_taken_over_without_a_second_secret() {
    let home = &up().home;
    let host = Cluster::named(HOST);
    let old = host.json(["get", "secret", &format!("{MEMBER}-credentials"), "-n", NAMESPACE]);
    let mut copy = old.clone();
    copy["metadata"] =
        serde_json::json!({"name": format!("{MEMBER}-x7k2p"), "namespace": NAMESPACE});
    host.apply(&copy);
    let patch = format!("{{\"spec\":{{\"secretRef\":{{\"name\":\"{MEMBER}-x7k2p\"}}}}}}");
    host.kubectl([
        "patch",
        "kubefedcluster",
        MEMBER,
        "-n",
        NAMESPACE,
        "--type=merge",
        "-p",
        &patch,
    ]);
    host.kubectl(["delete", "secret", &format!("{MEMBER}-credentials"), "-n", NAMESPACE]);
    converges(home);
    assert!(!host.has(["secret", &format!("{MEMBER}-x7k2p"), "-n", NAMESPACE]));
}

#[test]
fn a_second_up_is_told_who_is_at_work_on_this_machine_and_on_another() {
    let home = &up().home;
    home.ok(["down"]);
    let first = up_until(home, "helm installs the release");
    home.run(["up"]).is_refused(4, "another fedrig on this machine works on this federation");
    let elsewhere = crate::federation::home();
    elsewhere.put("federation.yaml", manifest::federation(NAME, ""));
    elsewhere.run(["up"]).is_refused(4, "another fedrig works on this federation: run ");
    let said = Said::of(first.wait_with_output().unwrap());
    assert_eq!(said.code, Some(0), "{said}");
}

#[test]
fn a_member_that_does_not_answer_is_named_and_stops_no_other() {
    let home = &up().home;
    let mut config: serde_json::Value = {
        let text = std::fs::read_to_string(Lab::get().kubeconfig(MEMBER)).unwrap();
        serde_saphyr::from_str(&text).unwrap()
    };
    let server = &mut config["clusters"][0]["cluster"]["server"];
    *server = server.as_str().unwrap().replace(":6443", ":1").into();
    let ghost = home.put("ghost.kubeconfig", config.to_string());
    let further =
        format!("  - {{name: ghost, kubeconfig: {}, context: {MEMBER}}}", ghost.display());
    home.put("with-ghost.yaml", manifest::federation(NAME, &further));
    home.ok(["unjoin", MEMBER]);
    let said = home.run(["up", "-f", "with-ghost.yaml"]);
    said.is_refused(4, "cluster `ghost` can't be reached");
    let cluster = format!("kubefedcluster/{MEMBER}");
    let ready = "--for=condition=Ready";
    Cluster::named(HOST).kubectl(["wait", &cluster, "-n", NAMESPACE, ready, "--timeout=1s"]);
}
