//! `fedrig up`.

use clap::Args;
use jiff::Timestamp;

use super::check::unknown_checks;
use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::check::Choice;
use crate::journal;
use crate::profile::Profile;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::report::{Exit, profile, status as view};
use crate::status::observe;

/// Take the clusters of a file to a Ready federation.
#[derive(Debug, Args)]
#[command(
    after_help = "Run again, it changes nothing that is as wanted.\n\nExamples:\n  fedrig up -f federation.yaml\n  fedrig up -f federation.yaml --timings\n  fedrig up -f federation.yaml --output json | jq -c 'select(.event == \"stepFinished\")'\n"
)]
pub(super) struct Up {
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    run: RunArgs,
    /// Show in the end where the time went, as `fedrig timings` does.
    #[arg(long)]
    timings: bool,
    /// Not these checks, or groups of checks, of those that are made before something is changed;
    /// `fedrig check --pre` makes all of them.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    skip: Vec<String>,
}

impl Up {
    /// Of a file that another command wrote, all else by default.
    pub fn of(file: std::path::PathBuf) -> Self {
        let run = RunArgs::looking();
        Self { file: FileArg { file }, run, timings: false, skip: Vec::new() }
    }

    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let choice = match Choice::before_up(&self.skip).checked() {
            Ok(choice) => choice,
            Err(unknown) => return unknown_checks(&unknown, terminal),
        };
        let session = Session::open(Verb::Up, &self.file.file, &self.run, common, terminal);
        match session {
            Ok(mut session) => {
                let result = up(&mut session, &choice).await;
                let folder = session.rig.journal.folder().to_owned();
                let id = session.rig.journal.id().to_owned();
                let exit = session.close(result);
                if self.timings {
                    show_timings(&folder, &id, terminal);
                }
                exit
            }
            Err(exit) => exit,
        }
    }
}

async fn up(session: &mut Session<'_>, choice: &Choice) -> Result<(), Exit> {
    let plan = session.plan_checked(choice).await?;
    session.warn(&plan);
    if plan.is_empty() {
        session.terminal.progress("nothing to do");
    } else {
        session.carry_out(&plan).await?;
    }
    if session.is_text() {
        show(session).await;
    }
    Ok(())
}

/// Where the time of the run that has just ended went.
fn show_timings(folder: &std::path::Path, id: &str, terminal: &Terminal) {
    if let Some(run) = journal::runs(folder).iter().find(|run| run.id == id) {
        let waterfall = profile::waterfall(&Profile::of(run), terminal.width());
        terminal.progress(&format!("\n{}", waterfall.trim_end()));
    }
}

async fn show(session: &Session<'_>) {
    match observe(&session.rig.federation).await {
        Ok(status) => {
            let table = view::table(&status, Timestamp::now());
            session.terminal.result(&format!("\n{table}"));
        }
        Err(error) => session.terminal.error(&Diagnosis::of(&error, Vec::new()).render()),
    }
    session.terminal.progress(&format!(
        "\nfedrig's own kubeconfig: {} (contexts by cluster name)",
        session.rig.own.path().display()
    ));
}
