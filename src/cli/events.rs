//! `fedrig events`.

use clap::{Args, ValueEnum};
use tokio_util::sync::CancellationToken;

use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg, files};
use crate::events::{self, FederationEvent, Seen};
use crate::name::ClusterName;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, events as view};
use crate::spec::Cluster;
use crate::watch::{Unreachable, client};

/// List the Kubernetes events that concern the federation, of all clusters, by time.
#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 4 when a cluster did not answer; the events of the others are listed. `--watch` ends on Ctrl-C, with 0.\n\nExamples:\n  fedrig events -f federation.yaml --warnings\n  fedrig events -f federation.yaml --cluster us-east --watch -o json | jq -r .message\n"
)]
pub(super) struct Events {
    #[command(flatten)]
    file: FileArg,
    /// Then tell what happens, as it does.
    #[arg(short, long)]
    watch: bool,
    /// Only these clusters.
    #[arg(long = "cluster", value_name = "NAME")]
    clusters: Vec<ClusterName>,
    /// Only warnings.
    #[arg(long)]
    warnings: bool,
    /// How to write it; JSON is one array, and with `--watch` one object a line.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
}

impl Events {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = match Session::open(Verb::Status, &self.file.file, &args, common, &quiet) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        let federation = &session.rig.federation;
        let all: Vec<&Cluster> = federation.all_clusters().collect();
        let is_known = |name: &&ClusterName| all.iter().any(|cluster| cluster.name == **name);
        if let Some(unknown) = self.clusters.iter().find(|name| !is_known(name)) {
            return files::usage(terminal, &format!("the file names no cluster `{unknown}`"));
        }
        let unreached = session.reach_all().await;
        let is_asked = |cluster: &&Cluster| {
            let is_chosen = self.clusters.is_empty() || self.clusters.contains(&cluster.name);
            is_chosen && !unreached.contains_key(&cluster.name)
        };
        let chosen: Vec<&Cluster> = all.into_iter().filter(is_asked).collect();
        let namespace = &federation.kubefed.namespace;
        if self.watch {
            unreached.values().for_each(|diagnosis| terminal.error(&diagnosis.render()));
            self.tell(&chosen, namespace, &session.rig.cancel, terminal).await;
            return Exit::Done;
        }
        let mut listed = events::list(&chosen, namespace).await;
        listed.events.retain(|event| self.shows(event));
        terminal.result(&self.render(&listed.events));
        for diagnosis in unreached.values() {
            terminal.error(&diagnosis.render());
        }
        for (name, error) in &listed.silent {
            terminal.error(&silent(name, error, &chosen).render());
        }
        if unreached.is_empty() && listed.silent.is_empty() { Exit::Done } else { Exit::Clusters }
    }

    async fn tell(
        &self,
        chosen: &[&Cluster],
        namespace: &crate::name::Namespace,
        cancel: &CancellationToken,
        terminal: &Terminal,
    ) {
        let mut clients = Vec::new();
        for cluster in chosen {
            // Making a client asks nobody: it fails only when the kubeconfig can't be used.
            match client::connect(&cluster.access).await {
                Ok(client) => clients.push((cluster.name.clone(), client)),
                Err(error) => terminal.error(&silent(&cluster.name, &error, chosen).render()),
            }
        }
        let seen = events::watch(clients, namespace);
        events::hear(seen, cancel.cancelled(), |seen| match seen {
            Seen::Before(mut events) => {
                events.retain(|event| self.shows(event));
                self.say(Seen::Before(events), terminal);
            }
            Seen::Event(event) if !self.shows(&event) => {}
            Seen::Event(_) | Seen::Away { .. } | Seen::Back { .. } => self.say(seen, terminal),
        })
        .await;
    }

    fn say(&self, seen: Seen, terminal: &Terminal) {
        let told: &[FederationEvent] = match &seen {
            Seen::Before(events) => events,
            Seen::Event(event) => std::slice::from_ref(event.as_ref()),
            Seen::Away { .. } | Seen::Back { .. } => return terminal.progress(&view::line(&seen)),
        };
        match self.output {
            _ if told.is_empty() => {}
            Form::Json => terminal.result(&told.iter().map(json_line).collect::<String>()),
            Form::Table => terminal.result(&format!("{}\n", view::line(&seen))),
        }
    }

    fn shows(&self, event: &FederationEvent) -> bool {
        !self.warnings || event.is_warning()
    }

    fn render(&self, events: &[FederationEvent]) -> String {
        match self.output {
            Form::Table => view::table(events),
            Form::Json => {
                let text = serde_json::to_string_pretty(events).expect("our own shapes are JSON");
                format!("{text}\n")
            }
        }
    }
}

fn json_line(event: &FederationEvent) -> String {
    let text = serde_json::to_string(event).expect("our own shapes are JSON");
    format!("{text}\n")
}

fn silent(name: &ClusterName, error: &Unreachable, clusters: &[&Cluster]) -> Diagnosis {
    let access = clusters.iter().find(|cluster| cluster.name == *name).map(|it| &it.access);
    let inner = Diagnosis::of(error, access.map(|access| error.hint(access)).into_iter().collect());
    Diagnosis {
        error: format!("cluster `{name}` did not tell its events"),
        causes: [vec![inner.error], inner.causes].concat(),
        command: None,
        hints: inner.hints,
    }
}
