//! `fedrig env load`.

use clap::Args;

use super::super::{Common, files};
use super::which::Which;
use super::{report, said};
use crate::env::{Environment, Wanted};
use crate::name::ClusterName;
use crate::report::Exit;
use crate::report::terminal::Terminal;

#[derive(Debug, Args)]
pub(in crate::cli) struct Load {
    /// Image archives, which end with `.tar`, and names of images that the engine has.
    #[arg(required = true, value_name = "IMAGE|TAR")]
    images: Vec<String>,
    /// Only this cluster; can be given several times [default: all of the environment].
    #[arg(long, value_name = "CLUSTER")]
    cluster: Vec<ClusterName>,
    #[command(flatten)]
    which: Which,
}

impl Load {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let (machine, place) = self.which.tools.place(common, terminal).await?;
        let usage = |text: String| files::usage(terminal, &text);
        let environment = self.which.environment(&machine, Vec::new()).map_err(usage)?;
        let mut names = self.cluster.clone();
        if names.is_empty() {
            let there = environment.clusters_there(&place).await;
            names = there.map_err(|error| report(terminal, &environment, &[error]))?;
        }
        if names.is_empty() {
            return Err(usage(format!("environment `{}` has no clusters", environment.name)));
        }
        let (archives, images): (Vec<_>, Vec<_>) =
            self.images.iter().partition(|text| text.ends_with(".tar"));
        let wanted = |name| Wanted { name, config: Default::default() };
        let environment = Environment {
            clusters: names.into_iter().map(wanted).collect(),
            archives: archives.iter().map(|tar| machine.spec.current_dir.join(tar)).collect(),
            images: images.into_iter().cloned().collect(),
            ..environment
        };
        let errors = environment.load(&place, &said(terminal)).await;
        let exit = report(terminal, &environment, &errors);
        Ok(if place.cancel.is_cancelled() { Exit::Interrupted } else { exit })
    }
}
