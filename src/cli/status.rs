//! `fedrig status`.

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::surroundings::Machine;
use super::{Common, FileArg, files};
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::report::{Exit, status as view};
use crate::spec::Federation;
use crate::status::{FederationStatus, observe};
use crate::watch::Unreachable;

/// Show the clusters of a federation.
#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 0 only when every cluster of the file is Ready.\n\nExamples:\n  fedrig status -f federation.yaml\n  fedrig status -f federation.yaml -o json | jq '.clusters[] | select(.ready | not)'\n"
)]
pub(super) struct Status {
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
    Yaml,
}

impl Status {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let machine = match Machine::read(common) {
            Ok(machine) => machine,
            Err(text) => return files::usage(terminal, &text),
        };
        let federation = match files::federation(&self.file.file, &machine, terminal) {
            Ok(federation) => federation,
            Err(exit) => return exit,
        };
        match observe(&federation).await {
            Ok(status) => {
                terminal.result(&self.render(&status));
                if status.ready { Exit::Done } else { Exit::Ready }
            }
            Err(error) => {
                terminal.error(&unreachable(&federation, &error).render());
                Exit::Clusters
            }
        }
    }

    fn render(&self, status: &FederationStatus) -> String {
        match self.output {
            Form::Table => view::table(status, Timestamp::now()),
            Form::Json => {
                let text = serde_json::to_string_pretty(status).expect("our own shapes are JSON");
                format!("{text}\n")
            }
            Form::Yaml => serde_saphyr::to_string(status).expect("our own shapes are YAML"),
        }
    }
}

fn unreachable(federation: &Federation, error: &Unreachable) -> Diagnosis {
    let host = &federation.host;
    let hint = error.hint(&host.access);
    let headline =
        format!("host `{}` can't be reached with context `{}`", host.name, host.access.context);
    let inner = Diagnosis::of(error, vec![hint]);
    Diagnosis {
        error: headline,
        causes: [vec![inner.error], inner.causes].concat(),
        command: None,
        hints: inner.hints,
    }
}
