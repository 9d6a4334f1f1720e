//! Where the time of a run went: its steps and programs as bars, the chain of steps that held it up,
//! and how it divides. Drawn from the run's journal, so it is there for every run.

mod bar;
mod chain;
mod of_run;
mod share;

pub use bar::{Bar, Kind};
pub use of_run::Profile;
pub use share::Share;
