//! `fedrig report`.

mod merge;
mod render;

use std::path::Path;

use clap::Subcommand;

use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::report::validation::parse;
use crate::verdict::Validation;

/// Reports of validations: in other forms, and merged from many machines.
#[derive(Debug, Subcommand)]
pub(super) enum Report {
    /// Write a JSON report in another form.
    #[command(
        after_help = "Examples:\n  fedrig report render report/report.json\n  fedrig report render report/report.json -o markdown | gh pr comment --body-file -\n"
    )]
    Render(render::Render),
    /// Make one report of the shards of a matrix.
    #[command(
        after_help = "Logs and evidence are copied from beside each report.\n\nExamples:\n  fedrig report merge shard-*/report.json --out report\n"
    )]
    Merge(merge::Merge),
}

impl Report {
    pub fn run(&self, terminal: &Terminal) -> Exit {
        let done = match self {
            Self::Render(render) => render.run(terminal),
            Self::Merge(merge) => merge.run(terminal),
        };
        done.map_or_else(|exit| exit, |()| Exit::Done)
    }
}

/// The report in a file; what is wrong with it was said.
fn read(file: &Path, terminal: &Terminal) -> Result<Validation, Exit> {
    let refused = |error: &dyn std::error::Error, hints| {
        let inner = Diagnosis::of(error, hints);
        let causes = [vec![inner.error], inner.causes].concat();
        let error = format!("`{}` can't be read as a report", file.display());
        terminal.error(&Diagnosis { error, causes, command: None, hints: inner.hints }.render());
        Exit::Usage
    };
    let text = std::fs::read_to_string(file).map_err(|error| refused(&error, Vec::new()))?;
    let hint =
        "`fedrig validate` writes it as `report.json`; `fedrig schema validation` is its form";
    parse(&text).map_err(|error| refused(&error, vec![hint.to_owned()]))
}
