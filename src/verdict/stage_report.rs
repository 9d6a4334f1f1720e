//! How one stage of a cell went.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Propagation, Stage, Suite};

/// How one stage of a cell went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StageReport {
    /// Which.
    pub stage: Stage,
    /// How it ended.
    pub verdict: StageVerdict,
    /// Seconds from the cell's start to the stage's.
    pub begins_s: f64,
    /// Seconds that it took.
    pub took_s: f64,
    /// What there is to say of it in a line: `both Ready after 2.9 s`, `50 of 50 specs passed`; of
    /// one that failed or did not run, why.
    pub says: String,
    /// What lies beneath, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<String>,
    /// What to do next, with commands to paste.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// The last lines of its log, when it failed; without secrets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log_tail: Vec<String>,
    /// The whole log, relative to the report's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// What was gathered from the clusters before they were cleaned up, relative to the report's
    /// folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// What happened inside, for the timeline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// What upstream's suite reported; for [`Stage::Suite`] only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suite: Option<Suite>,
    /// How long objects took to the members; for [`Stage::Walkthrough`] only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub propagation: Option<Propagation>,
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StageVerdict {
    /// As it has to be.
    Passed,
    /// Not so, but only in what is known of upstream and listed with evidence.
    Known,
    /// Not as it has to be.
    Failed,
    /// It makes no sense in this cell, or was not asked for.
    Skipped,
    /// What it builds on failed, or the run ended before it.
    NotRun,
}

/// A piece of a stage: what ran when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Span {
    /// The cluster or the worker that it belongs to: a row of the timeline.
    pub lane: String,
    /// What ran.
    pub what: String,
    /// Seconds from the cell's start.
    pub begins_s: f64,
    /// Seconds that it took.
    pub took_s: f64,
    /// Whether it went well.
    pub ok: bool,
}
