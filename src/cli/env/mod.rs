//! `fedrig env`.

mod down;
mod list;
mod load;
mod sweep;
mod up;
mod wanted;
mod which;

use clap::Subcommand;

use super::{Common, files};
use crate::env::{Environment, Error};
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;

/// Make and remove kind clusters to try a federation on.
#[derive(Debug, Subcommand)]
pub(super) enum Env {
    /// Make the clusters that are missing.
    #[command(after_help = up::EXAMPLES)]
    Up(Box<up::Up>),
    /// List the clusters of kind on this machine, and whose they are.
    #[command(
        after_help = "Examples:\n  fedrig env list\n  fedrig env list -o json | jq -r '.[] | select(.env == \"lab\") | .kubeconfig'\n"
    )]
    List(list::List),
    /// Give images to clusters that run.
    #[command(
        after_help = "Examples:\n  fedrig env load my-kubefed.tar --name lab\n  fedrig env load example.com/kubefed:dev --cluster lab-1\n"
    )]
    Load(load::Load),
    /// Remove clusters, their kubeconfigs, proxies, and networks that nothing uses any more.
    #[command(
        after_help = "Examples:\n  fedrig env down eu-central us-east\n  fedrig env down --name lab --all-of-env\n"
    )]
    Down(down::Down),
    /// Find what runs that crashed have left, by labels; with --yes, remove it.
    #[command(
        after_help = "Clusters that fedrig did not make, and what a fedrig works on at the moment, are left alone.\n\nExamples:\n  fedrig env sweep\n  fedrig env sweep --images --yes\n"
    )]
    Sweep(sweep::Sweep),
}

impl Env {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let done = match self {
            Self::Up(up) => up.run(common, terminal).await,
            Self::List(list) => list.run(common, terminal).await,
            Self::Load(load) => load.run(common, terminal).await,
            Self::Down(down) => down.run(common, terminal).await,
            Self::Sweep(sweep) => sweep.run(common, terminal).await,
        };
        done.unwrap_or_else(|exit| exit)
    }
}

/// Reports what went wrong with an environment.
fn report(terminal: &Terminal, environment: &Environment, errors: &[Error]) -> Exit {
    for error in errors {
        let hints = error.hints(&environment.flags());
        terminal.error(&Diagnosis::of(error, hints).render());
    }
    if errors.is_empty() { Exit::Done } else { Exit::Clusters }
}

/// A line of progress: who, and what.
fn said(terminal: &Terminal) -> impl Fn(&str, &str) + Send + Sync {
    |who: &str, text: &str| terminal.progress(&format!("  {who:<15} {text}"))
}
