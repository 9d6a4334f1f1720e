//! What can happen to a cluster: done to its container, and undone.

use std::process::Command;
use std::time::{Duration, Instant};

use super::cluster::Cluster;
use super::lab::NETWORK;

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Harm {
    /// Connections are taken, and nobody ever answers.
    Paused,
    /// Its container is disconnected from the network.
    CutOff,
    /// The API server is killed; the kubelet starts it again.
    ApiServerKilled,
    /// Nobody answers its questions for names.
    NoNames,
}

impl Harm {
    /// Does it to a cluster of the lab.
    pub fn befall(self, cluster: &str) {
        let node = node(cluster);
        match self {
            Self::Paused => docker(&["pause", &node]),
            Self::CutOff => docker(&["network", "disconnect", NETWORK, &node]),
            Self::ApiServerKilled => docker(&["exec", &node, "pkill", "-KILL", "kube-apiserver"]),
            Self::NoNames => name_rules("-I", &node),
        };
    }

    /// Undoes it; it is over when the API server answers again.
    pub fn end(self, cluster: &str) {
        let node = node(cluster);
        match self {
            Self::Paused => drop(docker(&["unpause", &node])),
            Self::CutOff => {
                let before = docker(&["inspect", "--format", "{{.Config.Hostname}}", &node]);
                docker(&["network", "connect", NETWORK, &node]);
                assert_eq!(before.trim(), node, "the same container is back");
            }
            Self::ApiServerKilled => {}
            Self::NoNames => drop(name_rules("-D", &node)),
        }
        let began = Instant::now();
        while !Cluster::named(cluster).answers() {
            assert!(began.elapsed() < BACK, "{cluster} does not come back");
        }
    }
}

/// How long a kubelet may take to start an API server again, and again.
const BACK: Duration = Duration::from_secs(180);

fn node(cluster: &str) -> String {
    format!("{cluster}-control-plane")
}

/// Docker's resolver answers at the node's name server; both what the node asks and what its pods
/// ask is dropped before it gets there.
fn name_rules(operation: &str, node: &str) -> String {
    let rule = |chain: &str| {
        let rule = ["-p", "udp", "--dport", "53", "!", "-d", "10.96.0.0/12", "-j", "DROP"];
        let mut args = vec!["exec", node, "iptables", "-t", "raw", operation, chain];
        args.extend(rule);
        docker(&args)
    };
    rule("PREROUTING") + &rule("OUTPUT")
}

/// Asks docker, which has to do it.
pub fn docker(args: &[&str]) -> String {
    #[expect(clippy::disallowed_methods, reason = "the lab's own containers")]
    let output = Command::new("docker").args(args).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "docker {args:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}
