//! What `fedrig up` does, as data: steps with their needs. Pure; nothing here runs anything.

mod build;
mod graph;
mod show;

pub use build::build;
pub use graph::{Lane, Plan, Step, StepId};
