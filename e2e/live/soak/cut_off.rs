//! A member that stops answering before, during and after its join: it is named, the other is
//! Ready, and once it is back `up` completes the federation. Its container is paused: connections
//! are taken, and nobody ever answers, which is the worst way to be gone.

use std::process::Command;
use std::time::Duration;

use super::chance::pass;
use super::result::Tally;
use super::{NAMESPACE, home};
use crate::support::binary::Said;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

fn docker(args: &[&str]) {
    #[expect(clippy::disallowed_methods, reason = "the lab's own containers")]
    let output = Command::new("docker").args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "docker {args:?}: {said}");
}

fn cut_off() {
    docker(&["pause", &format!("{MEMBER}-control-plane")]);
}

fn bring_back() {
    docker(&["unpause", &format!("{MEMBER}-control-plane")]);
}

#[test]
fn a_member_that_is_cut_off_is_named_and_the_other_is_ready() {
    let home = home();
    let mut tally = Tally { name: "cut-off", rounds: 3, ..Tally::default() };
    for moment in ["before", "during", "after"] {
        home.ok(["down"]);
        let said = match moment {
            "before" => {
                cut_off();
                home.run(["up"])
            }
            "during" => {
                let child = home.start(["up"]);
                pass(Duration::from_secs(3));
                cut_off();
                Said::of(child.wait_with_output().unwrap())
            }
            _ => {
                home.ok(["up"]);
                cut_off();
                home.run(["up"])
            }
        };
        let named = said.code != Some(0) && said.stderr.contains(MEMBER);
        let host = format!("kubefedcluster/{HOST}");
        let query = "--output=jsonpath={.status.conditions[?(@.type==\"Ready\")].status}";
        let ready = Cluster::named(HOST).kubectl(["get", &host, "-n", NAMESPACE, query]);
        bring_back();
        let again = home.run(["up"]);
        if named && ready == "True" && again.code == Some(0) {
            tally.converged += 1;
        } else {
            println!("{moment}: ready {ready}\n{said}\n{again}");
        }
    }
    home.ok(["down"]);
    tally.conclude();
}
