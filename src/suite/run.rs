//! Runs the suite, several specs at once.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::stream::FuturesUnordered;

use super::access::HostAccess;
use super::queue::Queue;
use super::spec_run::Worker;
use super::{BuiltSuite, Error, Listed, Say, known, leftovers, types_at_work};
use crate::name::{ClusterName, ContextName};
use crate::tool::Exec;
use crate::verdict::{Scope, Span, Spec, SpecVerdict, Suite};
use crate::watch::{Unreachable, client};

/// What is said of a spec that was not chosen.
pub const NOT_CHOSEN: &str = "it was not chosen";

/// What the suite is run against, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct SuiteRun {
    /// The host's kubeconfig, absolute.
    pub kubeconfig: PathBuf,
    /// The host's context in it.
    pub context: ContextName,
    /// The host's name in the federation; it has to be a member of it.
    pub host: ClusterName,
    /// The control plane's namespace.
    pub namespace: String,
    /// What the control plane looks after.
    pub scope: Scope,
    /// How many specs run at once.
    pub workers: usize,
    /// Where logs and reports go, absolute; what earlier runs left there is written over.
    pub folder: PathBuf,
    /// How long it may take as a whole.
    pub limit: Duration,
    /// The specs that are run, as an expression of Go's; all without.
    pub chosen: Option<String>,
}

impl BuiltSuite {
    /// Runs the chosen specs, and says how every one ended and what ran when, from the start of this.
    ///
    /// Whatever happens to a spec is its verdict; an error is what keeps all of them from running.
    /// When it ends, the namespaces of the specs are gone, or it was said which are not.
    pub async fn run(
        &self,
        exec: &Exec,
        run: &SuiteRun,
        say: Say<'_>,
    ) -> Result<(Suite, Vec<Span>), Error> {
        let started = Instant::now();
        for folder in ["logs", "reports"].map(|name| run.folder.join(name)) {
            let made = fs::create_dir_all(&folder);
            made.map_err(|source| Error::File { path: folder, what: "made", source })?;
        }
        let host = HostAccess::of(run)?;
        let unreachable = |source| Error::Unreachable { source };
        let client = client::connect(&host.access).await.map_err(unreachable)?;
        let version = client.apiserver_version().await;
        let version = version.map_err(|error| unreachable(Unreachable::from(&error)))?;
        let specs = self.list(exec, run.scope, run.chosen.as_deref()).await?;
        types_at_work::await_all(client.clone(), &run.namespace, exec.cancel(), say).await;
        let worker = Worker { suite: self, exec, run, access: &host.access };
        let at_work = AtWork { worker, started, specs: &specs, say };
        let (verdicts, spans) = at_work.all().await;
        let mut suite = Suite {
            sequential_s: verdicts.iter().map(|spec| spec.took_s).sum(),
            specs: verdicts,
            workers: run.workers,
        };
        if let Some(kubernetes) = crate::tool::version::parse(&version.git_version) {
            for line in known::explain(&mut suite, &known::KNOWN, &self.kubefed, &kubernetes) {
                say(&line);
            }
        }
        leftovers::await_gone(client, exec.cancel(), say).await;
        Ok((suite, spans))
    }
}

/// A run at work.
struct AtWork<'a> {
    worker: Worker<'a>,
    started: Instant,
    specs: &'a [Listed],
    say: Say<'a>,
}

impl AtWork<'_> {
    async fn all(&self) -> (Vec<Spec>, Vec<Span>) {
        let run = self.worker.run;
        let mut queue = Queue::of(self.specs, run.scope);
        let mut ended: Vec<Option<Spec>> = vec![None; self.specs.len()];
        let mut free: Vec<usize> = (1..=run.workers.max(1)).rev().collect();
        let (mut running, mut spans) = (FuturesUnordered::new(), Vec::new());
        let chosen = self.specs.iter().filter(|spec| spec.chosen).count();
        loop {
            while let Some(lane) = free.last().copied()
                && !self.is_over()
                && let Some(job) = queue.take()
            {
                free.pop();
                running.push(async move {
                    let began = self.started.elapsed();
                    let spec = self.worker.run(&job, run.limit.saturating_sub(began)).await;
                    (lane, job.index, began, spec)
                });
            }
            let Some((lane, index, began, spec)) = running.next().await else { break };
            queue.release(index);
            free.push(lane);
            spans.push(self.span(lane, began, &spec));
            let Spec { name, verdict, took_s, .. } = &spec;
            (self.say)(&format!(
                "{:>2} of {chosen}  {:<7} {took_s:>5.1} s  {name}",
                spans.len(),
                word(*verdict)
            ));
            ended[index] = Some(spec);
        }
        let specs = self.specs.iter().zip(ended);
        (specs.map(|(listed, spec)| spec.unwrap_or_else(|| self.not_run(listed))).collect(), spans)
    }

    fn is_over(&self) -> bool {
        self.started.elapsed() >= self.worker.run.limit || self.worker.exec.cancel().is_cancelled()
    }

    fn span(&self, lane: usize, began: Duration, spec: &Spec) -> Span {
        Span {
            lane: format!("worker {lane}"),
            what: spec.name.clone(),
            begins_s: began.as_secs_f64(),
            took_s: self.started.elapsed().saturating_sub(began).as_secs_f64(),
            ok: matches!(spec.verdict, SpecVerdict::Passed | SpecVerdict::Skipped),
        }
    }

    fn not_run(&self, listed: &Listed) -> Spec {
        let says = match listed.chosen {
            false => NOT_CHOSEN.to_owned(),
            true if self.worker.exec.cancel().is_cancelled() => "the run was ended".to_owned(),
            true => format!("the suite's {} s were over", self.worker.run.limit.as_secs()),
        };
        let name = listed.name.clone();
        Spec { name, verdict: SpecVerdict::NotRun, took_s: 0.0, says: Some(says), known: None }
    }
}

fn word(verdict: SpecVerdict) -> &'static str {
    match verdict {
        SpecVerdict::Passed => "passed",
        SpecVerdict::Failed => "failed",
        SpecVerdict::Skipped => "skipped",
        SpecVerdict::NotRun => "not run",
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
pub(super) mod tests;
