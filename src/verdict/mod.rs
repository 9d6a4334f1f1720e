//! What a validation found, as data: the JSON report, and what every other form is drawn from.
//!
//! A *cell* is one KubeFed on one Kubernetes in one scope. It goes through *stages*, each with a
//! verdict of its own; the cell's verdict follows from them and from what was expected.

mod cell;
mod cell_report;
mod item;
mod machine;
mod propagation;
mod stage;
mod stage_report;
mod suite;
mod validation;

pub use cell::{Cell, Expectation, KubeFed, Scope};
pub use cell_report::{CellReport, CellVerdict};
pub use item::Item;
pub use machine::Machine;
pub use propagation::{Arrivals, Propagation};
pub use stage::Stage;
pub use stage_report::{Span, StageReport, StageVerdict};
pub use suite::{KnownFailure, Spec, SpecVerdict, Suite};
pub use validation::{SCHEMA, Shard, Validation};
