//! `fedrig credentials`: which tokens there are, and new ones.

use clap::{Args, Subcommand, ValueEnum};

use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::name::ClusterName;
use crate::plan;
use crate::report::Exit;
use crate::report::credentials::{Accounts, credentials, table};
use crate::report::terminal::{Terminal, Verbosity};

/// List the tokens that fedrig and KubeFed have, and until when; or make new ones.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "A token itself is never shown.\n\nExamples:\n  fedrig credentials -f federation.yaml\n  fedrig credentials rotate us-east -f federation.yaml\n"
)]
pub(super) struct Credentials {
    #[command(subcommand)]
    rotate: Option<Task>,
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Make new tokens for fedrig and KubeFed while the old ones still work.
    Rotate(Rotate),
}

#[derive(Debug, Args)]
struct Rotate {
    /// The clusters, as the file names them; all by default.
    #[arg(value_name = "CLUSTER")]
    clusters: Vec<ClusterName>,
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
}

impl Credentials {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        if let Some(Task::Rotate(rotate)) = &self.rotate {
            return rotate.run(common, terminal).await;
        }
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let mut session = match Session::open(Verb::Plan, &self.file.file, &args, common, &quiet) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        let result = session.survey().await;
        if result.is_ok() {
            terminal.result(&self.render(&session));
        }
        session.close(result)
    }

    fn render(&self, session: &Session<'_>) -> String {
        let rig = &session.rig;
        let fedrig = rig.own_account();
        let accounts = Accounts {
            fedrig: &fedrig,
            host: rig.federation.host.name.as_str(),
            namespace: rig.federation.kubefed.namespace.as_str(),
        };
        let all = credentials(&rig.world(), accounts);
        match self.output {
            Form::Table => table(&all),
            Form::Json => {
                let text = serde_json::to_string_pretty(&all).expect("our own shapes are JSON");
                format!("{text}\n")
            }
        }
    }
}

impl Rotate {
    async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let opened = Session::open(Verb::Rotate, &self.file.file, &self.run, common, terminal);
        match opened {
            Ok(mut session) => {
                let result = self.rotate(&mut session).await;
                session.close(result)
            }
            Err(exit) => exit,
        }
    }

    async fn rotate(&self, session: &mut Session<'_>) -> Result<(), Exit> {
        let federation = &session.rig.federation;
        let mut expiring: Vec<ClusterName> = Vec::new();
        let mut lasting: Vec<String> = Vec::new();
        let is_asked = |name| self.clusters.is_empty() || self.clusters.contains(name);
        for cluster in federation.all_clusters().filter(|cluster| is_asked(&cluster.name)) {
            match cluster.token {
                Some(_) => expiring.push(cluster.name.clone()),
                None => lasting.push(format!("`{}`", cluster.name)),
            }
        }
        let known = expiring.len() + lasting.len();
        let is_wrong =
            !self.clusters.is_empty() && (known < self.clusters.len() || !lasting.is_empty());
        if expiring.is_empty() || is_wrong {
            let names = federation.all_clusters().map(|cluster| cluster.name.to_string());
            let names = format!("the file names {}", names.collect::<Vec<_>>().join(", "));
            let text = match lasting.is_empty() {
                true => "the file does not name all of these clusters".to_owned(),
                false => format!("the tokens for {} never expire", lasting.join(", ")),
            };
            let expire = "`token: {expires: 24h}` at a cluster, and `fedrig up`, make them expire";
            return Err(session.refuse(&text, vec![expire.to_owned(), names]));
        }
        session.survey().await?;
        let checks =
            plan::rotation_checks(&session.rig.federation, &session.rig.world(), &expiring);
        session.check(&checks).await?;
        let plan = plan::rotation(&session.rig.federation, &session.rig.world(), &expiring);
        session.carry_out(&plan).await.map(drop)
    }
}
