//! What fedrig does, as data: steps with their needs and reasons. Pure; nothing here runs anything.

mod admit;
mod build;
#[cfg(test)]
mod build_tests;
mod check;
mod graph;
mod limited;
#[cfg(test)]
mod limited_tests;
mod need;
mod rotate;
mod show;
mod survey;
mod teardown;
mod warning;
mod workloads;

pub use admit::{Admission, Versions, admit, downgrade, same_clusters};
pub use build::build;
pub use check::checks;
pub use graph::{Lane, Plan, Step, StepId};
use limited::own_is_at_rest;
pub use rotate::{rotation, rotation_checks};
pub use survey::{all_accesses, host_access, survey};
pub use teardown::{Removal, teardown, unjoin_one, unlisted};
pub use warning::{Warning, gone_images, warnings};
pub use workloads::{federate, unfederate};
