//! Events as JSON, one a line, on stdout. The shapes are stable: fields are added, never renamed.

use serde::Serialize;

use super::diagnosis::Diagnosis;
use super::terminal::Terminal;
use crate::engine::{Event, Outcome, Sink};
use crate::plan::{Lane, StepId};
use crate::step::Phase;
use crate::timing::Division;

/// Writes each event as one line of JSON.
pub struct Json(pub Terminal);

impl Sink for Json {
    fn hear(&self, event: &Event<'_>) {
        let line = serde_json::to_string(&Line::of(event)).expect("our own shapes are JSON");
        self.0.result(&format!("{line}\n"));
    }
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
enum Line<'a> {
    PlanStarted { steps: usize },
    Warning { lane: &'a Lane, text: &'a str },
    StepStarted { lane: &'a Lane, step: &'a StepId },
    StepWaiting { lane: &'a Lane, step: &'a StepId, reason: &'a str, after_seconds: f64 },
    StepFinished { lane: &'a Lane, step: &'a StepId, took_seconds: f64, outcome: Ending<'a> },
    PlanFinished { success: bool, changed: usize, unchanged: usize, failed: usize, time: Division },
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Ending<'a> {
    Changed {
        fact: &'a str,
    },
    Unchanged {
        fact: &'a str,
    },
    Failed {
        phase: Phase,
        #[serde(flatten)]
        diagnosis: Diagnosis,
    },
    Skipped {
        needs: &'a StepId,
    },
    Cancelled,
}

impl<'a> Line<'a> {
    fn of(event: &'a Event<'a>) -> Self {
        match event {
            Event::PlanStarted { steps } => Self::PlanStarted { steps: *steps },
            Event::Warned { lane, text } => Self::Warning { lane, text },
            Event::StepStarted { lane, step } => Self::StepStarted { lane, step },
            Event::StepWaiting { lane, step, reason, after } => {
                Self::StepWaiting { lane, step, reason, after_seconds: after.as_secs_f64() }
            }
            Event::StepFinished(finished) => Self::StepFinished {
                lane: &finished.lane,
                step: &finished.step,
                took_seconds: finished.took.as_secs_f64(),
                outcome: Ending::of(&finished.outcome),
            },
            Event::PlanFinished(summary) => Self::PlanFinished {
                success: summary.is_success(),
                changed: summary.changed(),
                unchanged: summary.unchanged(),
                failed: summary.failures().count(),
                time: summary.time,
            },
        }
    }
}

impl<'a> Ending<'a> {
    fn of(outcome: &'a Outcome) -> Self {
        match outcome {
            Outcome::Changed(fact) => Self::Changed { fact },
            Outcome::Unchanged(fact) => Self::Unchanged { fact },
            Outcome::Failed(error) => {
                Self::Failed { phase: error.phase(), diagnosis: Diagnosis::of_step(error) }
            }
            Outcome::Skipped { needs } => Self::Skipped { needs },
            Outcome::Cancelled => Self::Cancelled,
        }
    }
}
