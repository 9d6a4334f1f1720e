//! `fedrig join` and `fedrig unjoin`: one member of the file.

use clap::Args;

use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::name::ClusterName;
use crate::plan;
use crate::report::Exit;
use crate::report::terminal::Terminal;

/// Join one member of the file, and wait until it is Ready.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  fedrig join us-east -f federation.yaml\n")]
pub(super) struct Join {
    #[command(flatten)]
    which: Which,
}

/// Take one member out, and take back fedrig's access to it.
#[derive(Debug, Args)]
#[command(
    after_help = "A member that can't be reached is taken out on the host's side, and what stays on its own is named.\n\nExamples:\n  fedrig unjoin us-east -f federation.yaml\n"
)]
pub(super) struct Unjoin {
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
struct Which {
    /// The member, as the file names it.
    #[arg(value_name = "CLUSTER")]
    cluster: ClusterName,
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    run: RunArgs,
}

impl Which {
    fn open<'a>(
        &'a self,
        verb: Verb,
        common: &Common,
        terminal: &'a Terminal,
    ) -> Result<Session<'a>, Exit> {
        let session = Session::open(verb, &self.file.file, &self.run, common, terminal)?;
        if session.rig.federation.all_clusters().any(|cluster| cluster.name == self.cluster) {
            return Ok(session);
        }
        let names = session.rig.federation.all_clusters().map(|cluster| cluster.name.to_string());
        let names = names.collect::<Vec<_>>().join(", ");
        let exit = session.refuse(
            &format!("`{}` names no cluster `{}`", self.file.file.display(), self.cluster),
            vec![format!("it names {names}")],
        );
        Err(session.close(Err(exit)))
    }
}

impl Join {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let mut session = match self.which.open(Verb::Join, common, terminal) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        // The plan of a federation that has only this member is the plan of its join.
        session.rig.federation.members.retain(|member| member.name == self.which.cluster);
        let result = join(&mut session).await;
        session.close(result)
    }
}

async fn join(session: &mut Session<'_>) -> Result<(), Exit> {
    let plan = session.plan().await?;
    session.warn(&plan);
    if plan.is_empty() {
        session.terminal.progress("nothing to do");
        return Ok(());
    }
    session.carry_out(&plan).await.map(drop)
}

impl Unjoin {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let mut session = match self.which.open(Verb::Unjoin, common, terminal) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        let result = self.unjoin(&mut session).await;
        session.close(result)
    }

    async fn unjoin(&self, session: &mut Session<'_>) -> Result<(), Exit> {
        session.survey().await?;
        let rig = &session.rig;
        let plan = plan::unjoin_one(&rig.federation, &rig.world(), &self.which.cluster);
        if plan.is_empty() {
            session.terminal.progress("nothing to do");
            return Ok(());
        }
        session.carry_out(&plan).await.map(drop)
    }
}
