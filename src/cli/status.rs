//! `fedrig status`.

use clap::Args;
use jiff::Timestamp;

use super::form::Form;
use super::run_args::RunArgs;
use super::session::Session;
use super::status_watch::Watch;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, status as view};
use crate::spec::Federation;
use crate::status::{FederationStatus, observe};
use crate::watch::Unreachable;

/// Show the clusters of a federation.
#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 0 only when every cluster of the file is Ready. With --watch it ends on Ctrl-C, with 0.\n\nExamples:\n  fedrig status -f federation.yaml\n  fedrig status -f federation.yaml -o json | jq '.clusters[] | select(.ready | not)'\n  fedrig status -f federation.yaml --watch --until ready --for 5m\n"
)]
pub(super) struct Status {
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
    #[command(flatten)]
    watch: Watch,
}

impl Status {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        // How the host is reached is not the answer: only what is wrong is said.
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = Session::open(Verb::Status, &self.file.file, &args, common, &quiet);
        match session {
            Ok(session) => self.show(&session, terminal).await.unwrap_or_else(|exit| exit),
            Err(exit) => exit,
        }
    }

    async fn show(&self, session: &Session<'_>, terminal: &Terminal) -> Result<Exit, Exit> {
        session.reach_host().await?;
        if self.watch.is_asked() {
            return self.watch.run(session, self.output, terminal).await;
        }
        let federation = &session.rig.federation;
        let exit = match observe(federation).await {
            Ok(status) => {
                terminal.result(&self.render(&status));
                if status.ready { Exit::Done } else { Exit::Ready }
            }
            Err(error) => {
                terminal.error(&unreachable(federation, &error).render());
                Exit::Clusters
            }
        };
        Ok(exit)
    }

    fn render(&self, status: &FederationStatus) -> String {
        self.output.write(status, || view::table(status, Timestamp::now()))
    }
}

pub(super) fn unreachable(federation: &Federation, error: &Unreachable) -> Diagnosis {
    let host = &federation.host;
    let hint = error.hint(&host.access);
    let headline = format!("host `{}` can't be reached with {}", host.name, host.access);
    let inner = Diagnosis::of(error, vec![hint]);
    Diagnosis {
        error: headline,
        causes: [vec![inner.error], inner.causes].concat(),
        command: None,
        hints: inner.hints,
    }
}
