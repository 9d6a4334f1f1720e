//! `fedrig schema`.

use clap::{Args, ValueEnum};

use crate::report::terminal::Terminal;
use crate::report::{Exit, validation};
use crate::spec::{self, Matrix};

/// Print a JSON Schema.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  fedrig schema > federation.schema.json\n  fedrig schema validation\n"
)]
pub(super) struct Schema {
    /// Of what.
    #[arg(value_enum, default_value_t = Of::Federation)]
    of: Of,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// The file federation.yaml.
    Federation,
    /// The file matrix.yaml, for `fedrig validate`.
    Matrix,
    /// The JSON report of a validation.
    Validation,
}

impl Schema {
    pub fn run(&self, terminal: &Terminal) -> Exit {
        let schema = match self.of {
            Of::Federation => spec::schema(),
            Of::Matrix => Matrix::schema(),
            Of::Validation => validation::schema(),
        };
        terminal.result(&format!("{schema:#}\n"));
        Exit::Done
    }
}
