//! What takes longer than the suite can afford: `make soak`. Each story writes its numbers into
//! `soak/results/NAME.json`.

mod chance;
mod cut_off;
mod killed;
mod repeated;
mod result;

use crate::support::binary::Home;
use crate::support::lab::Lab;
use crate::support::manifest;

/// The federation's name.
const NAME: &str = "soak";
/// KubeFed's namespace.
const NAMESPACE: &str = "kube-federation-system";

/// A home with the federation of the lab, which is down.
fn home() -> Home {
    let lab = Lab::get();
    let home = Home::new(&lab.binary, &lab.cache(), Some(&lab.mirror));
    home.put("federation.yaml", manifest::federation(NAME, "timeouts: {ready: 60s}"));
    home.ok(["down", "--delete-federated"]);
    home
}
