//! `fedrig unfederate`.

use std::path::Path;

use clap::Args;

use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::federate::Federated;
use crate::manifest::{Manifest, read_path};
use crate::name::Namespace;
use crate::observe::workloads::federated_side;
use crate::plan;
use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::step::FederatedObjects;

/// Federate something no longer: its objects in the members go, or stay.
#[derive(Debug, Args)]
#[command(
    after_help = "A namespace is taken with all that is federated in it.\n\nExamples:\n  fedrig unfederate shop --delete\n  fedrig unfederate deployment/web -n shop --orphan\n  fedrig unfederate shop/manifests -n shop --delete\n"
)]
pub(super) struct Unfederate {
    /// A workload of the file, an object as KIND/NAME, or a file or folder with manifests.
    #[arg(value_name = "NAME|KIND/NAME|PATH", required = true)]
    what: Vec<String>,
    /// The namespace of objects that name none.
    #[arg(short, long)]
    namespace: Option<Namespace>,
    /// Keep what is in the members.
    #[arg(long, required_unless_present = "delete", conflicts_with = "delete")]
    orphan: bool,
    /// Delete what is in the members.
    #[arg(long)]
    delete: bool,
    /// Show the steps and take none.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    run: RunArgs,
}

impl Unfederate {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        match Session::open(Verb::Unfederate, &self.file.file, &self.run, common, terminal) {
            Ok(mut session) => {
                let result = self.unfederate(&mut session).await;
                session.close(result)
            }
            Err(exit) => exit,
        }
    }

    async fn unfederate(&self, session: &mut Session<'_>) -> Result<(), Exit> {
        session.survey().await?;
        let rig = &session.rig;
        let host = session.or_report(rig.host().await)?;
        let asked = federated_side(&host, &rig.federation.kubefed.namespace);
        let side = rig.ask(&rig.federation.host.name, "its federated objects", asked).await;
        let all = session.or_report(side)?.objects;
        let mut chosen = Vec::new();
        let mut problems = Vec::new();
        for what in &self.what {
            let (found, wrong) = self.find(what, &all);
            if found.is_empty() && wrong.is_empty() {
                problems.push(format!("nothing that is federated is `{what}`"));
            }
            chosen.extend(found);
            problems.extend(wrong);
        }
        let chosen: Vec<Federated> = with_emptied_namespaces(&all, &chosen);
        problems.extend(all.iter().filter_map(|it| left_in_a_namespace(it, &chosen)));
        if !problems.is_empty() {
            let hint =
                "`namespace/NAME` takes a namespace with all that is federated in it".to_owned();
            return Err(session.refuse(&problems.join("\n  "), vec![hint]));
        }
        let how = if self.orphan { FederatedObjects::Orphan } else { FederatedObjects::Delete };
        let plan = plan::unfederate(&chosen, how);
        if self.dry_run {
            session.terminal.result(&plan.to_string());
            return Ok(());
        }
        session.carry_out(&plan).await.map(drop)
    }

    /// What is federated of what one word names, and what is wrong with the word.
    fn find(&self, what: &str, all: &[Federated]) -> (Vec<Federated>, Vec<String>) {
        let chosen =
            |is: &dyn Fn(&Federated) -> bool| all.iter().filter(|it| is(it)).cloned().collect();
        if Path::new(what).exists() {
            let (manifests, flaws) = read_path(Path::new(what));
            let found = chosen(&|it| manifests.iter().any(|manifest| self.is(manifest, it)));
            return (found, flaws.iter().map(ToString::to_string).collect());
        }
        let Some((kind, name)) = what.split_once('/') else {
            return (chosen(&|it| it.workload() == Some(what)), Vec::new());
        };
        if ["namespace", "namespaces", "ns"].contains(&kind) {
            return (chosen(&|it| it.namespace.as_deref() == Some(name)), Vec::new());
        }
        let namespace = self.namespace.as_ref().map(|it| it.as_str());
        let found = chosen(&|it| {
            let is_there = namespace.is_none() || it.namespace.as_deref() == namespace;
            it.of.is_called(kind) && it.name == name && is_there
        });
        (found, Vec::new())
    }

    fn is(&self, manifest: &Manifest, it: &Federated) -> bool {
        let namespace = manifest.namespace.as_deref();
        let namespace = namespace.or_else(|| self.namespace.as_ref().map(|it| it.as_str()));
        let is_there =
            it.is_namespace() || !it.of.is_namespaced || it.namespace.as_deref() == namespace;
        it.of.kind == manifest.kind
            && it.of.group == manifest.group()
            && it.name == manifest.name
            && is_there
    }
}

/// With the namespaces that fedrig federated for what was in them, once nothing is.
fn with_emptied_namespaces(all: &[Federated], chosen: &[Federated]) -> Vec<Federated> {
    let is_chosen = |it: &Federated| chosen.iter().any(|other| other.is_same(it));
    let goes_along = |it: &Federated| {
        let mut in_it = all.iter().filter(|of| !of.is_namespace() && of.namespace == it.namespace);
        let has_any = chosen.iter().any(|of| of.namespace == it.namespace);
        it.is_namespace() && it.workload().is_some() && has_any && in_it.all(is_chosen)
    };
    all.iter().filter(|it| is_chosen(it) || goes_along(it)).cloned().collect()
}

/// KubeFed deletes from the members what is in a namespace that is not federated any more.
fn left_in_a_namespace(it: &Federated, chosen: &[Federated]) -> Option<String> {
    let home = chosen.iter().find(|of| of.is_namespace() && of.namespace == it.namespace)?;
    let goes = chosen.iter().any(|other| other.is_same(it));
    (!goes).then(|| format!("{it} would lose its federated namespace `{}`", home.name))
}
