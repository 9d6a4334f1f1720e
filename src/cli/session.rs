//! What every command that works on a federation begins and ends with: the file, the rig, the lock
//! of the state directory, the journal, the look at what is there.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use tokio_util::sync::CancellationToken;

use super::supplies::Supplies;
use super::surroundings::Machine;
use super::{Common, Progress, files, interrupt, supplies};
use crate::engine::{self, Sink, Summary};
use crate::fetch::{LockFile, Locking};
use crate::journal::{Journal, Orphan, Process, What, orphans};
use crate::plan::{self, Lane, Plan};
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::human::Plain;
use crate::report::json::Json;
use crate::report::live::Live;
use crate::report::noting::Noting;
use crate::report::terminal::Terminal;
use crate::state_lock::StateLock;
use crate::step::lease::Lease;
use crate::step::{Error, OwnAccess, Rig};
use crate::tool::{Exec, Program};

/// How long a program of a killed run is waited for: helm ends when its time is over.
const ORPHAN: Duration = Duration::from_secs(120);

/// The flags of commands that run steps.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// How to write progress and result.
    #[arg(short, long, value_enum, default_value_t = Progress::Text)]
    pub output: Progress,
    /// How many steps may run at once.
    #[arg(long, value_name = "N", default_value = "16")]
    pub parallel: NonZeroUsize,
    /// Use only tools and a chart that are in fedrig.lock, beside the file.
    #[arg(long)]
    pub locked: bool,
}

impl RunArgs {
    /// What may be used that `fedrig.lock` does not have yet.
    fn locking(&self) -> Locking {
        if self.locked { Locking::Locked } else { Locking::Learn }
    }
}

/// What is done to a federation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Up,
    /// Only looks, so it may run beside the others.
    Plan,
    Down,
    Join,
    Unjoin,
}

impl Verb {
    fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Plan => "plan",
            Self::Down => "down",
            Self::Join => "join",
            Self::Unjoin => "unjoin",
        }
    }
}

/// A command at work on a federation.
pub(super) struct Session<'a> {
    pub rig: Rig,
    pub terminal: &'a Terminal,
    /// The exit code of the survey: not `Done` when a member did not answer.
    short: Exit,
    args: &'a RunArgs,
    verb: Verb,
    lock_file: Option<Arc<LockFile>>,
    _lock: Option<StateLock>,
}

impl<'a> Session<'a> {
    /// Reads the file and takes the lock of the state directory; what is wrong was reported.
    pub fn open(
        verb: Verb,
        file: &Path,
        args: &'a RunArgs,
        common: &Common,
        terminal: &'a Terminal,
    ) -> Result<Self, Exit> {
        let locking = args.locking();
        let usage = |text: String| files::usage(terminal, &text);
        let machine = Machine::read(common).map_err(usage)?;
        let federation = files::federation(file, &machine, terminal)?;
        let folder = machine.state.join(federation.name.as_str());
        let lock = match verb {
            Verb::Plan => None,
            Verb::Up | Verb::Down | Verb::Join | Verb::Unjoin => {
                let taken = StateLock::take(&folder, verb.as_str()).map_err(|error| {
                    terminal.error(&Diagnosis::of(&error, error.hints()).render());
                    Exit::Clusters
                });
                Some(taken?)
            }
        };
        let journal = Arc::new(Journal::begin(folder.join("runs")));
        journal.note(What::RunStarted {
            verb: verb.as_str().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            process: Process::this(),
            user: machine.user.clone(),
        });
        let (cancel, kill) = (CancellationToken::new(), CancellationToken::new());
        interrupt::listen(cancel.clone(), kill.clone(), terminal.clone());
        let exec = Exec::new(cancel.clone(), kill)
            .noted_in(Arc::clone(&journal))
            .caching_in(machine.cache.join("kube"));
        let supplies = Supplies::read(common, &machine, Some(&federation)).map_err(usage)?;
        let supplies = supplies.locked(&federation, locking, terminal)?;
        let lock_file = supplies.lock();
        let fetcher = supplies.fetcher(&machine, exec.clone()).map_err(usage)?;
        let own = OwnAccess::at(folder.join("kubeconfig"));
        let rig = Rig::new(federation, exec, fetcher, own, cancel, journal);
        Ok(Self { rig, terminal, short: Exit::Done, args, verb, lock_file, _lock: lock })
    }

    /// Waits for what a killed run has left at work, a bounded time.
    async fn await_orphans(&self) {
        for orphan in orphans(self.rig.journal.folder()) {
            let Orphan { tool, process, run } = &orphan;
            self.terminal.progress(&format!(
                "{tool} of run {run}, which was killed, still works (process {}): waiting for it",
                process.pid
            ));
            tokio::select! {
                () = orphan.ended() => {}
                () = tokio::time::sleep(ORPHAN) => {}
                () = self.rig.cancel.cancelled() => return,
            }
        }
    }

    /// Looks at what is there. Without the host there is nothing to be done; a member that does not
    /// answer is told of, is not in the world, and is why the command does not end well.
    pub async fn survey(&mut self) -> Result<(), Exit> {
        self.await_orphans().await;
        let summary = self.run(&plan::survey(&self.rig.federation)).await;
        let host = Lane::Cluster(self.rig.federation.host.name.clone());
        let needed =
            |lane: &Lane| matches!(lane, Lane::Tools | Lane::ControlPlane) || *lane == host;
        let failed = summary.failures().any(|(finished, _)| needed(&finished.lane));
        let exit = self.report(&summary);
        if failed || summary.is_cancelled() {
            return Err(exit);
        }
        let problems = plan::admit(&self.rig.federation, &self.rig.probes(), &self.rig.world());
        if !problems.is_empty() {
            return Err(self.or_report::<()>(Err(Error::Unfit(problems))).err().unwrap_or(exit));
        }
        self.short = exit;
        Ok(())
    }

    /// Reports why the command is refused.
    pub fn refuse(&self, error: &str, hints: Vec<String>) -> Exit {
        let diagnosis =
            Diagnosis { error: error.to_owned(), causes: Vec::new(), command: None, hints };
        self.terminal.error(&diagnosis.render());
        Exit::Usage
    }

    /// The value, or its error reported.
    pub fn or_report<T>(&self, result: Result<T, Error>) -> Result<T, Exit> {
        result.map_err(|error| {
            self.terminal.error(&Diagnosis::of_step(&error).render());
            Exit::of_phase(error.phase())
        })
    }

    /// Runs a plan that changes something, under the federation's lock.
    pub async fn carry_out(&self, plan: &Plan) -> Result<Summary, Exit> {
        self.rig.journal.note(What::Planned {
            steps: plan
                .steps()
                .iter()
                .map(|step| format!("{}: {}", step.id, step.reason))
                .collect(),
        });
        let lease = self.lock().await?;
        let summary = self.run(plan).await;
        lease.release().await;
        if summary.is_success() { Ok(summary) } else { Err(self.report(&summary)) }
    }

    async fn lock(&self) -> Result<Lease, Exit> {
        // Leases are written by kubectl, so it has to be at hand before the plan begins.
        let fetched = self.rig.fetch(Program::Kubectl).await;
        let lease = match fetched {
            Ok(()) => Lease::acquire(&self.rig).await,
            Err(error) => Err(error),
        };
        self.or_report(lease)
    }

    async fn run(&self, plan: &Plan) -> Summary {
        let sink = Noting { journal: Arc::clone(&self.rig.journal), sink: self.sink() };
        engine::run(plan, &self.rig, self.args.parallel, &sink).await
    }

    fn sink(&self) -> Box<dyn Sink> {
        match self.args.output {
            Progress::Json => Box::new(Json(self.terminal.clone())),
            Progress::Text if self.terminal.is_live() => Box::new(Live::new()),
            Progress::Text => Box::new(Plain(self.terminal.clone())),
        }
    }

    fn report(&self, summary: &Summary) -> Exit {
        for (_, error) in summary.failures() {
            self.terminal.error(&Diagnosis::of_step(error).render());
        }
        Exit::of(summary)
    }

    /// Whether the result is text for people.
    pub fn is_text(&self) -> bool {
        self.args.output == Progress::Text
    }

    /// Notes how it ended: what the command came to, or what the survey lacked.
    pub fn close(self, result: Result<(), Exit>) -> Exit {
        match (self.verb, &self.lock_file) {
            (Verb::Up | Verb::Join, Some(lock)) => supplies::save(lock, self.terminal),
            (Verb::Up | Verb::Join | Verb::Plan | Verb::Down | Verb::Unjoin, _) => {}
        }
        let exit = result.err().unwrap_or(self.short);
        let took_seconds = self.rig.timing.division().total_seconds;
        self.rig.journal.note(What::RunEnded { exit: exit as u8, took_seconds });
        exit
    }
}
