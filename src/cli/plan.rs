//! `fedrig plan`.

use clap::{Args, ValueEnum};

use super::run_args::RunArgs;
use super::session::Session;
use super::verb::Verb;
use super::{Common, FileArg};
use crate::compat::Rule;
use crate::plan;
use crate::report::Exit;
use crate::report::terminal::{Terminal, Verbosity};

/// Show what `up` would do.
#[derive(Debug, Args)]
#[command(
    after_help = "Exits with 0 when there is nothing to do and with 2 when there is something.\n\nExamples:\n  fedrig plan -f federation.yaml\n  fedrig plan -f federation.yaml -o json | jq -r '.steps[].id'\n"
)]
pub(super) struct Plan {
    #[command(flatten)]
    file: FileArg,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    output: Form,
    /// Go on although a rule about versions says no; `fedrig tools versions` lists them.
    #[arg(long, value_name = "RULE")]
    allow: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

impl Plan {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        // What is looked at is not the answer: only what is wrong is said.
        let quiet = Terminal::new(Verbosity::Quiet);
        let args = RunArgs { allow: self.allow.clone(), ..RunArgs::looking() };
        let mut session = match Session::open(Verb::Plan, &self.file.file, &args, common, &quiet) {
            Ok(session) => session,
            Err(exit) => return exit,
        };
        let result = match session.plan().await {
            Ok(plan) => self.show(&session, &plan, terminal),
            Err(exit) => Err(exit),
        };
        session.close(result)
    }

    fn show(
        &self,
        session: &Session<'_>,
        plan: &plan::Plan,
        terminal: &Terminal,
    ) -> Result<(), Exit> {
        if self.output == Form::Text {
            session.warn(plan);
        }
        match self.output {
            Form::Json => {
                let text = serde_json::to_string_pretty(plan).expect("our own shapes are JSON");
                terminal.result(&format!("{text}\n"));
            }
            Form::Text if plan.is_empty() => terminal.result("nothing to do\n"),
            Form::Text => terminal.result(&plan.to_string()),
        }
        if plan.is_empty() { Ok(()) } else { Err(Exit::Usage) }
    }
}
