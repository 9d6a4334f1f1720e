//! The programs of a run that still run, told by a mark in their environment.

use std::path::Path;

use super::Process;

/// The variable that each program gets, with the name of the run that started it. The journal alone
/// can't tell of all of them: a run can be killed between a program's start and the line about it.
pub const RUN_MARK: &str = "FEDRIG_RUN";

/// The programs of the run `id` that run now, each with its name. Without /proc, and of other users,
/// nothing is seen.
pub(super) fn at_work(id: &str) -> Vec<(String, Process)> {
    let mark = format!("{RUN_MARK}={id}");
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let marked = processes.filter_map(|process| {
        let pid = process.file_name().to_str()?.parse().ok()?;
        is_marked(&process.path(), mark.as_bytes()).then(|| (program(&process.path()), pid))
    });
    marked.map(|(program, pid)| (program, Process::of(pid))).collect()
}

fn is_marked(process: &Path, mark: &[u8]) -> bool {
    let environment = std::fs::read(process.join("environ")).unwrap_or_default();
    environment.split(|byte| *byte == 0).any(|variable| variable == mark)
}

fn program(process: &Path) -> String {
    let program = std::fs::read_link(process.join("exe")).unwrap_or_default();
    program.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
