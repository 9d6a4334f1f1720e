//! `fedrig env`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use tokio_util::sync::CancellationToken;

use super::supplies::Supplies;
use super::surroundings::Machine;
use super::{Common, docker, files, interrupt};
use crate::env::{Environment, Error, Place};
use crate::fetch::{Fetcher, Wanted};
use crate::name::ClusterName;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::step::notes::Notes;
use crate::tool::docker::Docker;
use crate::tool::kind::Kind;
use crate::tool::{Exec, Program};

/// Make and remove kind clusters to try a federation on.
#[derive(Debug, Subcommand)]
pub(super) enum Env {
    /// Make the clusters that are missing.
    #[command(
        after_help = "Examples:\n  fedrig env up eu-central us-east --image kindest/node:v1.33.13\n"
    )]
    Up(Up),
    /// Remove clusters, their kubeconfigs, and the network when nothing uses it any more.
    Down(Down),
}

#[derive(Debug, Args)]
pub(super) struct Up {
    #[command(flatten)]
    which: Which,
    /// The node image [default: kind's own].
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,
    /// A configuration of kind's for each of the clusters.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// An image archive to load into each cluster; can be given several times.
    #[arg(long, value_name = "TAR")]
    load: Vec<PathBuf>,
    /// How many clusters are made at once [default: one a core].
    #[arg(long, value_name = "N")]
    parallel: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct Down {
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
struct Which {
    /// The clusters.
    #[arg(required = true, value_name = "CLUSTER")]
    clusters: Vec<ClusterName>,
    /// The folder for the kubeconfigs, `<cluster>.kubeconfig` each, with a context by that name.
    #[arg(long, value_name = "DIR", default_value = ".fedrig/env")]
    folder: PathBuf,
    /// The container network.
    #[arg(long, value_name = "NAME", default_value = "fedrig")]
    network: String,
    /// The version of kind.
    #[arg(long, value_name = "VERSION", default_value = "0.30.0")]
    kind: semver::Version,
}

impl Env {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let made = match self {
            Self::Up(up) => up.run(common, terminal).await,
            Self::Down(down) => down.run(common, terminal).await,
        };
        made.unwrap_or_else(|exit| exit)
    }
}

impl Up {
    async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let (machine, mut place) = self.which.place(common, terminal).await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        place.parallel = self.parallel.unwrap_or(cores).max(1);
        let here = &machine.spec.current_dir;
        let config = self.config.as_ref().map(|file| std::fs::read_to_string(here.join(file)));
        let config = config.transpose().map_err(|error| {
            let file = self.config.clone().unwrap_or_default();
            files::usage(terminal, &format!("`{}` can't be read: {error}", file.display()))
        })?;
        let environment = Environment {
            image: self.image.clone(),
            config,
            archives: self.load.iter().map(|archive| here.join(archive)).collect(),
            ..self.which.environment(&machine)
        };
        let say = |name: &ClusterName, text: &str| {
            terminal.progress(&format!("  {:<15} {text}", name.as_str()))
        };
        match environment.up(&place, &say).await {
            Ok(()) => Ok(Exit::Done),
            Err(error) => Ok(report(terminal, &[error])),
        }
    }
}

impl Down {
    async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let (machine, place) = self.which.place(common, terminal).await?;
        let environment = self.which.environment(&machine);
        let say = |name: &ClusterName, text: &str| {
            terminal.progress(&format!("  {:<15} {text}", name.as_str()))
        };
        Ok(report(terminal, &environment.down(&place, &say).await))
    }
}

impl Which {
    fn environment(&self, machine: &Machine) -> Environment {
        Environment {
            clusters: self.clusters.clone(),
            image: None,
            config: None,
            archives: Vec::new(),
            folder: machine.spec.current_dir.join(&self.folder),
            network: self.network.clone(),
        }
    }

    async fn place(&self, common: &Common, terminal: &Terminal) -> Result<(Machine, Place), Exit> {
        let usage = |text: String| files::usage(terminal, &text);
        let machine = Machine::read(common).map_err(usage)?;
        let (cancel, kill) = (CancellationToken::new(), CancellationToken::new());
        interrupt::listen(cancel.clone(), kill.clone(), terminal.clone());
        let exec = Exec::new(cancel.clone(), kill);
        let supplies = Supplies::read(common, &machine, None).map_err(usage)?;
        let fetcher = supplies.fetcher(&machine, exec.clone()).map_err(usage)?;
        let kind = self.kind(&fetcher, terminal).await?;
        let docker = docker::find(&machine, terminal)?;
        let place = Place {
            kind: Kind::at(exec.clone(), kind),
            docker: Docker::at(exec, docker),
            cancel,
            parallel: 1,
        };
        Ok((machine, place))
    }

    async fn kind(&self, fetcher: &Fetcher, terminal: &Terminal) -> Result<PathBuf, Exit> {
        let wanted = Wanted::exactly(Program::Kind, self.kind.clone());
        let say = |text: &str| terminal.progress(&format!("  {:<15} {text}", "tools"));
        let found = fetcher.program(&wanted, &Notes::new(&say)).await;
        found.map(|found| found.path).map_err(|error| {
            terminal.error(&Diagnosis::of(&error, error.hints()).render());
            Exit::Tools
        })
    }
}

fn report(terminal: &Terminal, errors: &[Error]) -> Exit {
    for error in errors {
        terminal.error(&Diagnosis::of(error, error.hints()).render());
    }
    if errors.is_empty() { Exit::Done } else { Exit::Clusters }
}
