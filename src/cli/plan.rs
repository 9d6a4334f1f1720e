//! `fedrig plan`.

use clap::Args;

use super::surroundings::Machine;
use super::{Common, FileArg, files};
use crate::plan;
use crate::report::Exit;
use crate::report::terminal::Terminal;

/// Show what `up` would do.
#[derive(Debug, Args)]
pub(super) struct Plan {
    #[command(flatten)]
    file: FileArg,
}

impl Plan {
    pub fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let machine = match Machine::read(common) {
            Ok(machine) => machine,
            Err(text) => return files::usage(terminal, &text),
        };
        match files::federation(&self.file.file, &machine, terminal) {
            Ok(federation) => {
                terminal.result(&plan::build(&federation).to_string());
                Exit::Done
            }
            Err(exit) => exit,
        }
    }
}
