//! `fedrig env down`.

use clap::{ArgGroup, Args};

use super::super::{Common, files};
use super::which::Which;
use super::{report, said};
use crate::env::{Environment, Wanted};
use crate::name::ClusterName;
use crate::report::Exit;
use crate::report::terminal::Terminal;

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("wanted").required(true).args(["clusters", "all_of_env"]))]
pub(in crate::cli) struct Down {
    /// The clusters.
    #[arg(value_name = "CLUSTER")]
    clusters: Vec<ClusterName>,
    /// All clusters of the environment.
    #[arg(long)]
    all_of_env: bool,
    #[command(flatten)]
    which: Which,
}

impl Down {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let (machine, place) = self.which.tools.place(common, terminal).await?;
        let usage = |text: String| files::usage(terminal, &text);
        let environment = self.which.environment(&machine, Vec::new()).map_err(usage)?;
        let mut names = self.clusters.clone();
        if self.all_of_env {
            let there = environment.clusters_there(&place).await;
            names = there.map_err(|error| report(terminal, &environment, &[error]))?;
        }
        let wanted = |name| Wanted { name, config: Default::default() };
        let clusters = names.into_iter().map(wanted).collect();
        let environment = Environment { clusters, ..environment };
        let errors = environment.down(&place, &said(terminal)).await;
        let exit = report(terminal, &environment, &errors);
        Ok(if place.cancel.is_cancelled() { Exit::Interrupted } else { exit })
    }
}
