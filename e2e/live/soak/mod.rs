//! What takes longer than the suite can afford: `make soak`. Each story writes its numbers into
//! `soak/results/NAME.json`.

mod arrivals;
mod at_once;
mod chance;
mod disturbed;
mod killed;
mod repeated;
mod result;
mod tokens;
mod upgrade;
mod wan;

use crate::support::binary::{Home, Said};
use crate::support::lab::Lab;
use crate::support::manifest;

/// The federation's name.
const NAME: &str = "soak";
/// KubeFed's namespace.
const NAMESPACE: &str = "kube-federation-system";

/// A home with the federation of the lab, which is down.
fn home() -> Home {
    home_with("timeouts: {ready: 60s}", |_, text| text)
}

/// The same, with further fields and a last word on the file.
fn home_with(further: &str, edit: impl Fn(&Home, String) -> String) -> Home {
    let lab = Lab::get();
    let home = Home::new(&lab.binary, &lab.cache(), Some(&lab.mirror));
    let text = edit(&home, manifest::federation(NAME, further));
    home.put("federation.yaml", text);
    home.ok(["down", "--delete-federated"]);
    home
}

/// Runs `up` once more: whether it ends well with nothing left to do, and what it said.
fn is_complete(home: &Home) -> (bool, Said) {
    let again = home.run(["up"]);
    let empty = home.run(["plan"]).stdout == "nothing to do\n";
    (again.code == Some(0) && empty, again)
}
