//! `fedrig propagation`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use jiff::Timestamp;

use super::measures::duration;
use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg, files};
use crate::check::{Scene, Touch};
use crate::name::Namespace;
use crate::propagation::{Measured, Order, measure};
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::{Terminal, Verbosity};
use crate::report::{Exit, propagation as view};
use crate::tool::Program;
use crate::verdict::Propagation;

/// Measure how long objects take from the host to each member.
#[derive(Debug, Args)]
#[command(
    after_help = "Makes federated ConfigMaps in a namespace of its own, watches them arrive in every member at once, and removes all of it again. What a killed run leaves, `fedrig check` finds and removes.\n\nExits with 11 when an object did not arrive in time, or a member could not be measured.\n\nExamples:\n  fedrig propagation -f federation.yaml\n  fedrig propagation --objects 500 --html propagation.html --svg propagation.svg\n  fedrig propagation -o json | jq '.members[] | {member, p99S}'\n"
)]
pub(super) struct PropagationCommand {
    #[command(flatten)]
    file: FileArg,
    /// How many objects, made at once.
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=5000))]
    objects: u32,
    /// A federated namespace that is there, instead of one that is made for it.
    #[arg(short, long, value_name = "NAMESPACE")]
    namespace: Option<Namespace>,
    /// How long the objects may take to arrive.
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = duration)]
    timeout: Duration,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Shape::Table)]
    output: Shape,
    /// Write it as a picture, too.
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write it as a page, too.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// A line a member.
    Table,
    Json,
}

impl PropagationCommand {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        // How the clusters are reached is not the answer: only what is wrong is said.
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs::looking();
        let session = Session::open(Verb::Status, &self.file.file, &args, common, &quiet);
        match session {
            Ok(session) => self.work(session, terminal).await.unwrap_or_else(|exit| exit),
            Err(exit) => exit,
        }
    }

    async fn work(&self, mut session: Session<'_>, terminal: &Terminal) -> Result<Exit, Exit> {
        session.survey().await?;
        session.or_report(session.rig.fetch(Program::Kubectl).await)?;
        let began = Timestamp::now();
        let scene = Scene::after(&session.rig, session.unseen.clone(), Touch::Briefly);
        let order = Order {
            objects: usize::try_from(self.objects).unwrap_or(usize::MAX),
            namespace: self.namespace.clone(),
            limit: self.timeout,
        };
        let Measured { propagation, left_out, remains } =
            measure(&scene, &order, &|text| terminal.progress(text)).await;
        let file = session.rig.federation.file.display().to_string();
        for (sentence, command) in &remains {
            terminal.error(&words(sentence.clone(), None, command.clone()).render());
        }
        for member in &left_out {
            let error =
                format!("`{member}` is not measured: KubeFed or this machine does not reach it");
            let hint = format!("`fedrig status --file {file}` says why");
            terminal.error(&words(error, None, hint).render());
        }
        let measured = propagation.map_err(|error| {
            let cause = error.cause().map(str::to_owned);
            terminal.error(&words(error.to_string(), cause, error.hint(&file)).render());
            if session.rig.cancel.is_cancelled() { Exit::Interrupted } else { Exit::Propagation }
        })?;
        self.write(&measured, began, terminal)?;
        if !measured.is_complete() {
            terminal.error(&self.late(&measured, &file).render());
        }
        let is_well = measured.is_complete() && left_out.is_empty() && remains.is_empty();
        Ok(if is_well { session.short } else { Exit::Propagation })
    }

    fn write(
        &self,
        measured: &Propagation,
        began: Timestamp,
        terminal: &Terminal,
    ) -> Result<(), Exit> {
        let put = |path: &Option<PathBuf>, text: &dyn Fn() -> String| match path {
            Some(path) => written(path, &text(), terminal),
            None => Ok(()),
        };
        terminal.result(&match self.output {
            Shape::Table => view::table(measured),
            Shape::Json => {
                let text = serde_json::to_string_pretty(measured);
                format!("{}\n", text.expect("our own shapes are JSON"))
            }
        });
        put(&self.svg, &|| view::svg(measured))?;
        put(&self.html, &|| view::html(measured, began))
    }

    fn late(&self, measured: &Propagation, file: &str) -> Diagnosis {
        let late = measured.members.iter().filter(|it| it.arrived < measured.objects);
        let late = late.map(|it| format!("{}: {} of {}", it.member, it.arrived, measured.objects));
        Diagnosis {
            error: format!("not everything arrived within {} s", self.timeout.as_secs()),
            causes: late.collect(),
            command: None,
            hints: vec![format!("`fedrig check --file {file}` says what is wrong")],
        }
    }
}

fn written(path: &Path, text: &str, terminal: &Terminal) -> Result<(), Exit> {
    std::fs::write(path, text).map_err(|error| {
        files::usage(terminal, &format!("`{}` can't be written: {error}", path.display()))
    })
}

fn words(error: String, cause: Option<String>, hint: String) -> Diagnosis {
    Diagnosis { error, causes: cause.into_iter().collect(), command: None, hints: vec![hint] }
}
