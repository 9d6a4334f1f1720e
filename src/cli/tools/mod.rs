//! `fedrig tools`.

mod bundle;
mod install;
mod list;
mod named;
mod path;
mod prune;
mod verify;
mod versions;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::surroundings::Machine;
use super::{Common, files};
use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::spec::Federation;

/// The tools and charts that fedrig works with: what is there, what is needed, whether it is sound.
#[derive(Debug, Subcommand)]
pub(super) enum Tools {
    /// List what is in the store.
    #[command(
        after_help = "Examples:\n  fedrig tools list\n  fedrig tools list -f federation.yaml -o json | jq '.[] | select(.used == false)'\n"
    )]
    List(list::List),
    /// Fetch tools and the chart into the store, side by side.
    #[command(
        after_help = "Without names, all that a federation.yaml needs; `fedrig.lock` beside it then has their digests.\n\nExamples:\n  fedrig tools install -f federation.yaml\n  fedrig tools install helm kubectl@1.33.13 chart@0.10.0\n  fedrig tools install -f federation.yaml --mirror https://mirror.example.com/releases\n"
    )]
    Install(install::Install),
    /// Print where a tool is on this machine; nothing is fetched.
    #[command(
        after_help = "Examples:\n  fedrig tools path helm\n  \"$(fedrig tools path kubectl@1.33.13)\" version --client\n"
    )]
    Path(path::PathOf),
    /// Read everything in the store through, and name what somebody changed.
    #[command(
        after_help = "Examples:\n  fedrig tools verify\n  fedrig tools verify --repair\n  fedrig tools verify -o json | jq '.[] | select(.state != \"sound\")'\n"
    )]
    Verify(verify::Verify),
    /// List what works with what, and by which name each rule is allowed to be broken.
    #[command(
        after_help = "Examples:\n  fedrig tools versions\n  fedrig tools versions -o json | jq '.[] | select(.rule == \"helm-kubernetes\")'\n"
    )]
    Versions(versions::Versions),
    /// Take away what was not used for long.
    #[command(
        after_help = "Examples:\n  fedrig tools prune --dry-run\n  fedrig tools prune --unused-for 7d\n"
    )]
    Prune(prune::Prune),
    /// Write tools, chart and images into one file, for a site without a network.
    #[command(
        after_help = "Examples:\n  fedrig tools export site.bundle -f federation.yaml --image kubefed.tar\n  docker save quay.io/kubernetes-multicluster/kubefed:v0.10.0 -o kubefed.tar\n"
    )]
    Export(bundle::Export),
    /// Take what `export` wrote, if it is exactly that.
    #[command(
        after_help = "Examples:\n  fedrig tools import site.bundle --sha256 <what export said> --images images\n"
    )]
    Import(bundle::Import),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
}

/// How the answer is written.
#[derive(Debug, Args)]
struct FormArg {
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

/// The federation.yaml that is asked about.
#[derive(Debug, Args)]
struct OfFederation {
    /// The file that says which versions are needed [default: federation.yaml, if it is there].
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Tools {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let machine = match Machine::read(common) {
            Ok(machine) => machine,
            Err(text) => return files::usage(terminal, &text),
        };
        let desk = Desk { common, machine, terminal };
        let done = match self {
            Self::List(list) => list.run(&desk),
            Self::Install(install) => install.run(&desk).await,
            Self::Path(path) => path.run(&desk).await,
            Self::Verify(verify) => verify.run(&desk).await,
            Self::Versions(versions) => {
                versions.run(&desk);
                Ok(())
            }
            Self::Prune(prune) => prune.run(&desk),
            Self::Export(export) => export.run(&desk).await,
            Self::Import(import) => import.run(&desk),
        };
        done.map_or_else(|exit| exit, |()| Exit::Done)
    }
}

/// What each of these commands works with.
struct Desk<'a> {
    common: &'a Common,
    machine: Machine,
    terminal: &'a Terminal,
}

impl Desk<'_> {
    /// The federation that is asked about, if there is one; what is wrong with it was reported.
    fn federation(&self, of: &OfFederation) -> Result<Option<Federation>, Exit> {
        let usual = PathBuf::from("federation.yaml");
        let file = match &of.file {
            Some(file) => file.clone(),
            None if self.machine.spec.current_dir.join(&usual).exists() => usual,
            None => return Ok(None),
        };
        files::federation(&file, &self.machine, self.terminal).map(Some)
    }

    fn inventory(&self) -> crate::fetch::Inventory {
        crate::fetch::Inventory::at(self.machine.store())
    }

    fn usage(&self, text: impl AsRef<str>) -> Exit {
        files::usage(self.terminal, text.as_ref())
    }

    /// Reports what failed while tools were looked at or fetched.
    fn failed(&self, error: &dyn std::error::Error, hints: Vec<String>) -> Exit {
        let diagnosis = crate::report::diagnosis::Diagnosis::of(error, hints);
        self.terminal.error(&diagnosis.render());
        Exit::Tools
    }

    fn json(&self, value: &impl serde::Serialize) {
        let text = serde_json::to_string_pretty(value).expect("our own shapes are JSON");
        self.terminal.result(&format!("{text}\n"));
    }
}
