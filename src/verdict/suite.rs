//! What upstream's end-to-end suite reported.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What upstream's end-to-end suite reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Suite {
    /// Every spec of the suite, also those that did not run, in the suite's order.
    pub specs: Vec<Spec>,
    /// How many processes ran specs side by side.
    pub workers: usize,
    /// The sum of the specs' own times, in seconds: what they take one after another.
    pub sequential_s: f64,
}

/// One spec.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Spec {
    /// The words of its containers and its own, joined as ginkgo joins them.
    pub name: String,
    /// How it ended.
    pub verdict: SpecVerdict,
    /// Seconds that it took.
    pub took_s: f64,
    /// The failure's text, or why it was skipped, as the suite said it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub says: Option<String>,
    /// What is known of its failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownFailure>,
}

/// How a spec ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SpecVerdict {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
    /// The suite itself left it out, for a reason that it gave.
    Skipped,
    /// It was not chosen, or the suite ended before it.
    NotRun,
}

/// A failure of upstream's that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct KnownFailure {
    /// Why it fails, in a sentence.
    pub why: String,
    /// Where that can be checked: an upstream report, or a file of upstream's sources.
    pub evidence: String,
}

impl Suite {
    /// How many specs ended like this.
    pub fn count(&self, verdict: SpecVerdict) -> usize {
        self.specs.iter().filter(|spec| spec.verdict == verdict).count()
    }

    /// The specs that failed for a reason that nobody knows yet.
    pub fn unexplained(&self) -> impl Iterator<Item = &Spec> {
        let failed = self.specs.iter().filter(|spec| spec.verdict == SpecVerdict::Failed);
        failed.filter(|spec| spec.known.is_none())
    }
}
