//! Foreign programs of an earlier run that was killed: they go on by themselves, and what they do
//! is only to be judged once they have ended.

use std::path::Path;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::line::What;
use super::{Process, runs};

/// A program that an earlier run started and that still runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Orphan {
    /// The program.
    pub tool: String,
    /// Its process.
    pub process: Process,
    /// The run that started it.
    pub run: String,
}

/// The programs of earlier runs in `folder` that still run, though their fedrig does not.
pub fn orphans(folder: &Path) -> Vec<Orphan> {
    let mut found = Vec::new();
    for run in runs(folder) {
        let is_over = |what: &What| match what {
            What::RunStarted { process, .. } => !process.is_running(),
            _ => false,
        };
        if !run.lines.iter().any(|line| is_over(&line.what)) {
            continue;
        }
        let ended = |of: &Process| {
            run.lines
                .iter()
                .any(|line| matches!(&line.what, What::ChildEnded { process, .. } if process == of))
        };
        for line in &run.lines {
            if let What::ChildStarted { tool, process, .. } = &line.what
                && !ended(process)
                && process.started.is_some()
                && process.is_running()
            {
                let (tool, process) = (tool.clone(), process.clone());
                found.push(Orphan { tool, process, run: run.id.clone() });
            }
        }
    }
    found
}

impl Orphan {
    /// Resolves when it has ended.
    pub async fn ended(&self) {
        let process = self.process.clone();
        let (tell, told) = tokio::sync::oneshot::channel();
        // A thread of its own: one of the runtime's would hold up fedrig's end.
        std::thread::spawn(move || {
            await_end(&process);
            // Nobody listens any more when the wait was given up.
            let _ = tell.send(());
        });
        let _ = told.await;
    }
}

fn await_end(process: &Process) {
    let pid = i32::try_from(process.pid).ok().and_then(Pid::from_raw);
    let Some(Ok(watched)) = pid.map(|pid| pidfd_open(pid, PidfdFlags::empty())) else { return };
    // Between the look and the watch another process can have got its number.
    if process.is_running() {
        // A process's descriptor becomes readable at its end.
        let _ = poll(&mut [PollFd::new(&watched, PollFlags::IN)], None);
    }
}
