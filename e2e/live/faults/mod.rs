//! Faults, made for real: `make faults`. Each has to be named by just the checks that see it, with its
//! cause; then what the hint says is done, and the federation is well again.

mod clusters;
mod control_plane;
mod joins;
mod probe_left;
mod record;
mod remains;
pub mod report;
mod rotation;
mod types;
mod ways;

use report::{Checked, check};

use crate::federation::{NAMESPACE, Shared, up};
use crate::support::cluster::Cluster;
use crate::support::lab::{HOST, MEMBER};

/// The federation, well.
fn well() -> &'static Shared {
    let shared = up();
    await_well(shared);
    shared
}

/// Waits until nothing is wrong.
fn await_well(shared: &Shared) {
    check(&shared.home, &["--wait", "3m"]).is(0, &[]);
    record::well_again();
}

/// Waits until KubeFed has seen what is wrong, and checks.
fn check_offline(shared: &Shared) -> Checked {
    kubefed(&["wait", "--for=condition=Offline", "--timeout=120s", &joined()]);
    check(&shared.home, &[])
}

fn joined() -> String {
    format!("kubefedcluster/{MEMBER}")
}

/// kubectl in KubeFed's namespace of the host.
fn kubefed(args: &[&str]) -> String {
    in_namespace(HOST, args)
}

fn in_namespace(cluster: &str, args: &[&str]) -> String {
    let cluster = Cluster::named(cluster);
    match *args {
        [a, b, c] => cluster.kubectl(["-n", NAMESPACE, a, b, c]),
        [a, b, c, d] => cluster.kubectl(["-n", NAMESPACE, a, b, c, d]),
        [a, b, c, d, e] => cluster.kubectl(["-n", NAMESPACE, a, b, c, d, e]),
        [a, b, c, d, e, f] => cluster.kubectl(["-n", NAMESPACE, a, b, c, d, e, f]),
        _ => panic!("{args:?}"),
    }
}

/// Changes the KubeFedCluster of the member.
fn change_join(patch: &serde_json::Value) {
    kubefed(&["patch", &joined(), "--type=merge", "--patch", &patch.to_string()]);
}
