//! Foreign programs of an earlier run that was killed: they go on by themselves, and what they do
//! is only to be judged once they have ended.

use std::path::Path;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

use super::at_work::at_work;
use super::{Line, Process, Run, What, runs};

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
    runs(folder).iter().filter(|run| was_killed(run)).flat_map(left_by).collect()
}

fn was_killed(run: &Run) -> bool {
    let is_over = |line: &Line| match &line.what {
        What::RunStarted { process, .. } => !process.is_running() && process.is_of_this_boot(),
        _ => false,
    };
    run.exit.is_none() && run.lines.iter().any(is_over)
}

/// What a killed run left at work: what its journal tells, and what has its mark.
fn left_by(run: &Run) -> Vec<Orphan> {
    let orphan = |(tool, process)| Orphan { tool, process, run: run.id.clone() };
    let mut left: Vec<Orphan> = run.children_at_work().map(orphan).collect();
    for (tool, process) in at_work(&run.id) {
        if !left.iter().any(|orphan| orphan.process == process) {
            left.push(orphan((tool, process)));
        }
    }
    left
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
