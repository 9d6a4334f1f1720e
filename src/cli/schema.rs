//! `fedrig schema`.

use clap::{Args, ValueEnum};

use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::spec::{self, Matrix};

/// Print a JSON Schema.
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Of which file.
    #[arg(value_enum, default_value_t = Of::Federation)]
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// federation.yaml.
    Federation,
    /// matrix.yaml, for `fedrig validate`.
    Matrix,
}

impl Schema {
    pub fn run(&self, terminal: &Terminal) -> Exit {
        let schema = match self.of {
            Of::Federation => spec::schema(),
            Of::Matrix => Matrix::schema(),
        };
        terminal.result(&format!("{schema:#}\n"));
        Exit::Done
    }
}
