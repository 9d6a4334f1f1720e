//! What every command that works on a federation begins and ends with: the file, the rig, the lock
//! of the state directory, the journal, the look at what is there.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::run_args::RunArgs;
use super::run_folder::RunFolder;
use super::supplies::Supplies;
use super::surroundings::Machine;
use super::unseen::unseen;
use super::verb::Verb;
use super::{Common, Progress, files, interrupt, supplies};
use crate::check::Unseen;
use crate::engine::{self, Event, Sink, Summary};
use crate::fetch::LockFile;
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

/// A command at work on a federation.
pub(super) struct Session<'a> {
    pub rig: Rig,
    pub terminal: &'a Terminal,
    /// The exit code of the survey: not `Done` when a member did not answer.
    pub(super) short: Exit,
    /// What the survey did not see.
    pub(super) unseen: Unseen,
    args: &'a RunArgs,
    _run_folder: RunFolder,
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
        let mut federation = files::federation(file, &machine, terminal)?;
        federation.allow.extend(&args.allow);
        federation.workloads = federation.workloads.filter(|_| verb.minds_workloads());
        let folder = machine.state.join(federation.name.as_str());
        let lock = match verb {
            Verb::Plan | Verb::Status | Verb::Spread => None,
            Verb::Up
            | Verb::Down
            | Verb::Join
            | Verb::Unjoin
            | Verb::Rotate
            | Verb::Federate
            | Verb::Unfederate => {
                let taken = StateLock::take(&folder, verb.as_str()).map_err(|error| {
                    terminal.error(&Diagnosis::of(&error, error.hints()).render());
                    Exit::Clusters
                });
                Some(taken?)
            }
        };
        let run_folder = RunFolder::with_copies(&federation, &machine.spec.run_dir);
        let run_folder = run_folder.map_err(usage)?;
        let journal = match verb {
            Verb::Status => Journal::silent(folder.join("runs")),
            Verb::Up
            | Verb::Plan
            | Verb::Down
            | Verb::Join
            | Verb::Unjoin
            | Verb::Rotate
            | Verb::Federate
            | Verb::Unfederate
            | Verb::Spread => Journal::begin(folder.join("runs")),
        };
        let journal = Arc::new(journal);
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
            .caching_in(machine.cache.join("kube"))
            .collecting_late(machine.gogc.as_ref());
        let supplies = Supplies::read(common, &machine, Some(&federation)).map_err(usage)?;
        let supplies = supplies.locked(&federation, locking, terminal)?;
        let lock_file = supplies.lock();
        let fetcher = supplies.fetcher(&machine, exec.clone()).map_err(usage)?;
        let own = OwnAccess::at(folder.join("kubeconfig"), machine.spec.run_dir.clone());
        let rig = Rig::new(federation, exec, fetcher, own, cancel, journal);
        Ok(Self {
            rig,
            terminal,
            short: Exit::Done,
            unseen: Unseen::default(),
            args,
            verb,
            lock_file,
            _run_folder: run_folder,
            _lock: lock,
        })
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
        let needed = |lane: &Lane| {
            matches!(lane, Lane::Tools | Lane::ControlPlane | Lane::Workloads) || *lane == host
        };
        let failed = summary.failures().any(|(finished, _)| needed(&finished.lane));
        let exit = self.report(&summary);
        self.unseen = unseen(&self.rig.federation, &summary);
        if failed || summary.is_cancelled() {
            return Err(exit);
        }
        self.short = exit;
        Ok(())
    }

    /// Says what is not safe about a plan.
    pub fn warn(&self, plan: &Plan) {
        let sink = self.sink();
        for warning in plan.warnings() {
            sink.hear(&Event::Warned { lane: &warning.lane(), text: &warning.text });
        }
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
            self.terminal.error(&self.words(&error));
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

    pub(super) async fn run(&self, plan: &Plan) -> Summary {
        let sink = Noting { journal: Arc::clone(&self.rig.journal), sink: self.sink() };
        engine::run(plan, &self.rig, self.args.parallel, &sink).await
    }

    pub(super) fn sink(&self) -> Box<dyn Sink> {
        match self.args.output {
            Progress::Json => Box::new(Json(self.terminal.clone())),
            Progress::Text if self.terminal.is_live() => Box::new(Live::new()),
            Progress::Text => Box::new(Plain(self.terminal.clone())),
        }
    }

    pub(super) fn report(&self, summary: &Summary) -> Exit {
        for (_, error) in summary.failures() {
            self.terminal.error(&self.words(error));
        }
        Exit::of(summary)
    }

    /// An error as text. A kubeconfig of this run is gone when a person reads it; fedrig's own has
    /// the same context, so a command with that one can be pasted.
    fn words(&self, error: &Error) -> String {
        let fetched = self.rig.federation.all_clusters().filter(|c| c.source.is_fetched());
        let own = self.rig.own.path().display().to_string();
        fetched.fold(Diagnosis::of_step(error).render(), |text, cluster| {
            text.replace(&cluster.access.kubeconfig.display().to_string(), &own)
        })
    }

    /// Whether the result is text for people.
    pub fn is_text(&self) -> bool {
        self.args.output == Progress::Text
    }

    /// Notes how it ended: what the command came to, or what the survey lacked.
    pub fn close(self, result: Result<(), Exit>) -> Exit {
        match (self.verb, &self.lock_file) {
            (Verb::Up | Verb::Join, Some(lock)) => supplies::save(lock, self.terminal),
            (
                Verb::Up
                | Verb::Join
                | Verb::Plan
                | Verb::Status
                | Verb::Down
                | Verb::Unjoin
                | Verb::Rotate
                | Verb::Federate
                | Verb::Unfederate
                | Verb::Spread,
                _,
            ) => {}
        }
        let exit = result.err().unwrap_or(self.short);
        let took_seconds = self.rig.timing.division().total_seconds;
        self.rig.journal.note(What::RunEnded { exit: exit as u8, took_seconds });
        exit
    }
}
