//! Others are at work at the same time: a second `up`, and somebody who writes the kubeconfig.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::chance::rounds;
use super::result::Tally;
use super::tokens::tokens_seen;
use super::{NAME, home, home_with, is_complete};
use crate::support::binary::Said;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, Lab, MEMBER};
use crate::support::manifest;

#[test]
fn of_two_ups_at_once_one_does_the_work() {
    let home = home();
    let elsewhere = home_with("timeouts: {ready: 60s}", |_, text| text);
    elsewhere.put("federation.yaml", manifest::federation(NAME, "timeouts: {ready: 60s}"));
    let mut tally = Tally { name: "two-ups", rounds: rounds(5), ..Tally::default() };
    for round in 0..tally.rounds {
        home.ok(["down"]);
        let other = if round % 2 == 0 { &elsewhere } else { &home };
        let both = [home.start(["up"]), other.start(["up"])];
        let both = both.map(|child| Said::of(child.wait_with_output().unwrap()));
        let mut codes = both.each_ref().map(|said| said.code);
        codes.sort_unstable();
        println!("round {round}: {codes:?}");
        let (complete, again) = is_complete(&home);
        if codes == [Some(0), Some(4)] && complete {
            tally.converged += 1;
            tally.tokens_seen += tokens_seen(&home, &[&both[0], &both[1]]);
        } else {
            println!("{}\n{}\n{again}", both[0], both[1]);
        }
        let lease = Cluster::named(HOST).has(["lease", "fedrig-soak", "-n", "kube-system"]);
        tally.leftovers += usize::from(lease);
    }
    home.ok(["down"]);
    tally.conclude();
}

/// kubectl writes a kubeconfig in place: whoever reads it meanwhile can find the half of it.
#[test]
fn an_up_while_kubectl_writes_the_kubeconfig() {
    let lab = Lab::get();
    let home = home_with("timeouts: {ready: 60s}", |home, text| {
        [HOST, MEMBER].iter().fold(text, |text, cluster| {
            let usual = lab.kubeconfig(cluster);
            let busy = home.put(&format!("{cluster}.busy"), std::fs::read(&usual).unwrap());
            text.replace(usual.to_str().unwrap(), busy.to_str().unwrap())
        })
    });
    let mut tally = Tally { name: "busy-kubeconfig", rounds: rounds(5), ..Tally::default() };
    let (done, writes) = (AtomicBool::new(false), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for cluster in [HOST, MEMBER] {
            let busy = Cluster::through(&home.path(&format!("{cluster}.busy")), cluster);
            let (done, writes) = (&done, &writes);
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    let write = writes.fetch_add(1, Ordering::Relaxed);
                    let context = format!("noise-{}", write % 7);
                    busy.kubectl(["config", "set-context", &context, "--cluster", "nowhere"]);
                }
            });
        }
        let _stop = StopAtTheEnd(&done);
        for _ in 0..tally.rounds {
            let said = home.run(["up"]);
            let (complete, again) = is_complete(&home);
            if said.code == Some(0) && complete {
                tally.converged += 1;
                tally.tokens_seen += tokens_seen(&home, &[&said, &again]);
            } else {
                println!("{said}\n{again}");
            }
            home.run(["down"]);
        }
    });
    println!("{} writes meanwhile", writes.load(Ordering::Relaxed));
    home.ok(["down"]);
    tally.conclude();
}

/// Also when the story fails: nobody writes on.
struct StopAtTheEnd<'a>(&'a AtomicBool);

impl Drop for StopAtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
