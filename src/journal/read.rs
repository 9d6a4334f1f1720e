//! Reads the files of earlier runs.

use std::path::Path;

use jiff::Timestamp;
use serde::Serialize;

use super::Process;
use super::at_work::at_work;
use super::line::{Line, What};

/// How something of an earlier run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It ended, well or badly, and fedrig saw it at this time.
    At(Timestamp),
    /// It was started, nobody saw it end, and its process is gone.
    Killed,
    /// It still runs.
    Running {
        /// Its process.
        pid: u32,
    },
    /// There is no record of it.
    Unknown,
}

/// An earlier run.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// Its name.
    pub id: String,
    /// When it began.
    pub at: Option<Timestamp>,
    /// The verb.
    pub verb: String,
    /// Who ran it.
    pub user: String,
    /// Its exit code; nothing when it was killed, or still runs.
    pub exit: Option<u8>,
    /// How long it ran, in seconds.
    pub took_seconds: Option<f64>,
    /// All that happened.
    pub lines: Vec<Line>,
}

impl Run {
    /// The programs whose start is noted, and not their end, and that still run.
    pub(super) fn children_at_work(&self) -> impl Iterator<Item = (String, Process)> {
        let ended = |of: &Process| self.lines.iter().any(|line| is_end_of(line, of));
        self.lines.iter().filter_map(move |line| match &line.what {
            What::ChildStarted { tool, process, .. } => {
                let is_known = process.started.is_some();
                let at_work = is_known && !ended(process) && process.is_running();
                at_work.then(|| (tool.clone(), process.clone()))
            }
            _ => None,
        })
    }
}

fn is_end_of(line: &Line, of: &Process) -> bool {
    matches!(&line.what, What::ChildEnded { process, .. } if process == of)
}

/// The runs in a folder, newest first. Lines that can't be read are left out: the last one of a
/// killed run may be cut.
pub fn runs(folder: &Path) -> Vec<Run> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut ids: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".jsonl").map(str::to_owned))
        .collect();
    ids.sort();
    ids.iter().rev().map(|id| run(folder, id)).collect()
}

fn run(folder: &Path, id: &str) -> Run {
    let text = std::fs::read_to_string(folder.join(format!("{id}.jsonl"))).unwrap_or_default();
    let lines: Vec<Line> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut run = Run {
        id: id.to_owned(),
        at: lines.first().map(|line| line.at),
        verb: String::new(),
        user: String::new(),
        exit: None,
        took_seconds: None,
        lines: Vec::new(),
    };
    for line in &lines {
        match &line.what {
            What::RunStarted { verb, user, .. } => {
                run.verb.clone_from(verb);
                run.user.clone_from(user);
            }
            What::RunEnded { exit, took_seconds } => {
                (run.exit, run.took_seconds) = (Some(*exit), Some(*took_seconds))
            }
            _ => {}
        }
    }
    run.lines = lines;
    run
}

/// How the last helm that changes something ended in a run. One that has no line is of a run that was
/// killed at that moment.
pub(super) fn helm_of(folder: &Path, id: &str) -> Ended {
    let run = run(folder, id);
    let helm = run.lines.iter().rev().find_map(|line| match &line.what {
        What::ChildStarted { tool, command, process } if is_change(tool, command) => Some(process),
        _ => None,
    });
    if let Some(end) = helm.and_then(|helm| run.lines.iter().find(|line| is_end_of(line, helm))) {
        return Ended::At(end.at);
    }
    let fedrig = run.lines.iter().find_map(|line| match &line.what {
        What::RunStarted { process, .. } => Some(process),
        _ => None,
    });
    if helm.is_none() && (fedrig.is_none() || run.exit.is_some()) {
        return Ended::Unknown;
    }
    let noted = [helm, fedrig].into_iter().flatten().find(|process| process.is_running()).cloned();
    let unnoted = || at_work(id).into_iter().map(|(_, process)| process).next();
    match noted.or_else(unnoted) {
        Some(Process { pid, .. }) => Ended::Running { pid },
        None => Ended::Killed,
    }
}

fn is_change(tool: &str, command: &str) -> bool {
    tool == "helm"
        && [" upgrade ", " uninstall ", " rollback "].iter().any(|verb| command.contains(verb))
}
