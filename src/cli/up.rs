//! `fedrig up`.

use std::num::NonZeroUsize;

use clap::Args;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::surroundings::Machine;
use super::{Common, FileArg, Progress, files, interrupt};
use crate::engine::{self, Sink, Summary};
use crate::fetch::{Fetcher, HttpSettings, Mirror, Platform, Settings};
use crate::plan;
use crate::report::diagnosis::Diagnosis;
use crate::report::human::Plain;
use crate::report::json::Json;
use crate::report::live::Live;
use crate::report::terminal::Terminal;
use crate::report::{Exit, status as view};
use crate::spec::{self, Federation};
use crate::status::observe;
use crate::step::{OwnAccess, Rig};
use crate::tool::Exec;

/// Take the clusters of a file to a Ready federation.
#[derive(Debug, Args)]
#[command(
    after_help = "Run again, it changes nothing that is as wanted.\n\nExamples:\n  fedrig up -f federation.yaml\n  fedrig up -f federation.yaml --output json | jq -c 'select(.event == \"stepFinished\")'\n"
)]
pub(super) struct Up {
    #[command(flatten)]
    file: FileArg,
    /// How to write progress and result.
    #[arg(short, long, value_enum, default_value_t = Progress::Text)]
    output: Progress,
    /// How many steps may run at once.
    #[arg(long, value_name = "N", default_value = "16")]
    parallel: NonZeroUsize,
}

impl Up {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let machine = match Machine::read(common) {
            Ok(machine) => machine,
            Err(text) => return files::usage(terminal, &text),
        };
        let federation = match files::federation(&self.file.file, &machine, terminal) {
            Ok(federation) => federation,
            Err(exit) => return exit,
        };
        let rig = match rig(federation, common, &machine, terminal) {
            Ok(rig) => rig,
            Err(text) => return files::usage(terminal, &text),
        };
        let plan = plan::build(&rig.federation);
        let summary = engine::run(&plan, &rig, self.parallel, &*self.sink(terminal)).await;
        self.conclude(&rig, &summary, terminal).await
    }

    fn sink(&self, terminal: &Terminal) -> Box<dyn Sink> {
        match self.output {
            Progress::Json => Box::new(Json(terminal.clone())),
            Progress::Text if terminal.is_live() => Box::new(Live::new()),
            Progress::Text => Box::new(Plain(terminal.clone())),
        }
    }

    async fn conclude(&self, rig: &Rig, summary: &Summary, terminal: &Terminal) -> Exit {
        for (_, error) in summary.failures() {
            terminal.error(&Diagnosis::of_step(error).render());
        }
        if summary.is_success() && self.output == Progress::Text {
            match observe(&rig.federation).await {
                Ok(status) => {
                    terminal.result(&format!("\n{}", view::table(&status, Timestamp::now())));
                }
                Err(error) => terminal.error(&Diagnosis::of(&error, Vec::new()).render()),
            }
            terminal.progress(&format!(
                "\nfedrig's own kubeconfig: {} (contexts by cluster name)",
                rig.own.path().display()
            ));
        }
        Exit::of(summary)
    }
}

fn rig(
    federation: Federation,
    common: &Common,
    machine: &Machine,
    terminal: &Terminal,
) -> Result<Rig, String> {
    let (cancel, kill) = (CancellationToken::new(), CancellationToken::new());
    interrupt::listen(cancel.clone(), kill.clone(), terminal.clone());
    let exec = Exec::new(cancel.clone(), kill);
    let flag = common.mirror.as_deref().map(|text| machine.mirror(text)).transpose()?;
    let mirror = flag.or_else(|| federation.mirror.as_ref().map(named_mirror));
    let fetcher = fetcher(mirror, machine, exec.clone())?;
    let folder = machine.state.join(federation.name.as_str());
    let own = OwnAccess::at(folder.join("kubeconfig"));
    Ok(Rig::new(federation, exec, fetcher, own, cancel))
}

/// The fetcher of this machine.
pub(super) fn fetcher(
    mirror: Option<Mirror>,
    machine: &Machine,
    exec: Exec,
) -> Result<Fetcher, String> {
    let platform = Platform::of_this_binary()
        .ok_or("upstream has no releases for this operating system or processor")?;
    let settings = Settings {
        store: machine.cache.join("tools"),
        mirror,
        search_path: machine.search_path.clone(),
        platform,
        exec,
        http: HttpSettings::default(),
    };
    Fetcher::new(settings).map_err(|error| error.to_string())
}

/// The mirror that a federation.yaml names, for the fetcher.
fn named_mirror(mirror: &spec::Mirror) -> Mirror {
    match mirror {
        spec::Mirror::Directory(path) => Mirror::Directory(path.clone()),
        spec::Mirror::Url(url) => Mirror::Url(url.clone()),
    }
}
