//! An address that this machine reaches, and the host's pods don't.

use crate::federation::{NAME, home, up};
use crate::support::harm::docker;
use crate::support::lab::{HOST, MEMBER, NETWORK};
use crate::support::manifest;

/// Packets of the host's pods to the member's API server are dropped, until this is dropped.
pub struct Wall {
    address: String,
}

impl Wall {
    /// Raises it.
    pub fn raise() -> Self {
        let format = format!("{{{{(index .NetworkSettings.Networks \"{NETWORK}\").IPAddress}}}}");
        let node = format!("{MEMBER}-control-plane");
        let address = docker(&["inspect", "--format", &format, &node]).trim().to_owned();
        let wall = Self { address };
        wall.rule("-I");
        wall
    }

    fn rule(&self, operation: &str) {
        let host = format!("{HOST}-control-plane");
        let mut args = vec!["exec", &host, "iptables", operation, "FORWARD", "-d", &self.address];
        args.extend(["-p", "tcp", "--dport", "6443", "-j", "DROP"]);
        docker(&args);
    }
}

impl Drop for Wall {
    fn drop(&mut self) {
        self.rule("-D");
    }
}

#[test]
fn a_firewall_between_the_clusters_is_named_as_what_it_is() {
    up().home.ok(["unjoin", MEMBER]);
    let home = home();
    home.put("federation.yaml", manifest::federation(NAME, "timeouts: {ready: 20s}"));
    let wall = Wall::raise();
    let said = home.run(["up"]);
    said.is_refused(7, "this machine reaches that address, and the host's pods don't");
    assert!(said.stderr.contains(&format!("https://{}:6443", wall.address)), "{said}");
    drop(wall);
    home.ok(["up"]);
}
