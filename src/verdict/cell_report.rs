//! How one cell went.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Cell, Expectation, Item, StageReport, StageVerdict};

/// How one cell went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CellReport {
    /// Which.
    pub cell: Cell,
    /// What was expected of it.
    pub expected: Expectation,
    /// What it came to.
    pub verdict: CellVerdict,
    /// When it began.
    #[schemars(with = "String")]
    pub began: Timestamp,
    /// Seconds that it took.
    pub took_s: f64,
    /// Its stages, in their order; also those that did not run.
    pub stages: Vec<StageReport>,
    /// What it was made of.
    pub made_of: Vec<Item>,
}

/// What a cell came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CellVerdict {
    /// Every stage that makes sense passed.
    Works,
    /// As [`Self::Works`], but for what is known of upstream.
    WorksWithKnownFailures,
    /// A stage failed.
    Fails,
    /// It can't work, and it failed.
    FailsAsExpected,
    /// It can't work by all that is known, and yet it does: what is known is wrong.
    WorksUnexpectedly,
    /// It could not be judged: the stack or the clusters could not be made, or the run was ended.
    NotJudged,
}

impl CellVerdict {
    /// Whether whoever runs it has something to do.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Works | Self::WorksWithKnownFailures | Self::FailsAsExpected)
    }

    /// What the stages of a cell come to.
    pub fn of(stages: &[StageReport], expected: &Expectation) -> Self {
        let any = |verdict| stages.iter().any(|stage| stage.verdict == verdict);
        let stuck = |stage: &StageReport| {
            matches!(stage.stage, super::Stage::Stack | super::Stage::Clusters)
                && matches!(stage.verdict, StageVerdict::Failed | StageVerdict::NotRun)
        };
        if stages.iter().any(stuck) {
            return Self::NotJudged;
        }
        match (any(StageVerdict::Failed), expected) {
            (true, Expectation::Fails(_)) => Self::FailsAsExpected,
            (true, Expectation::Works) => Self::Fails,
            (false, _) if any(StageVerdict::NotRun) => Self::NotJudged,
            (false, Expectation::Fails(_)) => Self::WorksUnexpectedly,
            (false, Expectation::Works) if any(StageVerdict::Known) => Self::WorksWithKnownFailures,
            (false, Expectation::Works) => Self::Works,
        }
    }
}
