//! Which environment, and the tools to work on it.

use std::path::PathBuf;

use clap::Args;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::super::supplies::Supplies;
use super::super::surroundings::Machine;
use super::super::{Common, docker, interrupt};
use super::files;
use crate::env::{Broken, Environment, Giving, Layout, Place, Wanted};
use crate::fetch::{Fetcher, Wanted as WantedProgram};
use crate::name::EnvName;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::step::notes::Notes;
use crate::tool::docker::Docker;
use crate::tool::kind::Kind;
use crate::tool::{Exec, Program};

/// The environment's name when nothing says another.
const NAME: &str = "env";
/// What networks' names begin with.
const NETWORK: &str = "fedrig";

#[derive(Debug, Args)]
pub(super) struct Which {
    /// The environment's name [default: `env`, or what is behind `fedrig-` in --network].
    #[arg(long, value_name = "ENV")]
    name: Option<EnvName>,
    /// The folder for the kubeconfigs, `<cluster>.kubeconfig` each, with a context by that name
    /// [default: .fedrig/ENV].
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The container network, or with regions what the names of their networks begin with [default:
    /// `fedrig-ENV`, or `fedrig` for the environment `env`].
    #[arg(long, value_name = "NETWORK")]
    network: Option<String>,
    #[command(flatten)]
    pub tools: ToolArgs,
}

#[derive(Debug, Args)]
pub(super) struct ToolArgs {
    /// The version of kind.
    #[arg(long, value_name = "VERSION", default_value = "0.30.0")]
    pub kind: semver::Version,
}

impl Which {
    /// The environment with these clusters; how they are made is left to say.
    pub fn environment(
        &self,
        machine: &Machine,
        clusters: Vec<Wanted>,
    ) -> Result<Environment, String> {
        let name = self.env_name()?;
        let network = match &self.network {
            Some(network) => network.clone(),
            None if name.as_str() == NAME => NETWORK.to_owned(),
            None => format!("{NETWORK}-{name}"),
        };
        let folder = self.folder.clone().unwrap_or_else(|| format!(".fedrig/{name}").into());
        Ok(Environment {
            clusters,
            image: None,
            archives: Vec::new(),
            images: Vec::new(),
            giving: Giving::Load,
            folder: machine.spec.current_dir.join(folder),
            network,
            layout: Layout::Together,
            broken: Broken::Named,
            name,
        })
    }

    /// A network called `fedrig-x` is that of the environment `x`, and so the other way round.
    pub fn env_name(&self) -> Result<EnvName, String> {
        if let Some(name) = &self.name {
            return Ok(name.clone());
        }
        let network = self.network.as_deref().unwrap_or(NETWORK);
        let name = match network.strip_prefix(NETWORK).map(|rest| rest.trim_start_matches('-')) {
            Some("") => NAME,
            Some(rest) => rest,
            None => network,
        };
        name.parse().map_err(|error| {
            format!("--network `{network}` gives the environment no name ({error}): give --name")
        })
    }
}

impl ToolArgs {
    /// kind and docker, and what ends the run.
    pub async fn place(
        &self,
        common: &Common,
        terminal: &Terminal,
    ) -> Result<(Machine, Place), Exit> {
        let usage = |text: String| files::usage(terminal, &text);
        let machine = Machine::read(common).map_err(usage)?;
        let (cancel, kill) = (CancellationToken::new(), CancellationToken::new());
        interrupt::listen(cancel.clone(), kill.clone(), terminal.clone());
        let exec = Exec::new(cancel.clone(), kill.clone());
        let docker = docker::find(&machine, terminal)?;
        let supplies = Supplies::read(common, &machine, None).map_err(usage)?;
        let fetcher = supplies.fetcher(&machine, exec.clone()).map_err(usage)?;
        let kind = self.kind(&fetcher, terminal).await?;
        let place = Place {
            kind: Kind::at(exec.clone(), kind),
            docker: Docker::at(exec, docker),
            cancel,
            kill,
            parallel: 1,
            ready: watch::Sender::default(),
        };
        Ok((machine, place))
    }

    async fn kind(&self, fetcher: &Fetcher, terminal: &Terminal) -> Result<PathBuf, Exit> {
        let wanted = WantedProgram::exactly(Program::Kind, self.kind.clone());
        let say = |text: &str| terminal.progress(&format!("  {:<15} {text}", "tools"));
        let found = fetcher.program(&wanted, &Notes::new(&say)).await;
        found.map(|found| found.path).map_err(|error| {
            terminal.error(&Diagnosis::of(&error, error.hints()).render());
            Exit::Tools
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn which(name: Option<&str>, network: Option<&str>) -> Which {
        let name = name.map(|name| name.parse().unwrap());
        let tools = ToolArgs { kind: semver::Version::new(0, 30, 0) };
        Which { name, folder: None, network: network.map(str::to_owned), tools }
    }

    #[rstest::rstest]
    #[case::nothing_said(None, None, "env")]
    #[case::a_name(Some("lab"), None, "lab")]
    #[case::a_network_of_fedrigs(None, Some("fedrig-lab"), "lab")]
    #[case::fedrigs_own_network(None, Some("fedrig"), "env")]
    #[case::somebody_elses_network(None, Some("kind"), "kind")]
    #[case::both(Some("lab"), Some("kind"), "lab")]
    fn name_and_network_say_each_other(
        #[case] name: Option<&str>,
        #[case] network: Option<&str>,
        #[case] expected: &str,
    ) {
        assert_eq!(which(name, network).env_name().unwrap().as_str(), expected);
    }

    #[test]
    fn a_network_that_gives_no_name_needs_one() {
        let error = which(None, Some("My_Net")).env_name().unwrap_err();
        assert!(error.contains("give --name"), "{error}");
    }
}
