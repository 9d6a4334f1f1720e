//! Takes the preference away.

use super::super::form::Form;
use super::super::run_args::RunArgs;
use super::super::session::Session;
use super::super::verb::Verb;
use super::super::{Common, files};
use super::{Spread, scene, wait};
use crate::report::Exit;
use crate::report::terminal::{Terminal, Verbosity};
use crate::spread::find;
use crate::tool::Program;

const TYPE: &str = "replicaschedulingpreferences.scheduling.kubefed.io";

impl Spread {
    pub(super) async fn take_away(
        &self,
        common: &Common,
        terminal: &Terminal,
    ) -> Result<Exit, Exit> {
        if self.output != Form::Table {
            return Err(files::usage(terminal, "`--remove` has nothing to write as json or yaml"));
        }
        let verb = if self.dry_run { Verb::Status } else { Verb::Spread };
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = Session::open(verb, self.file(), &args, common, &quiet)?;
        let ended = self.remove_of(&session, terminal).await;
        Ok(session.close(ended))
    }

    async fn remove_of(&self, session: &Session<'_>, terminal: &Terminal) -> Result<(), Exit> {
        session.reach_host().await?;
        let (rig, workload) = (&session.rig, self.workload());
        let host = session.or_report(rig.host().await)?;
        let present = find(&host, &workload).await;
        let present = present.map_err(|error| scene::unwatched(session, error.to_string()))?;
        let (namespace, name) = (&workload.namespace, &workload.name);
        if present.is_none() {
            terminal
                .result(&format!("{workload} in {namespace} has no preference: nothing to do\n"));
            return Ok(());
        }
        if self.dry_run {
            terminal.result(&format!("the preference of {workload} in {namespace} would go\n"));
            return Ok(());
        }
        session.or_report(rig.fetch(Program::Kubectl).await)?;
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let deleted = kubectl.delete(Some(namespace.as_str()), &[format!("{TYPE}/{name}")]).await;
        deleted.map_err(|failure| {
            wait::unwritten(terminal, "the preference can't be removed", &failure)
        })?;
        terminal.result(&format!(
            "the preference of {workload} in {namespace} is gone; replicas and placement stay as they are\n"
        ));
        Ok(())
    }
}
