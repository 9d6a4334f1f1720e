//! The shared federation with a third member, for as long as a story needs it.

use crate::federation::{NAME, second_home};
use crate::support::binary::Home;
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER, THIRD};
use crate::support::manifest;

/// All members.
pub const MEMBERS: [&str; 3] = [HOST, MEMBER, THIRD];

/// A home with the file of three; the third member is taken out when the story ends.
pub struct Three {
    /// The home.
    pub home: Home,
}

impl Three {
    /// The federation, Ready with three members.
    pub fn up() -> Self {
        let home = second_home();
        home.put("federation.yaml", manifest::three(NAME));
        home.ok(["up", "--quiet"]);
        Self { home }
    }
}

impl Drop for Three {
    fn drop(&mut self) {
        let said = self.home.run(["unjoin", THIRD, "--quiet"]);
        if !std::thread::panicking() {
            assert_eq!(said.code, Some(0), "{said}");
        }
    }
}

/// The replicas that the workload `name` wants in each member, as kubectl sees them.
pub fn replicas(namespace: &str, name: &str) -> Vec<i64> {
    let of = |member: &&str| {
        let found = Cluster::named(member).json(["get", "deployment", name, "-n", namespace]);
        found["spec"]["replicas"].as_i64().unwrap()
    };
    MEMBERS.iter().map(of).collect()
}
