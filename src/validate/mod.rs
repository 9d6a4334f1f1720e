//! Whether KubeFed works on Kubernetes: cells of a matrix, each taken through its stages on clusters
//! of its own, with a verdict a stage.
//!
//! What a stage does, a person could: it drives fedrig itself as a child, and looks at the clusters on
//! its own. A stage that fails, or crashes, ends neither its cell's clean-up nor the other cells.

mod cell;
mod desk;
mod event;
mod expectation;
mod fault;
mod federation;
mod inputs;
mod log;
mod look;
mod machine;
mod names;
mod releases;
mod remains;
mod request;
mod run;
mod shard;
mod spans;
mod stage;
mod workload;

pub use event::{Event, Hearing};
pub use expectation::expectation;
pub use names::cell_id;
pub use request::{Keep, Request, Resume, Tools, closed};
pub use run::run;
pub use shard::part;
