//! What happens while a plan runs.

use std::time::Duration;

use super::{Finished, Summary};
use crate::plan::{Lane, StepId};

/// Something that happened. Reporters make lines, spinners or JSON of it.
#[derive(Debug)]
pub enum Event<'a> {
    /// The plan begins.
    PlanStarted {
        /// How many steps it has.
        steps: usize,
    },
    /// Something is as wanted, and not safe.
    Warned {
        /// Its line in the report.
        lane: &'a Lane,
        /// What is not safe.
        text: &'a str,
    },
    /// A step begins.
    StepStarted {
        /// Its line in the report.
        lane: &'a Lane,
        /// The step.
        step: &'a StepId,
    },
    /// A step says why it is not done yet.
    StepWaiting {
        /// Its line in the report.
        lane: &'a Lane,
        /// The step.
        step: &'a StepId,
        /// Why, one sentence.
        reason: &'a str,
        /// How long the step has run.
        after: Duration,
    },
    /// A step is over.
    StepFinished(&'a Finished),
    /// The plan is over.
    PlanFinished(&'a Summary),
}

/// Hears events.
pub trait Sink: Send + Sync {
    /// Takes one event.
    fn hear(&self, event: &Event<'_>);
}
