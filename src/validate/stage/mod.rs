//! What a cell goes through, one file a stage. Each judges for itself: it either ran, and says what it
//! saw, or there is a fault.

mod clusters;
mod image;
mod namespaced;
mod not_ready;
mod sources;
mod stack;
mod suite;
mod uninstall;
mod unjoin;
mod up;
mod upgrade;
mod walkthrough;

pub(super) use stack::Kit;
pub(super) use up::up;

use super::desk::Desk;
use super::fault::Fault;
use super::log::Log;
use super::spans::Clock;
use crate::verdict::{Propagation, Span, Stage, StageVerdict, Suite};

/// A stage that came to its end.
#[derive(Debug)]
pub(super) struct Ran {
    /// How: it failed only when it has more to say than a fault.
    pub verdict: StageVerdict,
    /// What it saw, in a line.
    pub says: String,
    /// What happened inside.
    pub spans: Vec<Span>,
    /// What upstream's suite reported.
    pub suite: Option<Suite>,
    /// How long objects took to the members.
    pub propagation: Option<Propagation>,
}

impl Ran {
    /// It is as it has to be.
    pub fn passed(says: impl Into<String>) -> Self {
        Self {
            verdict: StageVerdict::Passed,
            says: says.into(),
            spans: Vec::new(),
            suite: None,
            propagation: None,
        }
    }

    /// It makes no sense here.
    pub fn skipped(says: impl Into<String>) -> Self {
        Self { verdict: StageVerdict::Skipped, ..Self::passed(says) }
    }
}

/// Runs a stage; `clock` measures what happens inside. Install, join and Ready are one `fedrig up`,
/// which is not run here.
pub(super) async fn run(stage: Stage, desk: &Desk, log: &Log, clock: &Clock) -> Result<Ran, Fault> {
    match stage {
        Stage::Stack => stack::run(desk, log).await,
        Stage::Clusters => clusters::run(desk, log).await,
        Stage::Install | Stage::Join | Stage::Ready => {
            Err(Fault::new("this stage is part of another: a defect of fedrig"))
        }
        Stage::Image => image::run(desk, log).await,
        Stage::Suite => suite::run(desk, log).await,
        Stage::Walkthrough => walkthrough::run(desk, log, clock).await,
        Stage::NotReady => not_ready::run(desk, log, clock).await,
        Stage::Unjoin => unjoin::run(desk, log).await,
        Stage::Uninstall => uninstall::run(desk, log).await,
        Stage::Upgrade => upgrade::run(desk, log, clock).await,
        Stage::Namespaced => namespaced::run(desk, log, clock).await,
    }
}
