//! `fedrig history` and `fedrig show`.

use clap::{Args, ValueEnum};

use super::surroundings::Machine;
use super::{Common, FileArg, files};
use crate::journal::{Run, runs};
use crate::report::terminal::Terminal;
use crate::report::{Exit, history};

/// List the runs on a federation from this machine, newest first.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fedrig history -f federation.yaml\n  fedrig history -f federation.yaml -o json | jq -r '.[0].id'\n"
)]
pub(super) struct History {
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

/// Show one run: its plan, what it started, how each step ended.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fedrig show 20261124T090104-4711 -f federation.yaml\n")]
pub(super) struct Show {
    /// The run, as `fedrig history` names it; `last` is the newest.
    #[arg(value_name = "RUN")]
    run: String,
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
}

impl History {
    pub fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let runs = match found(&self.file, common, terminal) {
            Ok(runs) => runs,
            Err(exit) => return exit,
        };
        terminal.result(&match self.output {
            Form::Table => history::table(&runs),
            Form::Json => json(&runs),
        });
        Exit::Done
    }
}

impl Show {
    pub fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let runs = match found(&self.file, common, terminal) {
            Ok(runs) => runs,
            Err(exit) => return exit,
        };
        let Some(run) = named(&self.run, &runs) else {
            return files::usage(terminal, &format!("there is no run `{}`", self.run));
        };
        terminal.result(&match self.output {
            Form::Table => history::story(run),
            Form::Json => json(run),
        });
        Exit::Done
    }
}

/// The run by that name; `last` is the newest.
pub(super) fn named<'a>(name: &str, runs: &'a [Run]) -> Option<&'a Run> {
    match name {
        "last" => runs.first(),
        id => runs.iter().find(|run| run.id == id),
    }
}

/// The runs on the federation of a file, newest first.
pub(super) fn found(
    file: &FileArg,
    common: &Common,
    terminal: &Terminal,
) -> Result<Vec<Run>, Exit> {
    let machine = Machine::read(common).map_err(|text| files::usage(terminal, &text))?;
    let federation = files::federation(&file.file, &machine, terminal)?;
    Ok(runs(&machine.state.join(federation.name.as_str()).join("runs")))
}

pub(super) fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("our own shapes are JSON");
    format!("{text}\n")
}
