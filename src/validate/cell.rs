//! One cell from its first stage to its clean-up.

use std::path::PathBuf;

use jiff::Timestamp;

use super::desk::Desk;
use super::fault::Fault;
use super::log::Log;
use super::request::{Keep, needs};
use super::spans::Clock;
use super::stage::{self, Ran};
use super::{Event, inputs, workload};
use crate::verdict::{CellReport, CellVerdict, Stage, StageReport, StageVerdict};

/// The order in which stages run. The report has them in the order of [`Stage::ALL`]; what needs an
/// empty cluster runs when the cell's own federation is gone.
const ORDER: [Stage; 11] = [
    Stage::Stack,
    Stage::Clusters,
    Stage::Install,
    Stage::Image,
    Stage::Suite,
    Stage::Walkthrough,
    Stage::NotReady,
    Stage::Unjoin,
    Stage::Uninstall,
    Stage::Upgrade,
    Stage::Namespaced,
];

/// A cell that runs.
pub(super) struct CellRun {
    desk: Desk,
    stages: Vec<StageReport>,
}

impl CellRun {
    /// A cell that begins now.
    pub fn of(desk: Desk) -> Self {
        Self { desk, stages: Vec::new() }
    }

    /// Runs it, cleans up, and writes down what it came to.
    pub async fn run(mut self) -> CellReport {
        let began = Timestamp::now();
        let (id, cell) = (self.desk.names.id.clone(), self.desk.cell.clone());
        let expected = self.desk.expected.clone();
        self.hear(&Event::CellStarted { id: &id, cell: &cell, expected: &expected });
        match self.prepare().await {
            Ok(()) => self.run_stages().await,
            Err(fault) => self.fail_all(&fault),
        }
        self.stages.sort_by_key(|report| report.stage);
        let verdict = CellVerdict::of(&self.stages, &expected);
        let made_of = self.desk.find_kit().map(|kit| kit.made_of.clone()).unwrap_or_default();
        let took_s = self.desk.began.elapsed().as_secs_f64();
        let mut report = CellReport {
            cell,
            expected,
            verdict,
            began,
            took_s,
            stages: self.stages.clone(),
            made_of,
        };
        self.clean_up(&report).await;
        report.took_s = self.desk.began.elapsed().as_secs_f64();
        if let Err(error) = inputs::write(&inputs::report_file(&self.desk.folder()), &report) {
            self.warn(&format!("the cell's report can't be written: {error}"));
        }
        self.hear(&Event::CellFinished { id: &id, report: &report });
        report
    }

    /// Removes what an earlier run has left of this cell, and makes its folders.
    async fn prepare(&self) -> Result<(), Fault> {
        let unwritable =
            |error: std::io::Error| Fault::of("the cell's folders can't be made", &error);
        if self.desk.marker().exists() {
            self.remove_clusters().await.map_err(|fault| fault.hint(self.removal()))?;
        }
        let _ = std::fs::remove_dir_all(self.desk.folder());
        std::fs::create_dir_all(self.desk.folder().join("logs")).map_err(unwritable)?;
        let _ = std::fs::remove_dir_all(self.desk.work());
        let mut private = std::fs::DirBuilder::new();
        std::os::unix::fs::DirBuilderExt::mode(&mut private, 0o700);
        private.recursive(true).create(self.desk.work()).map_err(unwritable)?;
        let inputs =
            inputs::Inputs::of(&self.desk.cell, &self.desk.request, &self.desk.tools).await;
        inputs.write(&self.desk.folder()).map_err(unwritable)
    }

    async fn run_stages(&mut self) {
        for stage in ORDER {
            let whole: &[Stage] = match stage {
                Stage::Install => &[Stage::Install, Stage::Join, Stage::Ready],
                _ => std::slice::from_ref(&stage),
            };
            let begins_s = self.desk.began.elapsed().as_secs_f64();
            if let Some(ran) = self.find_reason_against(stage) {
                for stage in whole {
                    let ran = Ran { verdict: ran.verdict, ..Ran::passed(ran.says.clone()) };
                    self.finish(report(*stage, begins_s, 0.0, Ok(ran))).await;
                }
                continue;
            }
            self.hear(&Event::StageStarted { id: &self.desk.names.id, stage });
            let log = self.desk.log(stage);
            if stage == Stage::Install {
                for part in stage::up(&self.desk, &log).await {
                    let report = report(part.stage, part.begins_s, part.took_s, part.ran);
                    self.finish(with_log(report, stage, &self.desk, &log)).await;
                }
                continue;
            }
            let clock = Clock::of(self.desk.began);
            let ran = stage::run(stage, &self.desk, &log, &clock).await;
            let took_s = self.desk.began.elapsed().as_secs_f64() - begins_s;
            let mut report = report(stage, begins_s, took_s, ran);
            if report.spans.is_empty() {
                report.spans = clock.spans();
            }
            let failed = report.verdict == StageVerdict::Failed;
            self.finish(with_log(report, stage, &self.desk, &log)).await;
            if failed && matches!(stage, Stage::Walkthrough | Stage::Upgrade) {
                workload::clear(&self.desk, &log).await;
            }
        }
    }

    /// Why a stage does not run: it was not asked for, or what it builds on did not pass.
    fn find_reason_against(&self, stage: Stage) -> Option<Ran> {
        if !self.desk.request.stages.contains(&stage) {
            return Some(Ran::skipped("not asked for"));
        }
        let not_run = |says: String| Ran { verdict: StageVerdict::NotRun, ..Ran::passed(says) };
        if self.desk.tools.cancel.is_cancelled() {
            return Some(not_run("the run was interrupted".to_owned()));
        }
        let verdict = |stage: Stage| {
            self.stages.iter().find(|report| report.stage == stage).map(|report| report.verdict)
        };
        let missing = needs(stage).iter().find(|needed| {
            !matches!(verdict(**needed), Some(StageVerdict::Passed | StageVerdict::Known))
        });
        missing.map(|needed| match verdict(*needed) {
            Some(StageVerdict::Failed) => not_run(format!("it needs {needed}, which failed")),
            Some(_) | None => not_run(format!("it needs {needed}, which did not run")),
        })
    }

    /// Takes a stage's report, with evidence when it failed.
    async fn finish(&mut self, mut report: StageReport) {
        if report.verdict == StageVerdict::Failed {
            report.evidence = self.gather(report.stage).await;
        }
        self.hear(&Event::StageFinished { id: &self.desk.names.id, report: &report });
        self.stages.push(report);
    }

    /// What the clusters have to say, before anything is cleaned up; one archive a cell and failure.
    async fn gather(&self, stage: Stage) -> Option<String> {
        let of = if stage == Stage::Namespaced { stage } else { Stage::Install };
        let file = self.desk.file(of);
        if !file.exists() || self.desk.tools.cancel.is_cancelled() {
            return None;
        }
        let relative = format!("evidence/{stage}.tar.gz");
        let archive = self.desk.folder().join(&relative);
        std::fs::create_dir_all(archive.parent()?).ok()?;
        let log = Log::begin(&self.desk.folder().join("logs/gather.log"), self.desk.began);
        let gathered = self.desk.fedrig(stage, &log).gather(&file, &archive).await;
        match gathered {
            Ok(_) if archive.exists() => Some(self.relative(&relative)),
            Ok(_) => None,
            Err(failure) => {
                // Nobody is to look for evidence in an empty folder.
                let _ = std::fs::remove_dir(archive.parent()?);
                let fault = Fault::of_fedrig("`fedrig gather` failed", &failure);
                self.warn(&format!("there is no evidence of {stage}: {}", fault.says));
                None
            }
        }
    }

    /// Removes the clusters, unless they are wanted, and what they gave away.
    async fn clean_up(&self, report: &CellReport) {
        let made = self.desk.marker().exists();
        if made && self.desk.request.keep == Keep::Failed && !report.verdict.is_good() {
            let removal = self.removal();
            self.warn(&format!("its clusters stay; {removal}"));
            return;
        }
        if made && let Err(fault) = self.remove_clusters().await {
            let causes = fault.causes.join(": ");
            self.warn(&format!("{}: {causes}; {}", fault.says, self.removal()));
            return;
        }
        if let Err(error) = std::fs::remove_dir_all(self.desk.work())
            && error.kind() != std::io::ErrorKind::NotFound
        {
            let work = self.desk.work();
            self.warn(&format!("`{}` can't be removed: {error}", work.display()));
        }
    }

    async fn remove_clusters(&self) -> Result<(), Fault> {
        let (clusters, folder) = (self.desk.names.clusters(), self.desk.env_folder());
        let log = Log::begin(&self.desk.folder().join("logs/clean-up.log"), self.desk.began);
        let fedrig = self.desk.fedrig(Stage::Clusters, &log);
        let removed = fedrig.env_down(&clusters, &folder, &self.desk.names.network).await;
        removed.map_err(|error| Fault::of_fedrig("the clusters could not be removed", &error))?;
        // Without the mark they are not taken for ours any more.
        let _ = std::fs::remove_file(self.desk.marker());
        Ok(())
    }

    /// The command that removes the cell's clusters.
    fn removal(&self) -> String {
        let clusters = self.desk.names.clusters();
        let names: Vec<&str> = clusters.iter().map(|cluster| cluster.as_str()).collect();
        format!(
            "`fedrig env down {} --folder {} --network {}` removes them",
            names.join(" "),
            self.desk.env_folder().display(),
            self.desk.names.network
        )
    }

    fn fail_all(&mut self, fault: &Fault) {
        let not_run = |stage| {
            let says = "the cell could not begin".to_owned();
            report(stage, 0.0, 0.0, Ok(Ran { verdict: StageVerdict::NotRun, ..Ran::passed(says) }))
        };
        self.stages = Stage::ALL.into_iter().map(not_run).collect();
        self.stages[0] = report(Stage::Stack, 0.0, 0.0, Err(fault.clone()));
    }

    fn relative(&self, path: &str) -> String {
        format!("cells/{}/{path}", self.desk.names.id)
    }

    fn warn(&self, text: &str) {
        self.hear(&Event::Warned { id: &self.desk.names.id, text });
    }

    fn hear(&self, event: &Event<'_>) {
        (self.desk.tools.hearing)(event);
    }
}

impl Desk {
    /// The file that says that the clusters of these names are this cell's.
    pub fn marker(&self) -> PathBuf {
        self.folder().join("clusters.json")
    }

    /// Notes whose the clusters are, before they are made.
    pub fn mark_clusters(&self) -> std::io::Result<()> {
        inputs::write(&self.marker(), &self.names.clusters())
    }
}

fn report(stage: Stage, begins_s: f64, took_s: f64, ran: Result<Ran, Fault>) -> StageReport {
    let blank = StageReport {
        stage,
        verdict: StageVerdict::Failed,
        begins_s,
        took_s,
        says: String::new(),
        causes: Vec::new(),
        hints: Vec::new(),
        log_tail: Vec::new(),
        log: None,
        evidence: None,
        spans: Vec::new(),
        suite: None,
        propagation: None,
    };
    match ran {
        Ok(Ran { verdict, says, spans, suite, propagation }) => {
            StageReport { verdict, says, spans, suite, propagation, ..blank }
        }
        Err(fault) if fault.cancelled => StageReport {
            verdict: StageVerdict::NotRun,
            says: "the run was interrupted".to_owned(),
            ..blank
        },
        Err(Fault { says, causes, hints, .. }) => StageReport { says, causes, hints, ..blank },
    }
}

/// The stages of one child share a log.
fn with_log(report: StageReport, of: Stage, desk: &Desk, log: &Log) -> StageReport {
    let log_tail = if report.verdict == StageVerdict::Failed { log.tail() } else { Vec::new() };
    let log = Some(format!("cells/{}/logs/{of}.log", desk.names.id));
    StageReport { log_tail, log, ..report }
}
