//! Upstream's own end-to-end suite: built from the KubeFed module, run side by side, and read.
//!
//! Each spec is run by a process of its own, a few at a time. So one that dies, hangs or talks
//! rubbish costs nobody else's verdict, and each has a log. ginkgo's own way to run side by side
//! numbers the specs; KubeFed's come out of Go maps in another order in each process, so that some
//! would run twice and some never.

mod access;
mod answer;
mod build;
mod built;
mod claim;
mod error;
mod junit;
mod known;
mod leftovers;
mod listing;
mod ports;
mod queue;
mod run;
mod spec_run;
mod types_at_work;
mod words;

pub use answer::Answer;
pub use build::build;
pub use built::BuiltSuite;
pub use claim::{Claim, RULES, Rule};
pub use error::Error;
pub use known::{KNOWN, Known};
pub use listing::Listed;
pub use run::{NOT_CHOSEN, SuiteRun};

pub use crate::from_source::Say;

/// Reads anything as a report of the suite, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(crate) fn door(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(report) = junit::read(&text) {
        for case in report.cases {
            drop((words::reason(&text), case));
        }
    }
}
