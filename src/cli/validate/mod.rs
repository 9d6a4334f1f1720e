//! `fedrig validate`.

mod emit;
mod which;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::supplies::Supplies;
use super::surroundings::Machine;
use super::{Common, Progress, docker, files, interrupt};
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::report::{Exit, validating, validation};
use crate::state_lock::StateLock;
use crate::tool::Exec;
use crate::tool::fedrig::Flags;
use crate::validate::{Hearing, Keep, Request, Resume, Tools, cell_id, expectation, part, run};
use crate::verdict::{Cell, CellVerdict, Expectation, Shard, Stage, Validation};

/// Find out whether KubeFed works on Kubernetes: each cell of a matrix on clusters of its own.
#[derive(Debug, Args)]
#[command(
    after_help = "A cell goes through the stages stack, clusters, install, image, join, ready, suite, walkthrough, not-ready, upgrade, namespaced, unjoin and uninstall. What is known not to work has to fail, and to say why.\n\nExamples:\n  fedrig validate --kubefed 0.10.0 --kubernetes 1.33.13\n  fedrig validate -f matrix.yaml --out report --resume\n  fedrig validate -f matrix.yaml --shard 2/3 --out report-2\n  fedrig validate -f matrix.yaml --list\n  fedrig validate -f matrix.yaml --emit github > .github/workflows/validate.yaml\n"
)]
pub(super) struct Validate {
    #[command(flatten)]
    which: which::Which,
    /// Run only this stage and what it builds on; can be given several times.
    #[arg(long, value_name = "STAGE", value_parser = which::stage)]
    stage: Vec<Stage>,
    /// Leave out this stage; can be given several times.
    #[arg(long, value_name = "STAGE", value_parser = which::stage)]
    skip_stage: Vec<Stage>,
    /// How many clusters a cell has besides its host [default: 1].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=16))]
    members: Option<u8>,
    /// The folder for the report.
    #[arg(long, value_name = "DIR", default_value = "fedrig-validation")]
    out: PathBuf,
    /// Take over what an earlier run found in the same folder, of the same inputs.
    #[arg(long)]
    resume: bool,
    /// Run only part I of N, the same on every machine.
    #[arg(long, value_name = "I/N", value_parser = which::shard)]
    shard: Option<Shard>,
    /// How many cells run at once.
    #[arg(long, value_name = "N", default_value_t = 1)]
    parallel: usize,
    /// Leave the clusters of a cell that is not as expected.
    #[arg(long)]
    keep: bool,
    /// What the names of all clusters begin with.
    #[arg(long, value_name = "PREFIX", default_value = "fv", value_parser = which::prefix)]
    name: String,
    /// Only say which cells there are, and what is expected of each.
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    emit: emit::Emit,
    /// How to write progress and result.
    #[arg(short, long, value_enum, default_value_t = Progress::Text)]
    output: Progress,
}

impl Validate {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        self.validate(common, terminal).await.unwrap_or_else(|exit| exit)
    }

    async fn validate(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let machine = Machine::read(common).map_err(|text| files::usage(terminal, &text))?;
        let matrix = self.which.matrix(&machine.spec.current_dir, terminal)?;
        let cells = part(matrix.cells, self.shard);
        if self.list {
            terminal.result(&self.listing(&cells));
            return Ok(Exit::Done);
        }
        if let Some(form) = self.emit.form {
            terminal.result(&self.emitted(form, cells));
            return Ok(Exit::Done);
        }
        if cells.is_empty() {
            return Err(files::usage(terminal, "this shard has no cell"));
        }
        let members = self.members.map_or(matrix.members.unwrap_or(1), usize::from);
        let out = machine.spec.current_dir.join(&self.out);
        let request = Request {
            cells,
            shard: self.shard,
            members,
            stages: self.stages(&matrix.skip),
            work: machine.state.join("validate"),
            out: out.clone(),
            prefix: self.name.clone(),
            parallel: self.parallel,
            resume: if self.resume { Resume::Yes } else { Resume::No },
            keep: if self.keep { Keep::Failed } else { Keep::Nothing },
        };
        let tools = self.tools(common, &machine, terminal)?;
        let cancel = tools.cancel.clone();
        let locks = [self.name.clone(), out.display().to_string().replace('/', "_")]
            .map(|name| lock(&request.work.join(".locks").join(name), terminal));
        if let Some(exit) = locks.iter().find_map(|lock| lock.as_ref().err()) {
            return Err(*exit);
        }
        let validation = run(request, tools).await;
        drop(locks);
        self.report(&validation, &out, terminal)?;
        Ok(exit(&validation, &cancel))
    }

    /// Writes the report's files, and says what all came to.
    fn report(&self, validation: &Validation, out: &Path, terminal: &Terminal) -> Result<(), Exit> {
        let written = validation::write_all(validation, out).map_err(|error| {
            let tried = format!("the report can't be written into `{}`: {error}", out.display());
            files::usage(terminal, &tried)
        })?;
        match self.output {
            Progress::Text => terminal.result(&validation::table(
                validation,
                terminal.result_width(),
                terminal.paint(),
            )),
            Progress::Json => {
                let ended = Ended { event: "finished", report: validation };
                let line = serde_json::to_string(&ended).expect("our own shapes are JSON");
                terminal.result(&format!("{line}\n"));
            }
        }
        for file in written {
            terminal.progress(&format!("written: {}", file.display()));
        }
        Ok(())
    }

    fn stages(&self, skip: &[Stage]) -> BTreeSet<Stage> {
        let all = || Stage::ALL.into_iter().collect::<BTreeSet<_>>();
        let wanted = match self.stage.is_empty() {
            true => all(),
            false => crate::validate::closed(&self.stage.iter().copied().collect()),
        };
        let skipped = |stage: &Stage| self.skip_stage.contains(stage) || skip.contains(stage);
        wanted.into_iter().filter(|stage| !skipped(stage)).collect()
    }

    fn listing(&self, cells: &[Cell]) -> String {
        let cells: Vec<(String, Expectation)> =
            cells.iter().map(|cell| (cell_id(cell), expectation(cell))).collect();
        match self.output {
            Progress::Text => validating::list(&cells),
            Progress::Json => {
                let line = |(id, expected): &(String, Expectation)| {
                    format!("{}\n", serde_json::json!({"id": id, "expected": expected}))
                };
                cells.iter().map(line).collect()
            }
        }
    }

    fn tools(
        &self,
        common: &Common,
        machine: &Machine,
        terminal: &Terminal,
    ) -> Result<Tools, Exit> {
        let usage = |text: String| files::usage(terminal, &text);
        let (cancel, kill) = (CancellationToken::new(), CancellationToken::new());
        interrupt::listen(cancel.clone(), kill.clone(), terminal.clone());
        let exec = Exec::new(cancel.clone(), kill).caching_in(machine.cache.join("kube"));
        let supplies = Supplies::read(common, machine, None).map_err(usage)?;
        let fetcher = supplies.fetcher(machine, exec.clone()).map_err(usage)?;
        let fedrig = std::env::current_exe()
            .map_err(|error| usage(format!("fedrig's own path is not known: {error}")))?;
        Ok(Tools {
            fedrig,
            flags: Flags {
                state_dir: machine.state.clone(),
                cache_dir: machine.cache.clone(),
                mirror: common.mirror.clone(),
                mirror_rebuilds: common.mirror_rebuilds,
                ca_file: common.ca_file.clone(),
            },
            docker: docker::find(machine, terminal)?,
            fetcher: Arc::new(fetcher),
            exec,
            cancel,
            hearing: self.hearing(terminal),
        })
    }

    fn hearing(&self, terminal: &Terminal) -> Hearing {
        let terminal = terminal.clone();
        match self.output {
            Progress::Text => Arc::new(move |event| validating::text(event, &terminal)),
            Progress::Json => Arc::new(move |event| terminal.result(&validating::json(event))),
        }
    }
}

/// One run at a time has clusters of these names, and writes into this folder.
fn lock(folder: &Path, terminal: &Terminal) -> Result<StateLock, Exit> {
    StateLock::take(folder, "validate").map_err(|error| {
        terminal.error(&Diagnosis::of(&error, error.hints()).render());
        Exit::Clusters
    })
}

#[derive(Serialize)]
struct Ended<'a> {
    event: &'static str,
    report: &'a Validation,
}

/// An interrupted run says so; otherwise one cell that is not as expected is enough.
fn exit(validation: &Validation, cancel: &CancellationToken) -> Exit {
    if cancel.is_cancelled() {
        return Exit::Interrupted;
    }
    let verdicts = || validation.cells.iter().map(|report| report.verdict);
    match verdicts().all(CellVerdict::is_good) {
        true => Exit::Done,
        false => Exit::Verdict,
    }
}
