//! `fedrig access`.

use clap::Args;
use jiff::Timestamp;

use super::form::Form;
use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::access::{AccessReport, ClusterAccess, Problem, examine};
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, access as view};

/// Test how each cluster is reached: from here with your access and with fedrig's own, and from the
/// host.
#[derive(Debug, Args)]
#[command(
    after_help = "Changes nothing. Exits with 4 when an access from here does not work, and with 7 when the host does not reach a cluster that is joined.\n\nExamples:\n  fedrig access -f federation.yaml\n  fedrig access -f federation.yaml -o json | jq '.clusters[] | {name, user: .fromHere.user}'\n"
)]
pub(super) struct Access {
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

impl Access {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        // What was done to get at a cluster is not the answer: only what is wrong is said.
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = match Session::open(Verb::Status, &self.file.file, &args, common, &quiet) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        let failed = session.reach_all().await.into_iter();
        let unreached = failed.map(|(name, diagnosis)| (name, problem(diagnosis))).collect();
        let report = examine(&session.rig.federation, session.rig.own.path(), &unreached).await;
        terminal.result(&self.render(&report, terminal));
        if self.output == Form::Table {
            for diagnosis in view::diagnoses(&report) {
                terminal.error(&format!("\n{}", diagnosis.render()));
            }
        }
        exit(&report)
    }

    fn render(&self, report: &AccessReport, terminal: &Terminal) -> String {
        self.output.write(report, || {
            let width = terminal.is_live().then(|| terminal.width());
            view::text(report, Timestamp::now(), width)
        })
    }
}

/// An access that was not to be had, as one cause and one hint.
fn problem(diagnosis: Diagnosis) -> Problem {
    let Diagnosis { error, causes, hints, .. } = diagnosis;
    let hint = hints.into_iter().next().unwrap_or_default();
    Problem { cause: [vec![error], causes].concat().join(": "), hint }
}

fn exit(report: &AccessReport) -> Exit {
    if !report.clusters.iter().all(ClusterAccess::works_from_here) {
        return Exit::Clusters;
    }
    if report.well { Exit::Done } else { Exit::Ready }
}
