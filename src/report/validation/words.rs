//! The words and symbols of verdicts: the same in every form, and readable without colour.

use std::time::Duration;

use serde::Serialize;

use crate::report::human::seconds;
use crate::verdict::{
    CellReport, CellVerdict, Spec, SpecVerdict, StageReport, StageVerdict, Suite, Validation,
};

/// How a verdict is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// One character.
    pub symbol: &'static str,
    /// What it says.
    pub word: &'static str,
    /// What its colour is to say as well.
    pub tone: Tone,
}

/// What a colour is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// All is well.
    Good,
    /// Well, and yet to be known.
    Noted,
    /// Somebody has something to do.
    Bad,
    /// Nothing happened.
    Quiet,
}

impl Mark {
    const fn new(symbol: &'static str, word: &'static str, tone: Tone) -> Self {
        Self { symbol, word, tone }
    }

    /// Of a cell.
    pub const fn of_cell(verdict: CellVerdict) -> Self {
        match verdict {
            CellVerdict::Works => Self::new("✓", "works", Tone::Good),
            CellVerdict::WorksWithKnownFailures => {
                Self::new("≈", "works, known failures", Tone::Noted)
            }
            CellVerdict::Fails => Self::new("✗", "fails", Tone::Bad),
            CellVerdict::FailsAsExpected => Self::new("≈", "fails as expected", Tone::Noted),
            CellVerdict::WorksUnexpectedly => Self::new("!", "works unexpectedly", Tone::Bad),
            CellVerdict::NotJudged => Self::new("?", "not judged", Tone::Bad),
        }
    }

    /// Of a stage, in its cell: where a failure was expected, nobody has to act on it.
    pub fn of_stage(stage: &StageReport, cell: &CellReport) -> Self {
        match stage.verdict {
            StageVerdict::Passed => Self::new("✓", "passed", Tone::Good),
            StageVerdict::Known => Self::new("≈", "known failures", Tone::Noted),
            StageVerdict::Failed if cell.verdict == CellVerdict::FailsAsExpected => {
                Self::new("✗", "failed, as expected", Tone::Noted)
            }
            StageVerdict::Failed => Self::new("✗", "failed", Tone::Bad),
            StageVerdict::Skipped => Self::new("–", "skipped", Tone::Quiet),
            StageVerdict::NotRun => Self::new("·", "not run", Tone::Quiet),
        }
    }

    /// Of a spec.
    pub fn of_spec(spec: &Spec) -> Self {
        match spec.verdict {
            SpecVerdict::Passed => Self::new("✓", "passed", Tone::Good),
            SpecVerdict::Failed if spec.known.is_some() => {
                Self::new("≈", "failed, known", Tone::Noted)
            }
            SpecVerdict::Failed => Self::new("✗", "failed", Tone::Bad),
            SpecVerdict::Skipped => Self::new("–", "skipped", Tone::Quiet),
            SpecVerdict::NotRun => Self::new("·", "not run", Tone::Quiet),
        }
    }

    /// Of the whole.
    pub fn of_all(validation: &Validation) -> Self {
        let all = &validation.cells;
        match all.iter().filter(|cell| cell.verdict.is_good()).count() {
            _ if all.is_empty() => Self::new("?", "nothing was judged", Tone::Bad),
            good if good < all.len() => Self::new("✗", "needs attention", Tone::Bad),
            _ => Self::new("✓", "as expected", Tone::Good),
        }
    }
}

/// What all came to, in a sentence.
pub fn headline(validation: &Validation) -> String {
    let all = validation.cells.len();
    let bad = validation.cells.iter().filter(|cell| !cell.verdict.is_good()).count();
    match (all, bad) {
        (0, _) => "no cell was validated".to_owned(),
        (1, 0) => "the cell is as expected".to_owned(),
        (all, 0) => format!("all {all} cells are as expected"),
        (1, _) => "the cell needs attention".to_owned(),
        (all, 1) => format!("1 of {all} cells needs attention"),
        (all, bad) => format!("{bad} of {all} cells need attention"),
    }
}

/// How often each verdict of a cell is there, the gravest first.
pub fn tally(validation: &Validation) -> Vec<(Mark, usize)> {
    let verdicts = [
        CellVerdict::Fails,
        CellVerdict::WorksUnexpectedly,
        CellVerdict::NotJudged,
        CellVerdict::FailsAsExpected,
        CellVerdict::WorksWithKnownFailures,
        CellVerdict::Works,
    ];
    let count = |verdict| validation.cells.iter().filter(|cell| cell.verdict == verdict).count();
    let counted = verdicts.into_iter().map(|verdict| (Mark::of_cell(verdict), count(verdict)));
    counted.filter(|(_, count)| *count > 0).collect()
}

/// `50 passed, 1 failed, 2 known, 8 skipped`.
pub fn specs(suite: &Suite) -> String {
    let unexplained = suite.unexplained().count();
    let known = suite.count(SpecVerdict::Failed) - unexplained;
    let counts = [
        (suite.count(SpecVerdict::Passed), "passed"),
        (unexplained, "failed"),
        (known, "failed, known"),
        (suite.count(SpecVerdict::Skipped), "skipped"),
        (suite.count(SpecVerdict::NotRun), "not run"),
    ];
    let told = counts.iter().filter(|(count, word)| *count > 0 || *word == "passed");
    told.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(" · ")
}

/// How many stages passed, of those that ran.
pub fn stages(cell: &CellReport) -> String {
    let ran = |stage: &&StageReport| {
        !matches!(stage.verdict, StageVerdict::Skipped | StageVerdict::NotRun)
    };
    let passed = cell.stages.iter().filter(|stage| stage.verdict == StageVerdict::Passed).count();
    format!("{passed}/{}", cell.stages.iter().filter(ran).count())
}

/// The suite that a cell has run, if it has.
pub fn suite(cell: &CellReport) -> Option<&Suite> {
    cell.stages.iter().find_map(|stage| stage.suite.as_ref())
}

/// `12.3 s`; of what is no time, `-`.
pub fn took(number: f64) -> String {
    Duration::try_from_secs_f64(number).map_or_else(|_| "-".to_owned(), seconds)
}
