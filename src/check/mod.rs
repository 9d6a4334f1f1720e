//! Whether a federation is as it should be: checks as data, each with what it states, what it needs,
//! and what to do when it fails. A failed check is an answer; one that could not be run is an error.
//!
//! Looks only, but for two: a pod in the host that looks at the members from there, and an object
//! that is propagated. Both are gone afterwards, and `--read-only` leaves them out.

mod access;
mod answer;
mod catalogue;
mod choice;
mod clean;
mod clusters;
mod control_plane;
mod definition;
mod endpoint;
mod fit;
mod from_host;
mod joins;
mod leader;
mod mark;
mod member;
mod pod;
mod probe_object;
mod probes;
mod propagation;
mod remains;
mod rights;
mod run;
mod scene;
mod space;
mod tools;
mod types;
mod webhook;

pub use answer::{Answer, Report, Verdict, Worst};
pub use catalogue::all;
pub use choice::{Choice, Unknown};
pub use definition::{Check, Group, Over};
pub use run::{Patience, run};
pub use scene::{Scene, Touch, Unseen};
pub use space::{LABEL, Space};
