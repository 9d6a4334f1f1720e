//! What happens while cells run, as lines for people or as JSON, one event a line.

use serde::Serialize;

use super::terminal::Terminal;
use crate::validate::Event;
use crate::verdict::{
    Cell, CellReport, CellVerdict, Expectation, Stage, StageReport, StageVerdict,
};

/// Writes an event for people: what is over, and what a stage is at.
pub fn text(event: &Event<'_>, terminal: &Terminal) {
    match event {
        Event::CellTakenOver { id, report } => terminal.progress(&format!(
            "{id}: {}, taken over from the run of {}",
            cell_words(report.verdict),
            report.began.strftime("%Y-%m-%d %H:%M UTC")
        )),
        Event::CellStarted { id, expected, .. } => {
            let expected = match expected {
                Expectation::Works => "is expected to work".to_owned(),
                Expectation::Fails(why) => format!("is expected to fail: {why}"),
            };
            terminal.progress(&format!("{id}: {expected}"));
        }
        Event::StageStarted { id, stage } => terminal.progress(&line(id, *stage, "begins")),
        Event::Said { id, stage, text } => terminal.progress(&line(id, *stage, text)),
        Event::StageFinished { id, report } => finished(id, report, terminal),
        Event::Warned { id, text } => {
            terminal.error(&super::human::warning(id, text));
        }
        Event::CellFinished { id, report } => terminal.progress(&format!(
            "{id}: {} after {:.0} s\n",
            cell_words(report.verdict),
            report.took_s
        )),
    }
}

fn line(id: &str, stage: Stage, text: &str) -> String {
    format!("  {} {:<11} {text}", short(id), stage.name())
}

/// `kubefed-0.10.0-kubernetes-1.33.13-cluster` as it fits into a line: `0.10.0 on 1.33.13-cluster`.
fn short(id: &str) -> String {
    let short = id.strip_prefix("kubefed-").unwrap_or(id);
    short.replace("-kubernetes-", " on ")
}

fn finished(id: &str, report: &StageReport, terminal: &Terminal) {
    let StageReport { stage, verdict, took_s, says, .. } = report;
    let verdict = stage_words(*verdict);
    terminal.progress(&line(id, *stage, &format!("{verdict} in {took_s:.1} s: {says}")));
    if report.verdict == StageVerdict::Failed {
        for cause in &report.causes {
            terminal.progress(&format!("      caused by: {cause}"));
        }
        for hint in &report.hints {
            terminal.progress(&format!("      hint: {hint}"));
        }
    }
}

/// A stage's verdict in words.
fn stage_words(verdict: StageVerdict) -> &'static str {
    match verdict {
        StageVerdict::Passed => "passed",
        StageVerdict::Known => "known failures",
        StageVerdict::Failed => "FAILED",
        StageVerdict::Skipped => "skipped",
        StageVerdict::NotRun => "not run",
    }
}

/// A cell's verdict in words.
fn cell_words(verdict: CellVerdict) -> &'static str {
    match verdict {
        CellVerdict::Works => "works",
        CellVerdict::WorksWithKnownFailures => "works, with known failures",
        CellVerdict::Fails => "FAILS",
        CellVerdict::FailsAsExpected => "fails, as expected",
        CellVerdict::WorksUnexpectedly => "WORKS, and was expected to fail",
        CellVerdict::NotJudged => "NOT JUDGED",
    }
}

/// An event as one line of JSON.
pub fn json(event: &Event<'_>) -> String {
    let line = serde_json::to_string(&Line::of(event)).expect("our own shapes are JSON");
    format!("{line}\n")
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Line<'a> {
    CellTakenOver { id: &'a str, report: &'a CellReport },
    CellStarted { id: &'a str, cell: &'a Cell, expected: &'a Expectation },
    StageStarted { id: &'a str, stage: Stage },
    Said { id: &'a str, stage: Stage, text: &'a str },
    StageFinished { id: &'a str, report: &'a StageReport },
    Warning { id: &'a str, text: &'a str },
    CellFinished { id: &'a str, verdict: CellVerdict, took_s: f64 },
}

impl<'a> Line<'a> {
    fn of(event: &'a Event<'a>) -> Self {
        match event {
            Event::CellTakenOver { id, report } => Self::CellTakenOver { id, report },
            Event::CellStarted { id, cell, expected } => Self::CellStarted { id, cell, expected },
            Event::StageStarted { id, stage } => Self::StageStarted { id, stage: *stage },
            Event::Said { id, stage, text } => Self::Said { id, stage: *stage, text },
            Event::StageFinished { id, report } => Self::StageFinished { id, report },
            Event::Warned { id, text } => Self::Warning { id, text },
            Event::CellFinished { id, report } => {
                let (verdict, took_s) = (report.verdict, report.took_s);
                Self::CellFinished { id, verdict, took_s }
            }
        }
    }
}

/// The cells and what is expected of each, for `--list`.
pub fn list(cells: &[(String, Expectation)]) -> String {
    let rows = cells.iter().map(|(id, expected)| match expected {
        Expectation::Works => [id.clone(), "works".to_owned(), String::new()],
        Expectation::Fails(why) => [id.clone(), "fails".to_owned(), why.clone()],
    });
    super::table::plain(["CELL", "EXPECTED", "WHY"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_a_line_of_json() {
        let event = Event::Said { id: "a", stage: Stage::NotReady, text: "waits" };
        let expected = r#"{"event":"said","id":"a","stage":"notReady","text":"waits"}"#;
        assert_eq!(json(&event), format!("{expected}\n"));
    }
}
