//! Events as plain lines, one a finished step, for pipes and logs; and the words that the live
//! view shares.

use std::time::Duration;

use console::{Style, StyledObject, style};

use super::terminal::Terminal;
use crate::engine::{Event, Finished, Outcome, Sink, Summary};

/// Writes a line for each event that a reader of a log wants.
pub struct Plain(pub Terminal);

impl Sink for Plain {
    fn hear(&self, event: &Event<'_>) {
        match event {
            Event::PlanStarted { .. } | Event::StepStarted { .. } => {}
            Event::Warned { lane, text } => self.0.error(&warning(lane, text)),
            Event::StepWaiting { lane, reason, after, .. } => {
                self.0.progress(&format!("  {lane:<15} {reason} ({})", seconds(*after)));
            }
            Event::StepFinished(finished) => {
                if let Some(line) = line(finished) {
                    self.0.progress(&line);
                }
            }
            Event::PlanFinished(summary) => self.0.progress(&closing(summary)),
        }
    }
}

/// The line of a finished step; skipped ones are told in the closing line alone.
pub fn line(finished: &Finished) -> Option<String> {
    let took = seconds(finished.took);
    let (mark, text) = match &finished.outcome {
        Outcome::Changed(fact) => (mark("+", Style::new().green()), fact.clone()),
        Outcome::Unchanged(fact) => (mark("=", Style::new().dim()), fact.clone()),
        Outcome::Failed(error) => (mark("!", Style::new().red()), error.to_string()),
        Outcome::Cancelled if !finished.took.is_zero() => {
            (mark("-", Style::new().yellow()), format!("{}: interrupted", finished.step))
        }
        Outcome::Skipped { .. } | Outcome::Cancelled => return None,
    };
    Some(format!("{mark} {:<15} {text:<58} {took:>8}", finished.lane))
}

/// The line of a warning.
pub fn warning(whose: &impl std::fmt::Display, text: &str) -> String {
    let word = style("warning").for_stderr().yellow();
    format!("{word}: {whose}: {text}\n")
}

fn mark(text: &'static str, with: Style) -> StyledObject<&'static str> {
    // Progress goes to stderr, so colour depends on that one.
    with.for_stderr().apply_to(text)
}

/// What all came to.
pub fn closing(summary: &Summary) -> String {
    let failed = summary.failures().count();
    let mut parts = vec![
        format!("{} changed", summary.changed()),
        format!("{} as they were", summary.unchanged()),
    ];
    if failed > 0 {
        parts.push(style(format!("{failed} failed")).for_stderr().red().to_string());
    }
    if summary.left_out() > 0 {
        parts.push(format!("{} not begun", summary.left_out()));
    }
    format!("{} in {:.1} s", parts.join(", "), summary.time.total_seconds)
}

/// `12.3 s`, `2 min 5 s`.
pub fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0..=99 => format!("{:.1} s", duration.as_secs_f64()),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}
