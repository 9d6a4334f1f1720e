//! `fedrig down`.

use clap::Args;

use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg, kubeconfig};
use crate::observe::ObjectName;
use crate::observe::remains::{federated_objects, kubefed_crds};
use crate::plan::{self, Removal};
use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::step::FederatedObjects;

/// Take the federation down: unjoin every member, uninstall KubeFed, take back every access.
#[derive(Debug, Args)]
#[command(
    after_help = "Deletes only what fedrig, helm and kubefedctl made; other objects in KubeFed's namespaces stay and are named. Run again, it goes on where it ended.\n\nExamples:\n  fedrig down -f federation.yaml --dry-run\n  fedrig down -f federation.yaml --orphan\n"
)]
pub(super) struct Down {
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    run: RunArgs,
    /// Show the steps and take none.
    #[arg(long)]
    dry_run: bool,
    /// Delete federated objects and keep what they made in the members.
    #[arg(long, conflicts_with = "delete_federated")]
    orphan: bool,
    /// Delete federated objects and what they made in the members.
    #[arg(long)]
    delete_federated: bool,
    /// Keep KubeFed's CRDs.
    #[arg(long)]
    keep_crds: bool,
}

impl Down {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        match Session::open(Verb::Down, &self.file.file, &self.run, common, terminal) {
            Ok(mut session) => {
                let result = self.down(&mut session).await;
                if result.is_ok() {
                    let federation = &session.rig.federation.name;
                    kubeconfig::note_left(common, &self.file, federation, terminal);
                }
                session.close(result)
            }
            Err(exit) => exit,
        }
    }

    async fn down(&self, session: &mut Session<'_>) -> Result<(), Exit> {
        session.survey().await?;
        let (federation, world) = (&session.rig.federation, session.rig.world());
        let unlisted = plan::unlisted(federation, &world);
        if !unlisted.is_empty() {
            let names: Vec<String> = unlisted.iter().map(|name| format!("`{name}`")).collect();
            return Err(session.refuse(
                &format!(
                    "{} joined, and the file does not name {}",
                    listing(&names),
                    if names.len() == 1 { "it" } else { "them" }
                ),
                vec![
                    "add it to the file's members, or take it out with `kubefedctl unjoin`".into(),
                ],
            ));
        }
        let plan = plan::teardown(federation, &world, &self.removal(session).await?);
        if plan.is_empty() {
            session.terminal.progress("nothing to do");
        } else if self.dry_run {
            session.terminal.result(&plan.to_string());
        } else {
            session.carry_out(&plan).await?;
        }
        Ok(())
    }

    async fn removal(&self, session: &Session<'_>) -> Result<Removal, Exit> {
        let rig = &session.rig;
        let host = &rig.federation.host.name;
        let client = session.or_report(rig.host().await)?;
        let objects = rig.ask(host, "its federated objects", federated_objects(&client)).await;
        let objects = session.or_report(objects)?;
        let crds = rig.ask(host, "its CRDs", kubefed_crds(&client)).await;
        let crds = session.or_report(crds)?;
        let how = match (self.orphan, self.delete_federated) {
            (true, _) => FederatedObjects::Orphan,
            (_, true) => FederatedObjects::Delete,
            _ if objects.is_empty() || self.dry_run => FederatedObjects::Orphan,
            _ => return Err(refuse_objects(session, &objects)),
        };
        let crds = if self.keep_crds { Vec::new() } else { crds };
        Ok(Removal { objects, how, crds })
    }
}

fn refuse_objects(session: &Session<'_>, objects: &[ObjectName]) -> Exit {
    const SHOWN: usize = 12;
    let names: Vec<String> = objects.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = match objects.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    session.refuse(
        &format!("there are {} federated objects: {}{more}", objects.len(), names.join(", ")),
        vec![
            "`--orphan` deletes them and keeps what they made in the members".into(),
            "`--delete-federated` deletes both".into(),
        ],
    )
}

fn listing(names: &[String]) -> String {
    match names {
        [one] => format!("{one} is"),
        many => format!("{} are", many.join(", ")),
    }
}
