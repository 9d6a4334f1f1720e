//! `fedrig federate`.

mod input;
mod show;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::measures::duration;
use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg, Progress};
use crate::federate::Placement;
use crate::name::{ClusterName, Namespace};
use crate::plan;
use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::spec::Federation;

/// Federate ordinary manifests: namespace and contents, to the members that are named.
#[derive(Debug, Args)]
#[command(
    after_help = "Enables the types that are needed, and waits until every member has what is placed in it. What is in the file's `workloads` is `up`'s matter.\n\nExamples:\n  fedrig federate shop/ -n shop --selector region=eu\n  fedrig federate shop.yaml --cluster eu-west --override eu-west:Deployment/web:/spec/replicas=3\n  fedrig federate --from-host deployment/web -n shop --dry-run -o yaml\n"
)]
pub(super) struct Federate {
    /// Files with manifests, folders of such files, or `-` for standard input.
    #[arg(value_name = "PATH", required_unless_present = "from_host")]
    paths: Vec<PathBuf>,
    /// An object that the host has.
    #[arg(long, value_name = "KIND/NAME", conflicts_with = "paths")]
    from_host: Vec<String>,
    /// The namespace of objects that name none.
    #[arg(short, long)]
    namespace: Option<Namespace>,
    /// A member that gets it; without this and `--selector` every member does.
    #[arg(long, value_name = "NAME", conflicts_with = "selector")]
    cluster: Vec<ClusterName>,
    /// The labels of the members that get it: `region=eu,tier=front`.
    #[arg(long, value_name = "LABEL=VALUE,…")]
    selector: Option<String>,
    /// A value that is different in a member: MEMBER:KIND/NAME:/path=value.
    #[arg(long = "override", value_name = "OVERRIDE")]
    overrides: Vec<String>,
    /// A file with a list of `cluster`, `object`, `path`, `value` and `op`.
    #[arg(long = "overrides", value_name = "FILE")]
    overrides_file: Option<PathBuf>,
    /// Take over objects of the same name that are in a member.
    #[arg(long)]
    adopt: bool,
    /// Show what would be made, and make nothing.
    #[arg(long)]
    dry_run: bool,
    /// How long to wait for the members [default: the file's `timeouts.propagation`].
    #[arg(long, value_name = "TIME", value_parser = duration)]
    timeout: Option<Duration>,
    /// How to write it; `yaml` only with `--dry-run`.
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    output: Form,
    #[command(flatten)]
    file: FileArg,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people.
    Text,
    /// JSON: the objects with `--dry-run`, events without.
    Json,
    /// The objects as YAML.
    Yaml,
}

impl Federate {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let output = match (self.output, self.dry_run) {
            (Form::Json, false) => Progress::Json,
            (Form::Yaml, false) => {
                return super::files::usage(terminal, "`--output yaml` is for `--dry-run`");
            }
            (Form::Text | Form::Json | Form::Yaml, _) => Progress::Text,
        };
        let args = RunArgs { output, ..RunArgs::looking() };
        match Session::open(Verb::Federate, &self.file.file, &args, common, terminal) {
            Ok(mut session) => {
                let result = self.federate(&mut session).await;
                session.close(result)
            }
            Err(exit) => exit,
        }
    }

    async fn federate(&self, session: &mut Session<'_>) -> Result<(), Exit> {
        let workload = self.workload(session).await?;
        session.rig.federation.workloads = Some(vec![workload]);
        if let Some(limit) = self.timeout {
            session.rig.federation.timeouts.propagation = limit;
        }
        session.survey().await?;
        let world = session.rig.world();
        if world.host.control_plane.types.is_empty() {
            let hint = "`fedrig up` makes the federation".to_owned();
            return Err(
                session.refuse("the host has no KubeFed that federates anything", vec![hint])
            );
        }
        let plan = plan::federate(&world);
        if self.dry_run {
            self.show(&world.workloads, &plan, session.terminal);
            return Ok(());
        }
        if plan.is_empty() {
            session.terminal.progress("nothing to do");
        } else {
            session.carry_out(&plan).await?;
        }
        if session.is_text() {
            session.terminal.result(&show::table(&world.workloads));
        }
        Ok(())
    }

    fn placement(&self, federation: &Federation) -> Result<Placement, String> {
        if let Some(text) = &self.selector {
            return Placement::parse_selector(text).map(Placement::Labels);
        }
        let mut unknown =
            self.cluster.iter().filter_map(|it| input::unknown_member(federation, it));
        if let Some(problem) = unknown.next() {
            return Err(problem);
        }
        Ok(match self.cluster.as_slice() {
            [] => Placement::everywhere(),
            names => Placement::Members(names.to_vec()),
        })
    }
}
