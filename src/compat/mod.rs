//! What works with what, as data with sources: KubeFed, Kubernetes, helm, kubectl, kind. Pure.
//!
//! What can't work is an error, and what nobody vouches for a warning. Each rule has a name, by which
//! a person who knows better switches it off.

mod helm;
mod kind;
mod kubectl;
mod kubefed;
mod rule;
mod table;

use semver::Version;

pub use helm::skew as helm_skew;
pub use kind::node_image;
pub use kubectl::skew as kubectl_skew;
pub use kubefed::{join_obstacle, obstacle};
pub use rule::{NoRule, Rule};
pub use table::{Entry, table};

/// The Kubernetes minors of 1 on which fedrig's own end-to-end tests run helm 3.19, kubectl 1.33 and
/// kind 0.30, whatever their makers vouch for.
const MEASURED: [u64; 3] = [21, 24, 33];

/// The minor of a Kubernetes 1.
fn minor(kubernetes: &Version) -> Option<u64> {
    (kubernetes.major == 1).then_some(kubernetes.minor)
}

fn is_measured(tool: &Version, of: (u64, u64), kubernetes: u64) -> bool {
    (tool.major, tool.minor) == of && MEASURED.contains(&kubernetes)
}
