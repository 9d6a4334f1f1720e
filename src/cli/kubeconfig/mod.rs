//! `fedrig kubeconfig`: fedrig's own, and its entries in the user's.

mod merge;
mod show;
mod unmerge;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::surroundings::Machine;
use super::{Common, FileArg, files, interrupt};
use crate::kubeconfig::merge::{Error, Lock, UserFile, entries_of, listed_files, usual_file};
use crate::kubeconfig::own::read_whole;
use crate::name::FederationName;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;

/// How long a lock of kubectl's is waited for: it holds one for milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// fedrig's own kubeconfig, and its contexts in yours.
#[derive(Debug, Subcommand)]
pub(super) enum Kubeconfig {
    /// Print the path of fedrig's own kubeconfig.
    #[command(
        after_help = "Examples:\n  kubectl --kubeconfig \"$(fedrig kubeconfig path)\" --context us-east get nodes\n"
    )]
    Path(FileArg),
    /// Print fedrig's own kubeconfig, without its secrets.
    Show(show::Show),
    /// Add the federation's contexts to your kubeconfig.
    Merge(merge::Merge),
    /// Take the federation's contexts out of your kubeconfig again.
    Unmerge(unmerge::Unmerge),
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// The kubeconfig that is changed.
#[derive(Debug, Args)]
struct Target {
    /// The kubeconfig [default: the one that kubectl writes to: of the files in KUBECONFIG the
    /// first that is there, or else ~/.kube/config].
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

impl Kubeconfig {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let done = match self {
            Self::Path(file) => path(file, common, terminal),
            Self::Show(show) => show.run(common, terminal),
            Self::Merge(merge) => merge.run(common, terminal).await,
            Self::Unmerge(unmerge) => unmerge.run(common, terminal).await,
        };
        done.err().unwrap_or(Exit::Done)
    }
}

fn path(file: &FileArg, common: &Common, terminal: &Terminal) -> Result<(), Exit> {
    let own = Own::find(file, common, terminal)?;
    own.read(terminal)?;
    terminal.result(&format!("{}\n", own.path.display()));
    Ok(())
}

/// fedrig's own kubeconfig of a federation.
struct Own {
    federation: FederationName,
    path: PathBuf,
    machine: Machine,
    /// The file that describes the federation, as it was named.
    named: PathBuf,
}

impl Own {
    fn find(file: &FileArg, common: &Common, terminal: &Terminal) -> Result<Self, Exit> {
        let machine = Machine::read(common).map_err(|text| files::usage(terminal, &text))?;
        let federation = files::federation(&file.file, &machine, terminal)?.name;
        let path = machine.state.join(federation.as_str()).join("kubeconfig");
        Ok(Self { federation, path, machine, named: file.file.clone() })
    }

    /// What it says, with its secrets.
    fn read(&self, terminal: &Terminal) -> Result<Value, Exit> {
        read_whole(&self.path).map_err(|error| {
            let hint = format!("`fedrig up -f {}` writes it", self.named.display());
            terminal.error(&Diagnosis::of(&error, vec![hint]).render());
            Exit::Join
        })
    }

    /// The user's kubeconfig.
    fn target(&self, target: &Target, terminal: &Terminal) -> Result<PathBuf, Exit> {
        let spec = &self.machine.spec;
        let usual =
            || usual_file(spec.kubeconfig.as_deref(), spec.home.as_deref(), &spec.current_dir);
        let given = target.to.as_ref().map(|path| spec.current_dir.join(path));
        let none = || files::usage(terminal, "there is no home directory: give `--to FILE`");
        given.or_else(usual).ok_or_else(none)
    }
}

impl Own {
    /// The other files that kubectl reads beside the user's usual one; none when a file is named.
    fn others(&self, target: &Target, path: &Path) -> Vec<PathBuf> {
        if target.to.is_some() {
            return Vec::new();
        }
        let spec = &self.machine.spec;
        let mut others = listed_files(spec.kubeconfig.as_deref(), &spec.current_dir);
        others.retain(|other| other != path && other.exists());
        others
    }
}

/// Says where contexts of a federation are left that is gone; looks only where `merge` puts them.
pub(super) fn note_left(
    common: &Common,
    file: &FileArg,
    federation: &FederationName,
    terminal: &Terminal,
) {
    let Ok(Machine { spec, .. }) = Machine::read(common) else { return };
    let usual = usual_file(spec.kubeconfig.as_deref(), spec.home.as_deref(), &spec.current_dir);
    let Some(found) = usual.and_then(|path| UserFile::read(&path).ok()) else { return };
    if entries_of(found.text(), federation).is_ok_and(|names| !names.is_empty()) {
        terminal.progress(&format!(
            "{} still has contexts of it: `fedrig kubeconfig unmerge -f {}` takes them out",
            found.path().display(),
            file.file.display()
        ));
    }
}

/// A command line for the user's kubectl, for hints.
fn kubectl(file: &Path, context: &str) -> String {
    format!("kubectl --kubeconfig {} --context {context} get nodes", file.display())
}

/// Takes kubectl's lock of a kubeconfig. An interruption ends the waiting, and nothing else: the
/// lock is always given back.
async fn lock(path: &Path, terminal: &Terminal) -> Result<Lock, Exit> {
    let cancel = CancellationToken::new();
    interrupt::listen(cancel.clone(), CancellationToken::new(), terminal.clone());
    Lock::take(path, PATIENCE, &cancel).await.map_err(|error| failed(&error, terminal))
}

/// Reports why a kubeconfig was left as it is.
fn failed(error: &Error, terminal: &Terminal) -> Exit {
    terminal.error(&Diagnosis::of(error, error.hints()).render());
    match error {
        Error::Refused { .. } | Error::Unusual { .. } | Error::Readable { .. } => Exit::Usage,
        Error::Interrupted { .. } => Exit::Interrupted,
        Error::Locked { .. } | Error::File { .. } | Error::Raced { .. } => Exit::Join,
    }
}

fn json(outcome: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(outcome).expect("our own shapes are JSON");
    format!("{text}\n")
}
