//! JUnit, for CI systems: a suite a cell with a case a stage, and upstream's specs as cases of a
//! suite of their own.
//!
//! JUnit knows passed, failed and skipped. What is known of upstream, and what was expected to fail,
//! is *skipped* with a type that says so: a CI system then shows it, neither as green nor as red. A
//! cell that somebody has to look at always has a red case.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::{clean, problems, words};
use crate::verdict::{
    CellReport, CellVerdict, Expectation, Spec, SpecVerdict, StageReport, StageVerdict, Suite,
    Validation,
};

/// The JUnit report.
pub fn junit(validation: &Validation) -> String {
    let mut report = Report::new("fedrig validation");
    report.timestamp = validation.began.to_string().parse().ok();
    report.set_time(duration(validation.took_s));
    for cell in &validation.cells {
        report.add_test_suite(of_cell(cell));
        if let Some(suite) = words::suite(cell) {
            report.add_test_suite(of_upstream(cell, suite));
        }
    }
    report.to_string().expect("everything that XML refuses was taken out")
}

fn of_cell(cell: &CellReport) -> TestSuite {
    let mut suite = TestSuite::new(clean::line(&cell.cell.to_string()));
    suite.timestamp = cell.began.to_string().parse().ok();
    suite.set_time(duration(cell.took_s));
    suite.add_property(("verdict", words::Mark::of_cell(cell.verdict).word));
    for item in &cell.made_of {
        let digest = item.digest.as_deref().unwrap_or_default();
        let value = clean::line(&format!("{} {digest}", item.version));
        suite.add_property((clean::line(&item.name).as_str(), value.as_str()));
    }
    suite.add_test_cases(cell.stages.iter().map(|stage| of_stage(cell, stage)));
    let is_red = cell.verdict != CellVerdict::FailsAsExpected && problems::failed(cell).count() > 0;
    if !cell.verdict.is_good() && !is_red {
        suite.add_test_case(verdict(cell));
    }
    suite
}

fn of_stage(cell: &CellReport, stage: &StageReport) -> TestCase {
    let expected = cell.verdict == CellVerdict::FailsAsExpected;
    let kind = match cell.verdict {
        CellVerdict::NotJudged => NonSuccessKind::Error,
        _ => NonSuccessKind::Failure,
    };
    let status = match stage.verdict {
        StageVerdict::Passed => TestCaseStatus::success(),
        StageVerdict::Known => skipped("known-failure", &stage.says),
        StageVerdict::Failed if expected => skipped("expected-failure", &stage.says),
        StageVerdict::Failed => red(kind, "failed", &stage.says, &story(stage)),
        StageVerdict::Skipped => skipped("skipped", &stage.says),
        StageVerdict::NotRun => skipped("not-run", &stage.says),
    };
    let mut case = TestCase::new(stage.stage.name(), status);
    case.set_classname(clean::line(&cell.cell.to_string())).set_time(duration(stage.took_s));
    if stage.verdict == StageVerdict::Passed {
        case.set_system_out(clean::line(&stage.says));
    }
    case
}

/// What says that a cell is red when none of its stages does.
fn verdict(cell: &CellReport) -> TestCase {
    let kind = match cell.verdict {
        CellVerdict::NotJudged => NonSuccessKind::Error,
        _ => NonSuccessKind::Failure,
    };
    let word = words::Mark::of_cell(cell.verdict).word;
    let why = problems::why(cell).unwrap_or_else(|| word.to_owned());
    let mut case = TestCase::new("verdict", red(kind, word, &why, &why));
    case.set_classname(clean::line(&cell.cell.to_string()));
    case
}

fn of_upstream(cell: &CellReport, suite: &Suite) -> TestSuite {
    let title = clean::line(&format!("{}: upstream's suite", cell.cell));
    let mut cases = TestSuite::new(title.clone());
    cases.set_time(duration(suite.sequential_s));
    cases.add_test_cases(suite.specs.iter().map(|spec| {
        let mut case = TestCase::new(clean::line(&spec.name), of_spec(cell, spec));
        case.set_classname(title.as_str()).set_time(duration(spec.took_s));
        case
    }));
    cases
}

fn of_spec(cell: &CellReport, spec: &Spec) -> TestCaseStatus {
    let says = spec.says.as_deref().unwrap_or_default();
    match (spec.verdict, &spec.known, &cell.expected) {
        (SpecVerdict::Passed, ..) => TestCaseStatus::success(),
        (SpecVerdict::Skipped, ..) => skipped("skipped", says),
        (SpecVerdict::NotRun, ..) => skipped("not-run", says),
        (SpecVerdict::Failed, Some(known), _) => {
            let mut status =
                skipped("known-failure", &format!("{} ({})", known.why, known.evidence));
            status.set_description(clean::lines(says));
            status
        }
        (SpecVerdict::Failed, None, Expectation::Fails(why)) => {
            let mut status = skipped("expected-failure", why);
            status.set_description(clean::lines(says));
            status
        }
        (SpecVerdict::Failed, None, Expectation::Works) => {
            red(NonSuccessKind::Failure, "failed", says, says)
        }
    }
}

fn skipped(kind: &str, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::skipped();
    status.set_type(kind).set_message(clean::line(message));
    status
}

fn red(kind: NonSuccessKind, what: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(what).set_message(clean::short(message, 500));
    status.set_description(clean::lines(text));
    status
}

/// All that there is to say of a stage that failed.
fn story(stage: &StageReport) -> String {
    let causes = stage.causes.iter().map(|cause| format!("caused by: {cause}"));
    let hints = stage.hints.iter().map(|hint| format!("hint: {hint}"));
    let log = stage.log.iter().map(|log| format!("log: {log}"));
    let evidence = stage.evidence.iter().map(|file| format!("evidence: {file}"));
    let said = std::iter::once(stage.says.clone()).chain(causes).chain(hints).chain(log);
    said.chain(evidence).chain(stage.log_tail.iter().cloned()).collect::<Vec<_>>().join("\n")
}

fn duration(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
