//! One spec in a process of its own.

use std::path::Path;
use std::time::Duration;

use super::junit::{self, Outcome, Report};
use super::queue::Job;
use super::{BuiltSuite, SuiteRun, listing, ports, words};
use crate::tool::{Access, Exec, Output, ToolFailure};
use crate::verdict::{Spec, SpecVerdict};

/// A spec has as long as this at the most. The longest took 21 s; one that fails waits for 2 minutes
/// at least.
const LIMIT: Duration = Duration::from_secs(600);
/// The longest report that is read, in bytes; one of all specs with all that they say has 80 KB.
const REPORT: u64 = 32 << 20;

/// What each of the processes works with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Worker<'a> {
    pub suite: &'a BuiltSuite,
    pub exec: &'a Exec,
    pub run: &'a SuiteRun,
    pub access: &'a Access,
}

impl Worker<'_> {
    /// Runs the spec for as long as `left` at the most, and says how it ended.
    pub async fn run(&self, job: &Job, left: Duration) -> Spec {
        if job.needs_ports()
            && let Err(taken) = ports::await_free().await
        {
            return spec(job, SpecVerdict::NotRun, 0.0, taken);
        }
        let name = file_name(job);
        let log = self.run.folder.join("logs").join(format!("{name}.log"));
        let report = self.run.folder.join("reports").join(format!("{name}.xml"));
        // What an earlier run left must not be taken for this one's.
        let _ = (std::fs::remove_file(&log), std::fs::remove_file(&report));
        let call = self
            .suite
            .call(&self.access.kubeconfig, &report)
            .flag("-context", self.access.context.as_str())
            .flag("-kubefed-namespace", &self.run.namespace)
            // Otherwise each process waits until its namespaces are gone, 5 s to 20 s; that is waited
            // for once, at the end.
            .arg("-wait-for-finalization=false")
            .args(listing::scope_flags(self.run.scope))
            .flag("-ginkgo.focus", job.spec.expression())
            .logged_to(&log);
        let ended = self.exec.run(call, left.min(LIMIT)).await;
        judge(job, ended, || read(&report))
    }
}

/// How a spec ended whose process ended like this.
fn judge(
    job: &Job,
    ended: Result<Output, ToolFailure>,
    report: impl FnOnce() -> Result<Report, String>,
) -> Spec {
    let failed = |says: String| spec(job, SpecVerdict::Failed, 0.0, says);
    let badly = match ended {
        Ok(_) => None,
        Err(failure @ ToolFailure::Exit { .. }) => Some(told(&failure)),
        Err(failure @ ToolFailure::Cancelled { .. }) => {
            return spec(job, SpecVerdict::NotRun, 0.0, failure.to_string());
        }
        Err(failure @ ToolFailure::TimedOut { limit, .. }) => {
            return spec(job, SpecVerdict::Failed, limit.as_secs_f64(), failure.to_string());
        }
        Err(failure) => return failed(told(&failure)),
    };
    let report = match report() {
        Ok(report) => report,
        Err(reason) => return failed(badly.unwrap_or(reason)),
    };
    let around = |name: &str| {
        report.cases.iter().find_map(|case| match case.outcome() {
            Outcome::Failed(text) if case.name == name => Some(words::failure(text)),
            Outcome::Failed(_) | Outcome::Passed | Outcome::Skipped(_) | Outcome::LeftOut => None,
        })
    };
    let Some(case) = report.cases.iter().find(|case| case.name == job.spec.name) else {
        return failed(match around("BeforeSuite") {
            Some(why) => format!("what comes before every spec failed: {why}"),
            None => badly.unwrap_or_else(|| "the suite's report has no word of it".to_owned()),
        });
    };
    let after = || around("AfterSuite").or(badly);
    match (case.outcome(), after()) {
        (Outcome::Passed, None) => Spec {
            name: job.spec.name.clone(),
            verdict: SpecVerdict::Passed,
            took_s: case.took_s,
            says: None,
            known: None,
        },
        (Outcome::Passed, Some(why)) => spec(
            job,
            SpecVerdict::Failed,
            case.took_s,
            format!("it passed, and what comes after it failed: {why}"),
        ),
        (Outcome::Failed(text), _) => {
            spec(job, SpecVerdict::Failed, case.took_s, words::failure(text))
        }
        (Outcome::Skipped(text), _) => {
            spec(job, SpecVerdict::Skipped, case.took_s, words::reason(text))
        }
        (Outcome::LeftOut, _) => {
            // It must not count as skipped by the suite: that has always a reason.
            spec(job, SpecVerdict::NotRun, 0.0, "the suite left it out, and did not say why".into())
        }
    }
}

fn spec(job: &Job, verdict: SpecVerdict, took_s: f64, says: String) -> Spec {
    Spec { name: job.spec.name.clone(), verdict, took_s, says: Some(says), known: None }
}

/// A failure of the process. Go's runtime says why first, and then for pages where.
fn told(failure: &ToolFailure) -> String {
    let begins = |line: &&str| ["panic: ", "fatal error: "].iter().any(|b| line.starts_with(b));
    match failure.stderr().lines().find(begins) {
        Some(line) => format!("the suite's process ended: {line}"),
        None => failure.to_string(),
    }
}

fn read(report: &Path) -> Result<Report, String> {
    let unread =
        |error: &dyn std::fmt::Display| format!("the suite's report can't be read: {error}");
    let size = std::fs::metadata(report).map_err(|error| unread(&error))?.len();
    if size > REPORT {
        return Err(unread(&format!("it has {size} bytes")));
    }
    let text = std::fs::read_to_string(report).map_err(|error| unread(&error))?;
    junit::read(&text).map_err(|error| unread(&error))
}

/// `07-federated-jobs-batch-should-be-created`
fn file_name(job: &Job) -> String {
    let letters = job.spec.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' });
    let letters = letters.collect::<String>().to_ascii_lowercase();
    let words: Vec<&str> = letters.split_whitespace().collect();
    let mut name = format!("{:02}-{}", job.index + 1, words.join("-"));
    name.truncate(80);
    name
}

#[cfg(test)]
#[path = "spec_run_tests.rs"]
mod tests;
