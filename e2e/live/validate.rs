//! `fedrig validate`: cells on clusters of their own, in the engine of the lab.

use std::io::{BufRead, BufReader};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::binary::{Home, Said};
use crate::support::harm::docker;
use crate::support::lab::Lab;

/// What this test's clusters begin with: the lab's own are called after its name.
const PREFIX: &str = "vtest";

fn home() -> Home {
    let lab = Lab::get();
    Home::new(&lab.binary, &lab.cache(), Some(&lab.mirror))
}

fn report(home: &Home) -> Value {
    serde_json::from_slice(&std::fs::read(home.path("out/report.json")).unwrap()).unwrap()
}

fn verdict<'a>(report: &'a Value, cell: usize, stage: &str) -> &'a Value {
    let stages = report["cells"][cell]["stages"].as_array().unwrap();
    let found = stages.iter().find(|found| found["stage"] == stage);
    &found.unwrap_or_else(|| panic!("no stage {stage}"))["verdict"]
}

/// No cluster of these tests is there.
fn nothing_is_left() {
    let nodes = docker(&["ps", "--all", "--quiet", "--filter", &format!("name=^{PREFIX}-")]);
    assert_eq!(nodes, "");
    let networks = docker(&["network", "ls", "--quiet", "--filter", &format!("name=^{PREFIX}-")]);
    assert_eq!(networks, "");
}

#[test]
fn a_cell_is_judged_a_stage_at_a_time_and_taken_over_by_the_next_run() {
    let home = home();
    let validate = |further: &[&str]| -> Said {
        let args = ["validate", "--name", PREFIX, "--out", "out", "--stage", "uninstall"];
        home.run_all(&[&args[..], further].concat())
    };
    let said = validate(&["--stage", "image"]);
    assert_eq!(said.code, Some(0), "{said}");
    let first = report(&home);
    assert_eq!(first["cells"][0]["verdict"], "works", "{said}");
    for stage in ["stack", "clusters", "install", "image", "join", "ready", "uninstall"] {
        assert_eq!(verdict(&first, 0, stage), "passed", "{stage}: {said}");
    }
    assert_eq!(verdict(&first, 0, "walkthrough"), "skipped");
    nothing_is_left();

    let said = validate(&["--stage", "image", "--resume"]);
    assert_eq!(said.code, Some(0), "{said}");
    assert!(said.stderr.contains("taken over from the run of"), "{said}");
    assert_eq!(report(&home)["cells"], first["cells"]);
}

#[test]
fn a_version_that_nobody_has_costs_its_own_cell_and_no_other() {
    let home = home();
    let said = home.run([
        "validate",
        "--name",
        PREFIX,
        "--out",
        "out",
        "--stage",
        "stack",
        "--kubefed",
        "0.99.0",
        "--kubefed",
        "0.10.0",
    ]);
    assert_eq!(said.code, Some(8), "{said}");
    let report = report(&home);
    assert_eq!(report["cells"][0]["verdict"], "notJudged");
    assert_eq!(verdict(&report, 0, "stack"), "failed");
    assert!(said.stderr.contains("kubefedctl 0.99.0 can't be had"), "{said}");
    assert_eq!(report["cells"][1]["verdict"], "works");
}

#[test]
fn interrupted_it_removes_its_clusters_and_writes_its_report() {
    let home = home();
    let mut child = home.start([
        "validate", "--name", PREFIX, "--out", "out", "--output", "json", "--stage", "clusters",
    ]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let making = lines.find(|line| line.as_ref().unwrap().contains("kind makes the cluster"));
    assert!(making.is_some(), "`validate` ended before it made a cluster");
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    for _ in lines {}
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let report = report(&home);
    assert_eq!(report["cells"][0]["verdict"], "notJudged");
    assert_eq!(verdict(&report, 0, "clusters"), "notRun");
    nothing_is_left();
}
