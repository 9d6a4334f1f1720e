//! Killed at points spread over a whole `up`, it converges.

use std::process::Child;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::chance::{Chance, pass, rounds};
use super::result::Tally;
use super::tokens::tokens_seen;
use super::{NAMESPACE, home, is_complete};
use crate::support::binary::{Home, Said};
use crate::support::cluster::Cluster;
use crate::support::lab::HOST;
use crate::support::programs;

#[derive(Debug, Clone, Copy)]
enum Victim {
    Fedrig(Signal),
    Child(&'static str),
}

const VICTIMS: [Victim; 5] = [
    Victim::Fedrig(Signal::KILL),
    Victim::Fedrig(Signal::INT),
    Victim::Fedrig(Signal::TERM),
    Victim::Child("helm"),
    Victim::Child("kubefedctl"),
];

#[test]
fn killed_anywhere_it_converges() {
    let (mut chance, seed) = Chance::seeded();
    println!("FEDRIG_SEED={seed}");
    let home = home();
    let began = Instant::now();
    home.ok(["up"]);
    let whole = u64::try_from(began.elapsed().as_millis()).unwrap();
    let mut tally = Tally { name: "killed", rounds: rounds(30), ..Tally::default() };
    for round in 0..tally.rounds {
        home.ok(["down"]);
        let victim = VICTIMS[usize::try_from(chance.below(VICTIMS.len() as u64)).unwrap()];
        let after = Duration::from_millis(chance.below(whole));
        println!("round {round}: {victim:?} after {after:?}");
        let child = home.start(["up"]);
        strike(&home, &child, victim, after);
        let said = Said::of(child.wait_with_output().unwrap());
        let (complete, again) = is_complete(&home);
        if complete {
            tally.converged += 1;
            tally.tokens_seen += tokens_seen(&home, &[&said, &again]);
        } else {
            println!("{said}\n{again}");
        }
        tally.leftovers += leftovers();
    }
    home.ok(["down"]);
    tally.conclude();
}

fn strike(home: &Home, child: &Child, victim: Victim, after: Duration) {
    let began = Instant::now();
    match victim {
        Victim::Fedrig(signal) => {
            pass(after);
            // It may have ended already: a late point of the run.
            let _ = kill_process(Pid::from_child(child), signal);
        }
        Victim::Child(tool) => {
            while began.elapsed() < Duration::from_secs(20) {
                if let Some(pid) = programs::find(home, tool) {
                    pass(after / 20);
                    let _ = kill_process(pid, Signal::KILL);
                    return;
                }
            }
        }
    }
}

/// Jobs, Leases and Secrets of members beyond one each.
fn leftovers() -> usize {
    let host = Cluster::named(HOST);
    let count = |kinds: &str, keep: fn(&str) -> bool| {
        let names = host.kubectl(["get", kinds, "-n", NAMESPACE, "--output", "name"]);
        names.lines().filter(|name| keep(name)).count()
    };
    let secrets = count("secrets", |name| name.ends_with("-credentials"));
    let lease = host.has(["lease", "fedrig-soak", "-n", "kube-system"]);
    count("jobs", |_| true) + secrets.abs_diff(2) + usize::from(lease)
}
