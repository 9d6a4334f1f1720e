//! What happens while cells run.

use std::sync::Arc;

use crate::verdict::{Cell, CellReport, Expectation, Stage, StageReport};

/// Something that happened. Reporters make lines or JSON of it. `id` is the cell's.
#[derive(Debug)]
pub enum Event<'a> {
    /// A cell of an earlier run is taken over as it was.
    CellTakenOver {
        /// The cell's id.
        id: &'a str,
        /// What the earlier run found.
        report: &'a CellReport,
    },
    /// A cell begins.
    CellStarted {
        /// The cell's id.
        id: &'a str,
        /// The cell.
        cell: &'a Cell,
        /// What is expected of it.
        expected: &'a Expectation,
    },
    /// A stage begins.
    StageStarted {
        /// The cell's id.
        id: &'a str,
        /// The stage.
        stage: Stage,
    },
    /// A stage says what it is at.
    Said {
        /// The cell's id.
        id: &'a str,
        /// The stage.
        stage: Stage,
        /// One line.
        text: &'a str,
    },
    /// A stage is over, or is known not to run.
    StageFinished {
        /// The cell's id.
        id: &'a str,
        /// How it went.
        report: &'a StageReport,
    },
    /// Something outside of the stages is not as it should be: clusters stay, a file can't be
    /// written.
    Warned {
        /// The cell's id.
        id: &'a str,
        /// What.
        text: &'a str,
    },
    /// A cell is over.
    CellFinished {
        /// The cell's id.
        id: &'a str,
        /// How it went.
        report: &'a CellReport,
    },
}

/// Hears what happens, also on threads that read a child's lines.
pub type Hearing = Arc<dyn Fn(&Event<'_>) + Send + Sync>;
