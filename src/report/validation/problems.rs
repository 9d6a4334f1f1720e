//! What is wrong in a cell, as the forms for people tell it.

use super::clean;
use crate::verdict::{CellReport, CellVerdict, Expectation, StageReport, StageVerdict};

/// Why a cell is what it is, in a line; nothing of one that simply works.
pub fn why(cell: &CellReport) -> Option<String> {
    let failed = failed(cell).next();
    let of_stage = |stage: &StageReport| format!("{}: {}", stage.stage, clean::line(&stage.says));
    match (cell.verdict, &cell.expected) {
        (CellVerdict::Works, _) => None,
        (CellVerdict::FailsAsExpected, Expectation::Fails(why)) => Some(clean::line(why)),
        (CellVerdict::WorksUnexpectedly, Expectation::Fails(why)) => {
            Some(format!("was expected to fail: {}", clean::line(why)))
        }
        (CellVerdict::WorksWithKnownFailures, _) => {
            let known = |stage: &&StageReport| stage.verdict == StageVerdict::Known;
            cell.stages.iter().find(known).map(of_stage)
        }
        _ => failed.or_else(|| not_run(cell)).map(of_stage),
    }
}

/// The stages that failed.
pub fn failed(cell: &CellReport) -> impl Iterator<Item = &StageReport> {
    cell.stages.iter().filter(|stage| stage.verdict == StageVerdict::Failed)
}

fn not_run(cell: &CellReport) -> Option<&StageReport> {
    cell.stages.iter().find(|stage| stage.verdict == StageVerdict::NotRun)
}
