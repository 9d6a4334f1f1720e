//! `fedrig timings`.

use clap::{Args, ValueEnum};

use super::{Common, FileArg, files, history};
use crate::profile::Profile;
use crate::report::terminal::Terminal;
use crate::report::{Exit, profile};

/// Show where the time of a run went: steps, programs, and the chain of steps that held it up.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fedrig timings -f federation.yaml\n  fedrig timings last -o svg > up.svg\n  fedrig timings 20261124T090104-4711 -o trace > up.trace.json   # for Perfetto or chrome://tracing\n"
)]
pub(super) struct Timings {
    /// The run, as `fedrig history` names it; `last` is the newest.
    #[arg(value_name = "RUN", default_value = "last")]
    run: String,
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Bars on the run's clock.
    Text,
    /// All numbers.
    Json,
    /// Chrome's trace event format.
    Trace,
    /// A picture.
    Svg,
}

impl Timings {
    pub fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let runs = match history::found(&self.file, common, terminal) {
            Ok(runs) => runs,
            Err(exit) => return exit,
        };
        let Some(run) = history::named(&self.run, &runs) else {
            return files::usage(terminal, &format!("there is no run `{}`", self.run));
        };
        let found = Profile::of(run);
        terminal.result(&match self.output {
            Form::Text => profile::waterfall(&found, terminal.width()),
            Form::Json => history::json(&found),
            Form::Trace => profile::trace(&found),
            Form::Svg => profile::svg(&found),
        });
        Exit::Done
    }
}
