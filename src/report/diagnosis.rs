//! An error as a person reads it: headline, causes once each, the command, the hints.

use std::error::Error as StdError;
use std::fmt::Write;

use serde::Serialize;

use crate::step;

/// An error taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnosis {
    /// What failed.
    pub error: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// The foreign call that failed, to be pasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// What to do next.
    pub hints: Vec<String>,
}

impl Diagnosis {
    /// Of a step's error.
    pub fn of_step(error: &step::Error) -> Self {
        let mut diagnosis = Self::of(error, error.hints());
        // What others said is followed by what it means.
        diagnosis.causes.extend(error.explained().map(|signature| signature.cause.to_owned()));
        Self { command: error.call().map(ToString::to_string), ..diagnosis }
    }

    /// Of any error, with hints.
    pub fn of(error: &dyn StdError, hints: Vec<String>) -> Self {
        let causes = std::iter::successors(error.source(), |error| StdError::source(*error));
        let causes = causes.map(ToString::to_string).collect();
        Self { error: error.to_string(), causes, command: None, hints }
    }

    /// As text; the first line begins with `error:`.
    pub fn render(&self) -> String {
        let mut text = format!("error: {}\n", self.error);
        let mut line = |head: &str, body: &str| {
            // Writing to a String does not fail.
            let _ = writeln!(text, "  {head}: {}", body.replace('\n', "\n    "));
        };
        for cause in &self.causes {
            line("caused by", cause);
        }
        if let Some(command) = &self.command {
            line("command", command);
        }
        for hint in &self.hints {
            line("hint", hint);
        }
        text
    }
}
