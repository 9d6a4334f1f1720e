//! Writes the preference, once it was shown what KubeFed is going to make of it.

use jiff::Timestamp;
use serde_json::Value;

use super::super::form::Form;
use super::super::run_args::RunArgs;
use super::super::session::Session;
use super::super::verb::Verb;
use super::super::{Common, files};
use super::scene::{clients, look, refuse};
use super::{Spread, wait};
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, spread as view};
use crate::spread::{Clients, Problem, State, Target, find, object};
use crate::tool::Program;

impl Spread {
    pub(super) async fn apply(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        if self.output == Form::Yaml && !self.dry_run {
            return Err(files::usage(terminal, "a spread is written as table or json"));
        }
        let verb = if self.dry_run { Verb::Status } else { Verb::Spread };
        // How the clusters are reached is not the answer: only what is wrong is said.
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = Session::open(verb, self.file(), &args, common, &quiet)?;
        let ended = self.work(&session, terminal).await;
        match ended {
            Ok(Exit::Done) => Ok(session.close(Ok(()))),
            Ok(exit) | Err(exit) => Err(session.close(Err(exit))),
        }
    }

    async fn work(&self, session: &Session<'_>, terminal: &Terminal) -> Result<Exit, Exit> {
        let clients = clients(session).await?;
        let (workload, asked) = (self.workload(), self.requested());
        let seen = look(session, &clients, &workload).await?;
        let problems = Problem::all(&asked, &workload, &seen);
        if !problems.is_empty() {
            return Err(refuse(session, &problems));
        }
        let wanted = asked.preferences(&seen.reachable());
        let target = Target { workload, wanted, intersect: asked.intersect };
        let state = State::of(&target, &seen, Timestamp::now());
        let plan = view::plan(&target, &state, &view::notes(&target, &state, &seen));
        let present = find(&clients.host, &target.workload).await;
        let present =
            present.map_err(|error| super::scene::unwatched(session, error.to_string()))?;
        let wish = object(&target.workload, &target.wanted, target.intersect, present.as_ref());
        if self.dry_run {
            match self.output {
                Form::Table => terminal.result(&plan),
                Form::Json | Form::Yaml => {
                    terminal.progress(plan.trim_end());
                    terminal.result(&self.output.write(&wish, String::new));
                }
            }
            return Ok(Exit::Done);
        }
        terminal.progress(&plan);
        self.write(session, present.as_ref(), &wish, terminal).await?;
        self.await_spread(session, &clients, &target, terminal).await
    }

    async fn write(
        &self,
        session: &Session<'_>,
        present: Option<&Value>,
        wish: &Value,
        terminal: &Terminal,
    ) -> Result<(), Exit> {
        if present.is_some_and(|present| present["spec"] == wish["spec"]) {
            terminal.progress("the preference is there already, as it is wished for");
            return Ok(());
        }
        let rig = &session.rig;
        session.or_report(rig.fetch(Program::Kubectl).await)?;
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let written = match present {
            Some(_) => kubectl.replace(wish).await,
            None => kubectl.create(wish).await,
        };
        written.map_err(|failure| {
            wait::unwritten(terminal, "the preference can't be written", &failure)
        })
    }

    async fn await_spread(
        &self,
        session: &Session<'_>,
        clients: &Clients,
        target: &Target,
        terminal: &Terminal,
    ) -> Result<Exit, Exit> {
        let patience = wait::Patience {
            limit: self.timeout,
            follow: self.follow,
            follow_for: self.limit,
            json: self.output == Form::Json,
        };
        wait::until_spread(session, clients, target, patience, terminal).await
    }
}
