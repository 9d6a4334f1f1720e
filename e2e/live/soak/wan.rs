//! A member behind a bad line: 300 ms each way, 64 KiB/s, one connection of a hundred reset.

use std::time::{Duration, Instant};

use super::chance::rounds;
use super::home_with;
use super::is_complete;
use super::result::Tally;
use super::tokens::tokens_seen;
use crate::support::harm::docker;
use crate::support::lab::{Lab, MEMBER};

/// toxiproxy in the member's own network namespace: the address, and so its certificate, is the
/// member's, only the port is another.
struct Line;

const PORT: u16 = 16443;

impl Line {
    fn open() -> Self {
        let node = format!("container:{MEMBER}-control-plane");
        let image = "fedrig/wan-proxy:v2.12.0";
        docker(&["run", "--detach", "--name", Self::NAME, "--network", &node, image]);
        let listen = format!("0.0.0.0:{PORT}");
        Self::toxiproxy(&["create", "--listen", &listen, "--upstream", "127.0.0.1:6443", "line"]);
        for way in ["--upstream", "--downstream"] {
            Self::toxic(&["latency", way, "--attribute", "latency=300"]);
            Self::toxic(&["bandwidth", way, "--attribute", "rate=64"]);
        }
        Self::toxic(&[
            "reset_peer",
            "--downstream",
            "--toxicity",
            "0.01",
            "--attribute",
            "timeout=0",
        ]);
        Self
    }

    const NAME: &str = "fedrig-lab-line";

    fn toxic(args: &[&str]) {
        let mut all = vec!["toxic", "add", "--type"];
        all.extend(args);
        all.push("line");
        Self::toxiproxy(&all);
    }

    fn toxiproxy(args: &[&str]) {
        let mut all = vec!["exec", Self::NAME, "/toxiproxy-cli"];
        all.extend(args);
        docker(&all);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        docker(&["rm", "--force", "--volumes", Self::NAME]);
    }
}

/// More than the file's limits of a run together.
const DEADLINE: Duration = Duration::from_secs(300);

#[test]
fn a_member_behind_a_bad_line_joins_or_is_named() {
    let _line = Line::open();
    let lab = Lab::get();
    let config = std::fs::read_to_string(lab.kubeconfig(MEMBER)).unwrap();
    let home = home_with("timeouts: {ready: 120s}", |home, text| {
        let far = home.put("far.kubeconfig", config.replace(":6443", &format!(":{PORT}")));
        text.replace(lab.kubeconfig(MEMBER).to_str().unwrap(), far.to_str().unwrap())
    });
    let mut tally = Tally { name: "wan", rounds: rounds(5), ..Tally::default() };
    for round in 0..tally.rounds {
        let began = Instant::now();
        let said = home.run(["up"]);
        let took = began.elapsed();
        println!("round {round}: code {:?} after {took:.1?}", said.code);
        let fair = said.code == Some(0) || said.stderr.contains(MEMBER);
        let (complete, again) = is_complete(&home);
        if fair && complete && took < DEADLINE {
            tally.converged += 1;
            tally.tokens_seen += tokens_seen(&home, &[&said, &again]);
        } else {
            println!("{said}\n{again}");
        }
        home.ok(["down"]);
    }
    tally.conclude();
}
