//! Where docker is on this machine: it is the one program that fedrig never fetches.

use std::path::PathBuf;

use super::surroundings::Machine;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;

/// docker's path; that there is none was reported.
pub(super) fn find(machine: &Machine, terminal: &Terminal) -> Result<PathBuf, Exit> {
    let found = which::which_in("docker", machine.search_path.as_ref(), &machine.spec.current_dir);
    found.map_err(|_| {
        let diagnosis = Diagnosis {
            error: "`docker` is not in PATH".to_owned(),
            causes: Vec::new(),
            command: None,
            hints: vec!["install it: `apt-get install docker.io` on Debian".to_owned()],
        };
        terminal.error(&diagnosis.render());
        Exit::Tools
    })
}
