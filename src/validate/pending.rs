//! STAND-INS for parts of a validation that other modules bring: upstream's suite, the report's forms,
//! and the override of a refusal. Only this file knows that they are not here.

use std::io;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::fault::Fault;
use super::log::Log;
use super::stage::Ran;
use crate::verdict::{StageVerdict, Validation};

/// The refusals of `fedrig up` that a cell tries all the same when it is expected to fail: names for
/// `--allow`. None: then the refusal is the failure, and is reported as that.
pub(super) const ALLOWED: [&str; 0] = [];

/// The stage of upstream's suite. It has `desk.cell.kubefed` to build from, fedrig's own kubeconfig
/// `<state dir>/<federation>/kubeconfig` with a context by the host's name, and
/// `desk.folder().join("suite")` for its logs and reports.
pub(super) async fn suite(desk: &Desk, log: &Log) -> Result<Ran, Fault> {
    let says = "upstream's suite is not in this build";
    log.line(&format!("{}: {says}", desk.names.id));
    Ok(Ran { verdict: StageVerdict::NotRun, ..Ran::passed(says) })
}

/// Writes the report into a folder: only the JSON.
pub fn write_all(validation: &Validation, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let path = folder.join("report.json");
    super::inputs::write(&path, validation)?;
    Ok(vec![path])
}

/// The report for the terminal: a line a cell.
pub fn table(validation: &Validation) -> String {
    let line = |report: &crate::verdict::CellReport| {
        let stages =
            report.stages.iter().map(|stage| format!("{} {:?}", stage.stage, stage.verdict));
        let stages = stages.collect::<Vec<_>>().join(", ");
        format!("{}: {:?} in {:.0} s ({stages})\n", report.cell, report.verdict, report.took_s)
    };
    validation.cells.iter().map(line).collect()
}
