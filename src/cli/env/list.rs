//! `fedrig env list`.

use clap::Args;
use jiff::Timestamp;

use super::super::Common;
use super::super::form::Form;
use super::which::ToolArgs;
use crate::env;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::env as view;
use crate::report::terminal::Terminal;

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
    #[command(flatten)]
    tools: ToolArgs,
}

impl List {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let (_, place) = self.tools.place(common, terminal).await?;
        let listed = env::list(&place).await.map_err(|error| {
            terminal.error(&Diagnosis::of(&error, error.hints("")).render());
            Exit::Clusters
        })?;
        terminal.result(&self.output.write(&listed, || view::table(&listed, Timestamp::now())));
        Ok(Exit::Done)
    }
}
