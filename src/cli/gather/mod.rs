//! `fedrig gather`.

mod run_parts;

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use run_parts::RunParts;

use super::measures::{duration, size};
use super::run_args::RunArgs;
use super::session::Session;
use super::surroundings::Machine;
use super::verb::Verb;
use super::{Common, FileArg, files};
use crate::check::Report;
use crate::gather::{self, Request, Shelf, Topic};
use crate::name::ClusterName;
use crate::redact::Redactor;
use crate::report::gather::{Gathered, index, summary};
use crate::report::terminal::Terminal;
use crate::report::{Exit, diagnosis::Diagnosis};
use crate::spec::Federation;
use crate::tool::Program;
use crate::tool::docker::Docker;
use crate::tool::helm::Helm;

/// How long fetching helm may take: without it only the release's history is missing.
const FETCH: Duration = Duration::from_secs(20);
/// How long everything may take; what is there by then is packed.
const WHOLE: Duration = Duration::from_secs(240);

/// Put everything that a maintainer would ask for into one archive, without secrets.
#[derive(Debug, Args)]
#[command(
    after_help = "Changes nothing. Exits with 0 when the archive was written, also when clusters don't answer: they are named, and the archive's index.md says what is missing and why.\n\nExamples:\n  fedrig gather -f federation.yaml -o evidence.tar.gz\n  fedrig gather -f federation.yaml --since 10m --cluster us-east --only logs,events\n"
)]
pub(super) struct Gather {
    #[command(flatten)]
    file: FileArg,
    /// The archive [default: fedrig-FEDERATION-TIME.tar.gz].
    #[arg(short = 'o', long = "archive", value_name = "ARCHIVE.tar.gz")]
    archive: Option<PathBuf>,
    /// How to write the result.
    #[arg(long, value_enum, default_value_t = Form::Text)]
    output: Form,
    /// How far logs go back.
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = duration)]
    since: Duration,
    /// The most that the archive holds before it is compressed.
    #[arg(long, value_name = "SIZE", default_value = "64MiB", value_parser = size)]
    limit: u64,
    /// How many lines of a log are kept, the newest.
    #[arg(long, value_name = "N", default_value = "20000")]
    logs_lines: u32,
    /// Only these clusters.
    #[arg(long = "cluster", value_name = "NAME")]
    clusters: Vec<ClusterName>,
    /// Only these topics.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Only>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// Plan, status, accesses, history, versions, the file.
    Run,
    /// Objects of KubeFed and of what it stands on.
    Objects,
    /// Events.
    Events,
    /// Logs of containers.
    Logs,
    /// Logs of nodes that are containers of this machine.
    Nodes,
}

/// What the index tells besides the files.
struct Seen {
    unread: Vec<ClusterName>,
    checks: Option<Report>,
}

impl Gather {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        // What goes wrong on the way is part of the answer, and is kept for it.
        let quiet = Terminal::recording();
        let args = RunArgs::looking();
        let opened = Session::open(Verb::Status, &self.file.file, &args, common, &quiet);
        let mut session = match opened {
            Ok(session) => session,
            Err(exit) => {
                terminal.error(&quiet.recorded());
                return exit;
            }
        };
        self.gather(&mut session, &quiet, common, terminal).await.unwrap_or_else(|exit| exit)
    }

    async fn gather(
        &self,
        session: &mut Session<'_>,
        quiet: &Terminal,
        common: &Common,
        terminal: &Terminal,
    ) -> Result<Exit, Exit> {
        let machine = Machine::read(common).map_err(|text| files::usage(terminal, &text))?;
        let federation = session.rig.federation.clone();
        let clusters = self.chosen(&federation, terminal)?;
        let root = tempfile::tempdir().map_err(|error| {
            failed(terminal, &format!("a folder for the archive can't be made: {error}"))
        })?;
        terminal.progress("  reaching the clusters");
        let unreached = session.reach_all().await;
        let own = federation.all_clusters().map(|cluster| session.rig.own.access(&cluster.name));
        let (known, unread) = gather::known(&federation, &own.collect::<Vec<_>>()).await;
        let shelf = Shelf::new(root.path(), self.limit, Redactor::knowing(known));
        let request = Request {
            federation: &federation,
            clusters,
            topics: self.topics(),
            since: self.since,
            lines: self.logs_lines,
            unreached: unreached.into_iter().map(|(name, why)| (name, why.error)).collect(),
            helm: find_helm(session).await,
            docker: find_docker(session, &machine),
        };
        terminal.progress("  gathering");
        let cancel = session.rig.cancel.clone();
        let mut checks = None;
        let work = async {
            if request.wants(Topic::Run) {
                let parts = RunParts { session, quiet, drawer: shelf.drawer("run", self.limit) };
                checks = parts.put().await;
            }
            gather::gather(&request, &shelf).await;
        };
        tokio::select! {
            done = tokio::time::timeout(WHOLE, work) => if done.is_err() {
                let reason = format!("not everything was there after {} s", WHOLE.as_secs());
                shelf.lacks("everything else", &reason);
            },
            () = cancel.cancelled() => {
                terminal.error("interrupted: no archive was written");
                return Err(Exit::Interrupted);
            }
        }
        let place = machine.spec.current_dir;
        let gathered = self
            .pack(&request, &shelf, Seen { unread, checks }, &place)
            .map_err(|error| failed(terminal, &format!("the archive can't be written: {error}")))?;
        terminal.result(&match self.output {
            Form::Text => summary(&gathered),
            Form::Json => {
                let text =
                    serde_json::to_string_pretty(&gathered).expect("our own shapes are JSON");
                format!("{text}\n")
            }
        });
        Ok(Exit::Done)
    }

    fn chosen(
        &self,
        federation: &Federation,
        terminal: &Terminal,
    ) -> Result<Vec<ClusterName>, Exit> {
        let all: Vec<ClusterName> = federation.all_clusters().map(|it| it.name.clone()).collect();
        if let Some(unknown) = self.clusters.iter().find(|name| !all.contains(name)) {
            return Err(files::usage(terminal, &format!("the file names no cluster `{unknown}`")));
        }
        Ok(if self.clusters.is_empty() { all } else { self.clusters.clone() })
    }

    /// Writes the index and the archive.
    fn pack(
        &self,
        request: &Request<'_>,
        shelf: &Shelf,
        seen: Seen,
        current_dir: &Path,
    ) -> std::io::Result<Gathered> {
        let at = Timestamp::now();
        let name = &request.federation.name;
        let folder = format!("fedrig-{name}-{}", at.strftime("%Y%m%dT%H%M%SZ"));
        let archive = self.archive.clone().unwrap_or_else(|| format!("{folder}.tar.gz").into());
        let inventory = shelf.list();
        let has_answered = |cluster: &ClusterName| {
            let path = format!("clusters/{cluster}/version.txt");
            inventory.files.iter().any(|file| file.path == path)
        };
        let silent = request.clusters.iter().filter(|cluster| !has_answered(cluster));
        let mut gathered = Gathered {
            archive: current_dir.join(archive),
            bytes: 0,
            folder,
            federation: name.to_string(),
            at,
            silent_clusters: silent.cloned().collect(),
            unread_secrets: seen.unread,
            checks: seen.checks,
            inventory,
        };
        shelf.put_index("index.md", &index(&gathered))?;
        let seconds = at.as_second().unsigned_abs();
        gathered.bytes = gather::pack(shelf.root(), &gathered.folder, &gathered.archive, seconds)?;
        Ok(gathered)
    }

    fn topics(&self) -> Vec<Topic> {
        if self.only.is_empty() {
            return Topic::ALL.to_vec();
        }
        let topic = |only: &Only| match only {
            Only::Run => Topic::Run,
            Only::Objects => Topic::Objects,
            Only::Events => Topic::Events,
            Only::Logs => Topic::Logs,
            Only::Nodes => Topic::Nodes,
        };
        self.only.iter().map(topic).collect()
    }
}

/// A helm that has to be fetched is not waited for: it only adds the release's history.
async fn find_helm(session: &Session<'_>) -> Option<Helm> {
    let fetched = tokio::time::timeout(FETCH, session.rig.fetch(Program::Helm)).await;
    matches!(fetched, Ok(Ok(()))).then(|| session.rig.helm())
}

fn find_docker(session: &Session<'_>, machine: &Machine) -> Option<Docker> {
    let (path, here) = (machine.search_path.as_ref(), &machine.spec.current_dir);
    let docker = which::which_in("docker", path, here).ok()?;
    Some(Docker::at(session.rig.exec.clone(), docker))
}

fn failed(terminal: &Terminal, error: &str) -> Exit {
    let diagnosis = Diagnosis {
        error: error.to_owned(),
        causes: Vec::new(),
        command: None,
        hints: vec!["`fedrig gather -o FILE` writes it elsewhere".to_owned()],
    };
    terminal.error(&diagnosis.render());
    Exit::Usage
}
