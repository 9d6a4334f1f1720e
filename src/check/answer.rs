//! What checks came to.

use serde::Serialize;

use super::definition::{Check, Finding, Found, Group};
use super::scene::At;
use crate::explain::{Names, explain};
use crate::name::ClusterName;

/// What all checks came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The federation's name.
    pub federation: String,
    /// The worst verdict of all.
    pub worst: Worst,
    /// An answer a check and cluster, in the order of the catalogue.
    pub checks: Vec<Answer>,
}

/// What one check came to, about one cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The check's name.
    pub check: &'static str,
    /// Its group.
    pub group: Group,
    /// The cluster, unless it is about none alone.
    pub cluster: Option<ClusterName>,
    /// What is so when it passes.
    pub statement: String,
    /// What it came to.
    pub verdict: Verdict,
    /// By what that is known: what was seen, or why it could not be asked.
    pub evidence: String,
    /// The signature of the evidence, when it fails for a known cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<&'static str>,
    /// That cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<&'static str>,
    /// What to do next.
    pub hints: Vec<String>,
    /// Where it is described.
    pub page: String,
    /// What it needs is not so, so it was not asked at all.
    #[serde(skip)]
    pub is_unasked: bool,
    /// How long it took, in seconds.
    pub took_seconds: f64,
}

/// What a check came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is so.
    Pass,
    /// It is so, and should not stay so.
    Warn,
    /// It is not so.
    Fail,
    /// It could not be asked: it needs what is not so, or does not apply.
    Skipped,
    /// It could not be run.
    Error,
}

/// The worst verdict of a report; the exit code goes by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Worst {
    /// All that was asked is so.
    Pass,
    /// Something should not stay so.
    Warn,
    /// A check could not be run, so nobody knows.
    Error,
    /// Something is not so.
    Fail,
}

impl Verdict {
    /// Whether it is so.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Pass | Self::Warn)
    }

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skipped => "skipped",
            Self::Error => "error",
        }
    }
}

impl Report {
    /// Of answers.
    pub fn of(federation: String, checks: Vec<Answer>) -> Self {
        let worst = |answer: &Answer| match answer.verdict {
            Verdict::Pass | Verdict::Skipped => Worst::Pass,
            Verdict::Warn => Worst::Warn,
            Verdict::Error => Worst::Error,
            Verdict::Fail => Worst::Fail,
        };
        let worst = checks.iter().map(worst).max().unwrap_or(Worst::Pass);
        Self { federation, worst, checks }
    }

    /// The answers with a verdict.
    pub fn with(&self, verdict: Verdict) -> impl Iterator<Item = &Answer> {
        self.checks.iter().filter(move |answer| answer.verdict == verdict)
    }
}

impl Answer {
    /// Whether what needs it can be asked: also when it does not apply here.
    pub(super) fn lets_on(&self) -> bool {
        self.verdict.is_good() || (self.verdict == Verdict::Skipped && !self.is_unasked)
    }

    /// Of what was found at a place.
    pub(super) fn of(
        check: &Check,
        at: At<'_>,
        cluster: Option<ClusterName>,
        found: Found,
        took_seconds: f64,
    ) -> Self {
        let (verdict, evidence, more) = match found {
            Ok(Finding::Pass(text)) => (Verdict::Pass, text, Vec::new()),
            Ok(Finding::Warn(text)) => (Verdict::Warn, text, Vec::new()),
            Ok(Finding::WarnWith(text, hints)) => (Verdict::Warn, text, hints),
            Ok(Finding::Fail(text)) => (Verdict::Fail, text, Vec::new()),
            Ok(Finding::FailWith(text, hints)) => (Verdict::Fail, text, hints),
            Ok(Finding::Skipped(text)) => (Verdict::Skipped, text, Vec::new()),
            Err(text) => (Verdict::Error, text, Vec::new()),
        };
        let names = names(at);
        let signature = match verdict {
            Verdict::Fail | Verdict::Error => explain(&evidence),
            Verdict::Pass | Verdict::Warn | Verdict::Skipped => None,
        };
        let mut hints = more;
        match verdict {
            Verdict::Fail | Verdict::Warn if !check.hint.is_empty() => {
                hints.push(fill(check.hint, at, &names));
            }
            Verdict::Fail | Verdict::Warn | Verdict::Pass | Verdict::Skipped | Verdict::Error => {}
        }
        hints.extend(signature.map(|signature| signature.remedy(&names)));
        hints.dedup();
        Self {
            check: check.id,
            group: check.group,
            statement: fill(check.statement, at, &names),
            cluster,
            verdict,
            evidence,
            signature: signature.map(|signature| signature.id),
            cause: signature.map(|signature| signature.cause),
            hints,
            page: check.page(),
            is_unasked: false,
            took_seconds,
        }
    }
}

fn names(at: At<'_>) -> Names {
    let federation = &at.scene.rig.federation;
    let host = &federation.host.access;
    Names {
        kubectl: Some(host.kubectl()),
        helm: Some(format!(
            "--kubeconfig {} --kube-context {}",
            host.kubeconfig.display(),
            host.context
        )),
        member: Some(at.name().to_string()),
        namespace: Some(federation.kubefed.namespace.to_string()),
    }
}

fn fill(text: &str, at: At<'_>, names: &Names) -> String {
    let federation = &at.scene.rig.federation;
    let pairs = [
        ("<cluster kubectl>", at.cluster.access.kubectl()),
        ("<kubectl>", names.kubectl.clone().unwrap_or_default()),
        ("<helm flags>", names.helm.clone().unwrap_or_default()),
        ("<host>", federation.host.access.context.to_string()),
        ("<cluster>", at.name().to_string()),
        ("<namespace>", at.namespace().to_owned()),
        ("<account>", format!("{}-{}", at.name(), federation.host.name)),
        ("<release>", federation.kubefed.release.to_string()),
        ("<file>", federation.file.display().to_string()),
    ];
    pairs.iter().fold(text.to_owned(), |text, (mark, name)| text.replace(mark, name))
}
