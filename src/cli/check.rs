//! `fedrig check`.

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};

use super::run_args::RunArgs;
use super::session::Session;
use super::unseen::unseen;
use super::verb::Verb;
use super::{Common, FileArg, files};
use crate::check::{self, Choice, Patience, Report, Scene, Touch, Unknown, Unseen, Worst};
use crate::plan;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, checks as view};

/// Check a federation: tools, access, clusters, control plane, joins, types, propagation.
#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 0 when all passed, with warnings or without, with 9 when a check failed, and with 10 when none failed and one could not be run.\n\nExamples:\n  fedrig check -f federation.yaml\n  fedrig check -f federation.yaml --pre\n  fedrig check -f federation.yaml --only joins,from-host -o short\n  fedrig check -f federation.yaml --wait 5m -o junit > checks.xml\n  fedrig check --list -o json | jq -r '.[].id'\n"
)]
pub(super) struct CheckCommand {
    #[command(flatten)]
    file: FileArg,
    /// Only what makes sense before an install.
    #[arg(long)]
    pre: bool,
    /// Only these checks, or groups of checks; several are told apart by commas.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Not these checks, or groups of checks.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    skip: Vec<String>,
    /// Try again until all pass, at most this long: 90s, 5m.
    #[arg(long, value_name = "DURATION", num_args = 0..=1, default_missing_value = "5m")]
    wait: Option<String>,
    /// Make nothing in the clusters: no pod that looks at the members from the host, and no object
    /// that is propagated.
    #[arg(long, alias = "no-pods")]
    read_only: bool,
    /// List the checks, and run none.
    #[arg(long)]
    list: bool,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Shape::Table)]
    output: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Every check, and what to do.
    Table,
    Json,
    /// What did not pass, and what to do.
    Short,
    /// A case a check, for what reads JUnit.
    Junit,
}

/// How long is waited from one try to the next.
const PAUSE: Duration = Duration::from_secs(2);

impl CheckCommand {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let choice =
            Choice { only: self.only.clone(), skip: self.skip.clone(), pre: self.pre }.checked();
        let choice = match choice {
            Ok(choice) => choice,
            Err(unknown) => return unknown_checks(&unknown, terminal),
        };
        if self.list {
            terminal.result(&self.listed(&choice));
            return Exit::Done;
        }
        let patience = match self.patience() {
            Ok(patience) => patience,
            Err(error) => return files::usage(terminal, &error),
        };
        // What was done to get at a cluster is not the answer: the checks say what is wrong.
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = match Session::open(Verb::Status, &self.file.file, &args, common, &quiet) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        let report = self.until_well(&session, &choice, patience, terminal).await;
        if session.rig.cancel.is_cancelled() {
            return Exit::Interrupted;
        }
        match self.write(&report) {
            Ok(text) => terminal.result(&text),
            Err(error) => return files::usage(terminal, &error),
        }
        match report.worst {
            Worst::Pass | Worst::Warn => Exit::Done,
            Worst::Error => Exit::Unchecked,
            Worst::Fail => Exit::Check,
        }
    }

    fn patience(&self) -> Result<Patience, String> {
        let Some(text) = &self.wait else { return Ok(Patience::Once) };
        let span: jiff::SignedDuration =
            text.parse().map_err(|error| format!("`--wait {text}` is no duration: {error}"))?;
        let span = Duration::try_from(span).map_err(|_| format!("`--wait {text}` is negative"))?;
        Ok(Patience::For(span))
    }

    async fn until_well(
        &self,
        session: &Session<'_>,
        choice: &Choice,
        patience: Patience,
        terminal: &Terminal,
    ) -> Report {
        let began = Instant::now();
        let touch = if self.read_only { Touch::Nothing } else { Touch::Briefly };
        loop {
            let unseen = look(session).await;
            let scene = Scene::after(&session.rig, unseen, touch);
            let report = check::run(&scene, choice).await;
            let is_well = matches!(report.worst, Worst::Pass | Worst::Warn);
            let is_over = match patience {
                Patience::Once => true,
                Patience::For(limit) => began.elapsed() + PAUSE >= limit,
            };
            if is_well || is_over || session.rig.cancel.is_cancelled() {
                return report;
            }
            let bad = report.checks.iter().find(|answer| !answer.verdict.is_good());
            if let Some(bad) = bad.filter(|answer| !answer.hints.is_empty()) {
                terminal.progress(&format!("waiting for {}: {}", bad.check, bad.evidence));
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = session.rig.cancel.cancelled() => {}
            }
            session.rig.forget_world();
        }
    }

    fn write(&self, report: &Report) -> Result<String, String> {
        Ok(match self.output {
            Shape::Table => view::table(report),
            Shape::Short => view::short(report),
            Shape::Json => json(report),
            Shape::Junit => view::junit(report).map_err(|error| error.to_string())?,
        })
    }

    fn listed(&self, choice: &Choice) -> String {
        let checks = check::all().filter(|check| choice.wants(check));
        match self.output {
            Shape::Json => json(&checks.collect::<Vec<_>>()),
            Shape::Table | Shape::Short | Shape::Junit => view::list(checks),
        }
    }
}

/// Reports words that are no checks.
pub(super) fn unknown_checks(unknown: &[Unknown], terminal: &Terminal) -> Exit {
    for unknown in unknown {
        let hint = "`fedrig check --list` has all of them".to_owned();
        terminal.error(&Diagnosis::of(unknown, vec![hint]).render());
    }
    Exit::Usage
}

fn json(value: &impl serde::Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("our own shapes are JSON");
    format!("{text}\n")
}

/// The survey that every command begins with, and what it did not see.
async fn look(session: &Session<'_>) -> Unseen {
    let summary = session.run(&plan::survey(&session.rig.federation)).await;
    unseen(&session.rig.federation, &summary)
}
