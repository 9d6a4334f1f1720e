//! How steps end, and what they come to.

use std::time::Duration;

use crate::plan::{Lane, StepId};
use crate::step;
use crate::timing::Division;

/// How a step ended.
#[derive(Debug)]
pub enum Outcome {
    /// It changed something; the fact.
    Changed(String),
    /// All was as wanted; the fact.
    Unchanged(String),
    /// It failed.
    Failed(step::Error),
    /// It could not begin, since this step did not succeed.
    Skipped {
        /// The step that was needed.
        needs: StepId,
    },
    /// The run was cancelled before it was done.
    Cancelled,
}

impl Outcome {
    /// What needs this step can begin.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Changed(_) | Self::Unchanged(_))
    }
}

/// A step that is over.
#[derive(Debug)]
pub struct Finished {
    /// Its line in the report.
    pub lane: Lane,
    /// The step.
    pub step: StepId,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it ran.
    pub took: Duration,
}

/// What a run came to.
#[derive(Debug)]
pub struct Summary {
    /// All steps, in the order in which they ended.
    pub finished: Vec<Finished>,
    /// What the time went to.
    pub time: Division,
}

impl Summary {
    /// The failures, in the order in which they happened.
    pub fn failures(&self) -> impl Iterator<Item = (&Finished, &step::Error)> {
        self.finished.iter().filter_map(|finished| match &finished.outcome {
            Outcome::Failed(error) => Some((finished, error)),
            Outcome::Changed(_)
            | Outcome::Unchanged(_)
            | Outcome::Skipped { .. }
            | Outcome::Cancelled => None,
        })
    }

    /// The run was cancelled before all was done.
    pub fn is_cancelled(&self) -> bool {
        self.finished.iter().any(|finished| matches!(finished.outcome, Outcome::Cancelled))
    }

    /// Every step succeeded.
    pub fn is_success(&self) -> bool {
        self.finished.iter().all(|finished| finished.outcome.is_success())
    }

    /// How many steps changed something.
    pub fn changed(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Changed(_)))
    }

    /// How many steps found all as wanted.
    pub fn unchanged(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Unchanged(_)))
    }

    /// How many steps could not begin or end.
    pub fn left_out(&self) -> usize {
        self.count(|outcome| matches!(outcome, Outcome::Skipped { .. } | Outcome::Cancelled))
    }

    fn count(&self, is: impl Fn(&Outcome) -> bool) -> usize {
        self.finished.iter().filter(|finished| is(&finished.outcome)).count()
    }
}
