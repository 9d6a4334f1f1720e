//! `fedrig suite`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use semver::{BuildMetadata, Version};
use serde_json::{Map, Value};

use super::form::Form;
use super::run_args::RunArgs;
use super::session::Session;
use super::surroundings::Machine;
use super::verb::Verb;
use super::{Common, FileArg, files};
use crate::from_source::SourceTree;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, suite as view};
use crate::spec::{self, Federation};
use crate::suite::{self, Answer, BuiltSuite, Error, SuiteRun};
use crate::tool::Exec;
use crate::tool::go::Go;
use crate::verdict::{self, KubeFed, Scope, SpecVerdict};

/// How long a run may take: three times what upstream's pipeline needs for one spec after another on
/// a busy machine.
const LIMIT: Duration = Duration::from_secs(1800);

/// Build and run KubeFed's own end-to-end tests against a federation.
#[derive(Debug, Subcommand)]
pub(super) enum Suite {
    /// List the specs of the suite; asks no cluster.
    #[command(
        after_help = "Needs go in PATH: the suite is built from the KubeFed module of the file's version, once.\n\nExamples:\n  fedrig suite list -f federation.yaml\n  fedrig suite list -f federation.yaml --focus 'Federated \"(jobs|deployments)'\n"
    )]
    List(List),
    /// Run the suite against a federation that is up, several specs at once.
    #[command(
        after_help = "The host has to be a member, and its chart needs the feature gate\nRawResourceStatusCollection for the specs of remote status:\n\n  kubefed:\n    values:\n      controllermanager:\n        featureGates:\n          RawResourceStatusCollection: Enabled\n\nExits with 8 when a spec failed that is not known to fail.\n\nExamples:\n  fedrig suite run -f federation.yaml\n  fedrig suite run -f federation.yaml --focus 'Scheduling' --workers 4\n  fedrig suite run -f federation.yaml -o json | jq '.suite.specs[] | select(.verdict == \"failed\")'\n"
    )]
    Run(Run),
}

#[derive(Debug, Args)]
pub(super) struct Which {
    #[command(flatten)]
    file: FileArg,
    /// Only the specs whose names match, after `KubeFed e2e suite`; an expression of Go's.
    #[arg(long, value_name = "REGEX")]
    focus: Option<String>,
    /// A source tree of KubeFed to build the suite from, instead of the published module.
    #[arg(long, value_name = "DIR")]
    tree: Option<PathBuf>,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    which: Which,
}

#[derive(Debug, Args)]
pub(super) struct Run {
    #[command(flatten)]
    which: Which,
    /// How many specs run at once. They mostly wait: more than cores is right.
    #[arg(long, value_name = "N", default_value = "8")]
    workers: NonZeroUsize,
    /// The folder for a log and a report a spec, and `suite.json` with all of it.
    #[arg(long, value_name = "DIR", default_value = ".fedrig/suite")]
    out: PathBuf,
}

impl Suite {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let done = match self {
            Self::List(list) => list.run(common, terminal).await,
            Self::Run(run) => run.run(common, terminal).await,
        };
        done.unwrap_or_else(|exit| exit)
    }
}

impl List {
    async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let which = &self.which;
        let (quiet, args) = (Terminal::new(Verbosity::Quiet), RunArgs::looking());
        let session = Session::open(Verb::Status, &which.file.file, &args, common, &quiet)?;
        let built = which.build(&session, common, terminal).await?;
        let scope = scope(&session.rig.federation);
        let listed = built.list(&session.rig.exec, scope, which.focus.as_deref()).await;
        let listed = listed.map_err(|error| report(terminal, &error))?;
        let names: Vec<&str> =
            listed.iter().filter(|spec| spec.chosen).map(|spec| spec.name.as_str()).collect();
        terminal.result(&which.output.write(&names, || view::list(&listed)));
        Ok(Exit::Done)
    }
}

impl Run {
    async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        // How the host is reached is not the answer: only what is wrong is said.
        let (quiet, args) = (Terminal::new(Verbosity::Quiet), RunArgs::looking());
        let session = Session::open(Verb::Status, &self.which.file.file, &args, common, &quiet)?;
        session.reach_host().await?;
        let federation = &session.rig.federation;
        if !collects_raw_status(&federation.kubefed.values) {
            terminal.progress(
                "warning: featureGates.RawResourceStatusCollection is not Enabled in \
                 kubefed.values.controllermanager: the specs of remote status will fail",
            );
        }
        let built = self.which.build(&session, common, terminal).await?;
        let machine = Machine::read(common).map_err(|text| files::usage(terminal, &text))?;
        let access = &federation.host.access;
        let run = SuiteRun {
            kubeconfig: access.file().to_owned(),
            context: access.context.clone(),
            host: federation.host.name.clone(),
            namespace: federation.kubefed.namespace.to_string(),
            scope: scope(federation),
            workers: self.workers.get(),
            folder: machine.spec.current_dir.join(&self.out),
            limit: LIMIT,
            chosen: self.which.focus.clone(),
        };
        let say = |text: &str| terminal.progress(text);
        let started = Instant::now();
        let ran = built.run(&session.rig.exec, &run, &say).await;
        let (suite, spans) = ran.map_err(|error| report(terminal, &error))?;
        let took_s = started.elapsed().as_secs_f64();
        let kubefed = federation.kubefed.version.to_string();
        let answer = Answer { kubefed, took_s, suite, spans };
        answer.write(&run.folder).map_err(|error| report(terminal, &error))?;
        terminal.result(&self.which.output.write(&answer, || view::table(&answer.suite, took_s)));
        terminal.progress(&format!("logs and reports: {}", run.folder.display()));
        Ok(exit(&answer.suite, &session.rig.exec))
    }
}

impl Which {
    async fn build(
        &self,
        session: &Session<'_>,
        common: &Common,
        terminal: &Terminal,
    ) -> Result<BuiltSuite, Exit> {
        let machine = Machine::read(common).map_err(|text| files::usage(terminal, &text))?;
        let here = &machine.spec.current_dir;
        let program = which::which_in("go", machine.search_path.as_ref(), here);
        let program = program.map_err(|_| no_go(terminal))?;
        let go = Go::at(session.rig.exec.clone(), program).await.map_err(|failure| {
            terminal.error(&Diagnosis::of(&failure, Vec::new()).render());
            Exit::Tools
        })?;
        let version = session.rig.federation.kubefed.version.clone();
        let kubefed = match &self.tree {
            Some(tree) => {
                let SourceTree { path, digest } =
                    SourceTree::read(&here.join(tree)).map_err(|error| {
                        terminal.error(&Diagnosis::of(&error, Vec::new()).render());
                        Exit::Usage
                    })?;
                // A validation's file has the tree in its version.
                let version = Version { build: BuildMetadata::EMPTY, ..version };
                KubeFed::Tree { path, digest, version }
            }
            None => KubeFed::Release(version),
        };
        let say = |text: &str| terminal.progress(text);
        let built = suite::build(&go, &kubefed, &machine.cache.join("suites"), &say).await;
        built.map_err(|error| report(terminal, &error))
    }
}

fn no_go(terminal: &Terminal) -> Exit {
    let diagnosis = Diagnosis {
        error: "`go` is not in PATH, and the suite is built from KubeFed's module".to_owned(),
        causes: Vec::new(),
        command: None,
        hints: vec![
            "install it from https://go.dev/dl, or `apt-get install golang-go` on Debian"
                .to_owned(),
        ],
    };
    terminal.error(&diagnosis.render());
    Exit::Tools
}

fn report(terminal: &Terminal, error: &Error) -> Exit {
    terminal.error(&Diagnosis::of(error, error.hints()).render());
    match error {
        Error::GoTooOld { .. } | Error::Build { .. } => Exit::Tools,
        Error::BadExpression { .. } | Error::NoneChosen { .. } | Error::File { .. } => Exit::Usage,
        Error::Kubeconfig { .. } | Error::NotWritten { .. } | Error::Unreachable { .. } => {
            Exit::Clusters
        }
        Error::List { .. } | Error::Garbled { .. } => Exit::Verdict,
    }
}

fn exit(suite: &verdict::Suite, exec: &Exec) -> Exit {
    let ended = suite.specs.iter().any(|spec| {
        // What was not chosen is not missing.
        spec.verdict == SpecVerdict::NotRun && spec.says.as_deref() != Some(suite::NOT_CHOSEN)
    });
    if exec.cancel().is_cancelled() {
        return Exit::Interrupted;
    }
    if ended || suite.unexplained().next().is_some() { Exit::Verdict } else { Exit::Done }
}

fn scope(federation: &Federation) -> Scope {
    match federation.kubefed.scope {
        spec::Scope::Cluster => Scope::Cluster,
        spec::Scope::Namespaced => Scope::Namespaced,
    }
}

/// Whether the chart's values switch on what the specs of remote status are about.
fn collects_raw_status(values: &Map<String, Value>) -> bool {
    let gate = values
        .get("controllermanager")
        .and_then(|part| part.get("featureGates"))
        .and_then(|gates| gates.get("RawResourceStatusCollection"));
    gate.and_then(Value::as_str) == Some("Enabled")
}
