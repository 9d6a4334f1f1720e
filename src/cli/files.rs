//! Reads federation.yaml for a command, and says what is wrong with it.

use std::path::Path;

use super::surroundings::Machine;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::spec::{self, Federation, ProblemKind};

/// The federation that the file describes; what is wrong with it was reported.
pub(super) fn federation(
    file: &Path,
    machine: &Machine,
    terminal: &Terminal,
) -> Result<Federation, Exit> {
    spec::load(file, &machine.spec).map_err(|problems| {
        terminal.error(&format!("error: {problems}"));
        match problems.kind() {
            ProblemKind::File => Exit::Usage,
            ProblemKind::Endpoint => Exit::Clusters,
        }
    })
}

/// Reports an error of the command line.
pub(super) fn usage(terminal: &Terminal, text: &str) -> Exit {
    let diagnosis =
        Diagnosis { error: text.to_owned(), causes: Vec::new(), command: None, hints: Vec::new() };
    terminal.error(&diagnosis.render());
    Exit::Usage
}
