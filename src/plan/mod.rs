//! What fedrig does, as data: steps with their needs and reasons. Pure; nothing here runs anything.

mod admit;
mod build;
#[cfg(test)]
mod build_tests;
mod graph;
mod need;
mod show;
mod support;
mod survey;
mod teardown;

pub use admit::admit;
pub use build::build;
pub use graph::{Lane, Plan, Step, StepId};
pub use survey::{all_accesses, host_access, survey};
pub use teardown::{Removal, teardown, unjoin_one, unlisted};
