//! `fedrig report emit`.

use clap::{Args, ValueEnum};

use crate::report::Exit;
use crate::report::emit::{self, Matrix};
use crate::report::terminal::Terminal;

#[derive(Debug, Args)]
pub(in crate::cli) struct Emit {
    /// For whom.
    #[arg(value_enum)]
    form: EmitForm,
    /// How many machines share the matrix.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..=256))]
    shards: u16,
    /// The arguments of `fedrig validate`.
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<String>,
}

/// For whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum EmitForm {
    /// A workflow of GitHub Actions.
    Github,
    /// A pipeline of GitLab's.
    Gitlab,
    /// An Indexed Job of Kubernetes'.
    Job,
}

impl Emit {
    pub fn run(&self, terminal: &Terminal) -> Result<(), Exit> {
        let matrix = Matrix {
            arguments: self.arguments.clone(),
            cells: Vec::new(),
            shards: usize::from(self.shards),
        };
        terminal.result(&self.form.write(&matrix));
        Ok(())
    }
}

impl EmitForm {
    /// What runs the matrix there.
    pub fn write(self, matrix: &Matrix) -> String {
        match self {
            Self::Github => emit::github(matrix),
            Self::Gitlab => emit::gitlab(matrix),
            Self::Job => emit::job(matrix),
        }
    }
}
