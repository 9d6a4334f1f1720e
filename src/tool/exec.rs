//! Starts foreign programs. Nothing else in fedrig does.
//!
//! Each child has its own process group, no standard input unless it was given, a limit, and of its
//! output only the end is kept. Its whole group ends with the future, the limit or the run.

use std::ffi::OsString;
use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use super::ending::judge;
use super::heard::{Hear, Stream, open_log, tail};
use super::{Invocation, ToolFailure};
use crate::journal::{Journal, Process, RUN_MARK, What};
use crate::timing::{Spent, Timing};

/// The most that is kept of a child's standard output, in bytes; helm's release JSON has 0.2 MB.
const STDOUT_LIMIT: usize = 32 << 20;
/// The most that is kept of a child's standard error, in bytes.
const STDERR_LIMIT: usize = 64 << 10;
/// How long a child that was asked to stop (SIGTERM) has until it is killed. helm marks its
/// release as failed in that time.
const GRACE: Duration = Duration::from_secs(5);

/// What a child that ended with code 0 said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Standard output, complete unless it was absurdly long.
    pub stdout: String,
    /// The end of standard error.
    pub stderr: String,
}

/// Starts programs, and ends them when the run is cancelled.
#[derive(Debug, Clone, Default)]
pub struct Exec {
    cancel: CancellationToken,
    kill: CancellationToken,
    grace: Option<Duration>,
    timing: Timing,
    journal: Option<Arc<Journal>>,
    hear: Option<Hear>,
    environment: Vec<(&'static str, OsString)>,
}

impl Exec {
    /// An `Exec` whose children are asked to stop when `cancel` is cancelled, and killed when
    /// `kill` is.
    pub fn new(cancel: CancellationToken, kill: CancellationToken) -> Self {
        Self { cancel, kill, ..Self::default() }
    }

    /// The same, with `folder` for what kubectl and helm remember of clusters' types, which otherwise
    /// goes beside the user's kubeconfig.
    pub fn caching_in(mut self, folder: PathBuf) -> Self {
        self.environment.push(("KUBECACHEDIR", folder.into()));
        self
    }

    /// The same, with the collector of Go programs at work less often than usual, unless the person has
    /// `chosen`: it takes a fifth of kubectl's and kubefedctl's time, and saves 2 MiB.
    pub fn collecting_late(mut self, chosen: Option<&OsString>) -> Self {
        self.environment.extend(chosen.is_none().then(|| ("GOGC", "400".into())));
        self
    }

    /// The same, for what has to be done at the end of a cancelled run as well.
    pub fn uncancelled(&self) -> Self {
        Self { cancel: CancellationToken::new(), ..self.clone() }
    }

    /// The same, and what asks its children alone to stop.
    pub fn stoppable(&self) -> (Self, CancellationToken) {
        let cancel = self.cancel.child_token();
        (Self { cancel: cancel.clone(), ..self.clone() }, cancel)
    }

    /// The same, with each child noted in `journal`, and marked with its run: fedrig can be killed
    /// between a child's start and the note.
    pub fn noted_in(mut self, journal: Arc<Journal>) -> Self {
        self.environment.push((RUN_MARK, journal.id().into()));
        Self { journal: Some(journal), ..self }
    }

    /// What ends its children.
    pub fn cancel(&self) -> &CancellationToken {
        &self.cancel
    }

    /// The same, with each line of its children heard as it comes.
    pub fn heard_by(self, hear: Hear) -> Self {
        Self { hear: Some(hear), ..self }
    }

    /// The same, for children that have children of their own to end: so long they have for it.
    pub fn with_grace(self, grace: Duration) -> Self {
        Self { grace: Some(grace), ..self }
    }

    /// Where the time of its children is recorded.
    pub fn timing(&self) -> &Timing {
        &self.timing
    }

    /// Runs `call` for `limit` at the most and gives what it said; every other ending than exit
    /// code 0 is a `ToolFailure`.
    pub async fn run(&self, call: Invocation, limit: Duration) -> Result<Output, ToolFailure> {
        if self.cancel.is_cancelled() {
            return Err(ToolFailure::Cancelled { call: Box::new(call) });
        }
        tracing::debug!(%call, ?limit, "start");
        let started = Instant::now();
        let child = Child::start(&call, &self.environment, self.hear.as_ref())?;
        let process = child.process();
        self.note(|| What::ChildStarted {
            tool: call.tool(),
            command: call.to_string(),
            process: process.clone(),
        });
        let ended = tokio::select! {
            () = child.ended() => Ended::Itself,
            () = tokio::time::sleep(limit) => Ended::Late,
            () = self.cancel.cancelled() => Ended::Cancelled,
        };
        if !matches!(ended, Ended::Itself) {
            child.stop(self.grace.unwrap_or(GRACE), &self.kill).await;
        }
        let (status, stdout, stderr) = child.collect().await;
        self.timing.record(Spent::Child, started);
        self.note(|| What::ChildEnded {
            tool: call.tool(),
            process,
            code: status.as_ref().ok().and_then(std::process::ExitStatus::code),
            took_seconds: started.elapsed().as_secs_f64(),
        });
        tracing::debug!(%call, took = ?started.elapsed(), ?status, "end");
        let call = Box::new(call);
        match ended {
            Ended::Late => Err(ToolFailure::TimedOut { call, limit, stderr }),
            Ended::Cancelled => Err(ToolFailure::Cancelled { call }),
            Ended::Itself => judge(call, status, stdout, stderr),
        }
    }

    /// Runs `call` and reads the JSON that it says; `wanted` names that for the error.
    pub async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        call: Invocation,
        limit: Duration,
        wanted: &'static str,
    ) -> Result<T, ToolFailure> {
        let said = self.run(call.clone(), limit).await?.stdout;
        serde_json::from_str(&said).map_err(|_| ToolFailure::Garbled {
            call: Box::new(call),
            wanted,
            said,
        })
    }

    /// Runs `call`, of whose standard output nothing is kept or shown anywhere: it is a secret.
    pub async fn ask_secret(
        &self,
        call: Invocation,
        limit: Duration,
    ) -> Result<SecretString, ToolFailure> {
        let unheard = Self { hear: None, ..self.clone() };
        unheard.run(call, limit).await.map(|said| SecretString::from(said.stdout))
    }

    fn note(&self, what: impl FnOnce() -> What) {
        if let Some(journal) = &self.journal {
            journal.note(what());
        }
    }
}

enum Ended {
    Itself,
    Late,
    Cancelled,
}

/// A running child; dropping it kills its group.
struct Child {
    handle: Arc<duct::Handle>,
    group: Option<Pid>,
    stdout: Option<JoinHandle<String>>,
    stderr: Option<JoinHandle<String>>,
}

impl Child {
    fn start(
        call: &Invocation,
        environment: &[(&str, OsString)],
        hear: Option<&Hear>,
    ) -> Result<Self, ToolFailure> {
        let spawn = |source| ToolFailure::Spawn { call: Box::new(call.clone()), source };
        let (stdout_end, stdout_pipe) = std::io::pipe().map_err(spawn)?;
        let (stderr_end, stderr_pipe) = std::io::pipe().map_err(spawn)?;
        let log = call.log().map(open_log).transpose().map_err(spawn)?;
        let copy = log.as_ref().map(File::try_clone).transpose().map_err(spawn)?;
        #[expect(clippy::disallowed_methods, reason = "the one door for processes")]
        let mut expression = duct::cmd(call.program(), call.arguments())
            .stdout_file(stdout_pipe)
            .stderr_file(stderr_pipe)
            .unchecked()
            .before_spawn(|command| {
                command.process_group(0);
                Ok(())
            });
        expression = match call.input() {
            Some(bytes) => expression.stdin_bytes(bytes),
            None => expression.stdin_null(),
        };
        for (name, value) in environment {
            expression = expression.env(name, value);
        }
        for (name, value) in call.environment() {
            expression = expression.env(name, value);
        }
        let handle = expression.start().map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ToolFailure::NotFound { call: Box::new(call.clone()) },
            _ => spawn(source),
        })?;
        // The expression holds our copies of the pipes' writing ends.
        drop(expression);
        let group = handle.pids().first().and_then(|pid| Pid::from_raw(*pid as i32));
        let heard = |stream| hear.map(|hear| hear.of(stream));
        Ok(Self {
            handle: Arc::new(handle),
            group,
            stdout: Some(tail(stdout_end, STDOUT_LIMIT, log, heard(Stream::Out))),
            stderr: Some(tail(stderr_end, STDERR_LIMIT, copy, heard(Stream::Err))),
        })
    }

    fn process(&self) -> Process {
        Process::of(self.handle.pids().first().copied().unwrap_or_default())
    }

    /// Resolves when the child itself has ended.
    async fn ended(&self) {
        let handle = Arc::clone(&self.handle);
        let waited = tokio::task::spawn_blocking(move || handle.wait().map(|_| ()));
        // A failed wait shows again in `collect`, which reports it.
        drop(waited.await);
    }

    /// Asks the group to stop, and kills it when it does not.
    async fn stop(&self, grace: Duration, kill: &CancellationToken) {
        self.signal(Signal::TERM);
        tokio::select! {
            () = self.ended() => return,
            () = tokio::time::sleep(grace) => {}
            () = kill.cancelled() => {}
        }
        self.signal(Signal::KILL);
        self.ended().await;
    }

    fn signal(&self, signal: Signal) {
        if let Some(group) = self.group {
            // The group may be gone already, which is what was wanted.
            let _ = kill_process_group(group, signal);
        }
    }

    async fn collect(mut self) -> (std::io::Result<std::process::ExitStatus>, String, String) {
        // A grandchild that outlives the child would keep the pipes open for ever.
        self.signal(Signal::KILL);
        self.group = None;
        let status = self.handle.wait().map(|output| output.status);
        let readers = (self.stdout.take(), self.stderr.take());
        let texts = tokio::task::spawn_blocking(move || {
            let text = |reader: Option<JoinHandle<String>>| {
                reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
            };
            (text(readers.0), text(readers.1))
        });
        let (stdout, stderr) = texts.await.unwrap_or_default();
        (status, stdout, stderr)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

#[cfg(test)]
#[path = "exec_tests.rs"]
mod tests;
