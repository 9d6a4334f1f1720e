//! `fedrig kubeconfig show`.

use clap::{Args, ValueEnum};

use super::Own;
use crate::cli::{Common, FileArg};
use crate::kubeconfig::own::redacted;
use crate::report::Exit;
use crate::report::terminal::Terminal;

/// Print fedrig's own kubeconfig, without its secrets.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fedrig kubeconfig show -f federation.yaml\n  fedrig kubeconfig show -o json | jq -r '.clusters[].cluster.server'\n"
)]
pub(in crate::cli) struct Show {
    #[command(flatten)]
    file: FileArg,
    /// With its secrets: whoever sees them is administrator of every cluster.
    #[arg(long)]
    raw: bool,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Yaml)]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Yaml,
    Json,
}

impl Show {
    pub fn run(&self, common: &Common, terminal: &Terminal) -> Result<(), Exit> {
        let whole = Own::find(&self.file, common, terminal)?.read(terminal)?;
        let shown = if self.raw { whole } else { redacted(&whole) };
        terminal.result(&match self.output {
            Form::Yaml => serde_saphyr::to_string(&shown).expect("what was read can be written"),
            Form::Json => format!("{shown:#}\n"),
        });
        Ok(())
    }
}
