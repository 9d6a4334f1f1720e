//! `fedrig validate --emit`: what runs the matrix on many machines.

use clap::{Args, ValueEnum};

use super::Validate;
use crate::report::emit::{self, Matrix};
use crate::verdict::Cell;

#[derive(Debug, Args)]
pub(super) struct Emit {
    /// Only write what runs the matrix on `--shards` machines: a CI file, or a Job for a cluster.
    #[arg(long = "emit", value_enum, value_name = "FORM")]
    pub form: Option<Form>,
    /// How many machines share the matrix, for `--emit` [default: one a cell].
    #[arg(long, value_name = "N", requires = "form", value_parser = clap::value_parser!(u16).range(1..=256))]
    shards: Option<u16>,
}

/// For whom it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// A workflow of GitHub Actions.
    Github,
    /// A pipeline of GitLab's.
    Gitlab,
    /// An Indexed Job of Kubernetes'.
    Job,
}

impl Validate {
    /// The text, for whom it is.
    pub(super) fn emitted(&self, form: Form, cells: Vec<Cell>) -> String {
        let shards = self.emit.shards.map_or(cells.len(), usize::from);
        let matrix = Matrix { arguments: self.arguments(), cells, shards };
        match form {
            Form::Github => emit::github(&matrix),
            Form::Gitlab => emit::gitlab(&matrix),
            Form::Job => emit::job(&matrix),
        }
    }

    /// The arguments that ask for the same again, on another machine.
    fn arguments(&self) -> Vec<String> {
        let mut arguments = self.which.arguments();
        let mut add = |flag: &str, value: String| arguments.extend([flag.to_owned(), value]);
        self.stage.iter().for_each(|stage| add("--stage", stage.to_string()));
        self.skip_stage.iter().for_each(|stage| add("--skip-stage", stage.to_string()));
        self.members.iter().for_each(|members| add("--members", members.to_string()));
        if self.parallel > 1 {
            add("--parallel", self.parallel.to_string());
        }
        arguments
    }
}
