//! The lines of a run's file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Process;

/// One thing that happened, with its time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub what: What,
}

/// What happened. Command lines hold no secret: those go through standard input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum What {
    /// fedrig began.
    RunStarted {
        /// The verb: `up`.
        verb: String,
        /// fedrig's version.
        version: String,
        /// fedrig's process.
        process: Process,
        /// Who ran it.
        user: String,
    },
    /// A plan was made.
    Planned {
        /// Its steps.
        steps: Vec<String>,
    },
    /// A foreign program began.
    ChildStarted {
        /// The program.
        tool: String,
        /// The command line.
        command: String,
        /// Its process.
        process: Process,
    },
    /// A foreign program ended.
    ChildEnded {
        /// The program.
        tool: String,
        /// Its process.
        process: Process,
        /// Its exit code; nothing when a signal ended it.
        code: Option<i32>,
        /// How long it ran, in seconds.
        took_seconds: f64,
    },
    /// A step ended.
    StepEnded {
        /// The step.
        step: String,
        /// `changed`, `unchanged`, `failed`, `skipped`, `cancelled`.
        outcome: String,
        /// The fact or the error.
        text: String,
        /// How long it ran, in seconds.
        took_seconds: f64,
    },
    /// fedrig ended.
    RunEnded {
        /// The exit code.
        exit: u8,
        /// How long it ran, in seconds.
        took_seconds: f64,
    },
}
