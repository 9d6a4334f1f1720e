//! One thing that ran.

use serde::Serialize;

/// One thing that ran, and when.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Bar {
    /// A step or a program.
    pub kind: Kind,
    /// `join us-east`, `kubefedctl join`.
    pub what: String,
    /// Seconds from the run's begin to its own.
    pub begins_s: f64,
    /// Seconds that it took.
    pub took_s: f64,
    /// Whether it ended well.
    pub ok: bool,
    /// Whether the run would have been shorter without it: it is in the chain of steps of which each
    /// began when the one before ended.
    pub is_critical: bool,
}

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A step of the plan.
    Step,
    /// A foreign program.
    Program,
}

impl Bar {
    /// Seconds from the run's begin to its end.
    pub fn ends_s(&self) -> f64 {
        self.begins_s + self.took_s
    }
}
