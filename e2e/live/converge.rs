//! Whatever happened before, `up` goes on from there.

use std::io::{BufRead, BufReader};
use std::process::Child;

use rustix::process::{Pid, Signal, kill_process};

use crate::federation::{NAMESPACE, up};
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};
use crate::support::processes::with_environment;

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
    let said = crate::support::binary::Said::of(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(5), "{said}");
    converges(home);
}

/// The helm that works for this home.
fn helm_of(home: &Home) -> Pid {
    let state = format!("FEDRIG_STATE_DIR={}", home.path("state").display());
    loop {
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap_or_default();
            let Ok(pid) = name.parse::<i32>() else { continue };
            let environment = std::fs::read(entry.path().join("environ")).unwrap_or_default();
            let command = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
            let command = String::from_utf8_lossy(&command).replace('\0', " ");
            if command.contains("helm --kubeconfig")
                && command.contains(" upgrade ")
                && String::from_utf8_lossy(&environment).contains(&state)
            {
                return Pid::from_raw(pid).unwrap();
            }
        }
    }
}

#[test]
fn interrupted_it_ends_in_order_and_leaves_no_process() {
    let home = &up().home;
    home.ok(["down"]);
    let child = up_until(home, "helm installs the release");
    kill(&child, Signal::INT);
    let said = crate::support::binary::Said::of(child.wait_with_output().unwrap());
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
