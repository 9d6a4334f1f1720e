//! Runs a plan: what needs nothing more runs, side by side. Emits events; never prints.

mod event;
mod outcome;
mod run;
mod schedule;

pub use event::{Event, Sink};
pub use outcome::{Finished, Outcome, Summary};
pub use run::run;
