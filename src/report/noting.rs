//! Notes how each step ended, and passes every event on.

use std::sync::Arc;

use crate::engine::{Event, Finished, Outcome, Sink};
use crate::journal::{Journal, What};

/// A sink in front of another.
pub struct Noting {
    /// Where steps are noted.
    pub journal: Arc<Journal>,
    /// Who hears the events.
    pub sink: Box<dyn Sink>,
}

impl Sink for Noting {
    fn hear(&self, event: &Event<'_>) {
        if let Event::StepFinished(finished) = event {
            self.journal.note(line(finished));
        }
        self.sink.hear(event);
    }
}

fn line(finished: &Finished) -> What {
    let (outcome, text) = match &finished.outcome {
        Outcome::Changed(fact) => ("changed", fact.clone()),
        Outcome::Unchanged(fact) => ("unchanged", fact.clone()),
        Outcome::Failed(error) => ("failed", error.to_string()),
        Outcome::Skipped { needs } => ("skipped", format!("needs {needs}")),
        Outcome::Cancelled => ("cancelled", String::new()),
    };
    What::StepEnded {
        step: finished.step.to_string(),
        outcome: outcome.to_owned(),
        text,
        took_seconds: finished.took.as_secs_f64(),
    }
}
