//! `fedrig env sweep`.

use clap::Args;

use super::super::Common;
use super::super::form::Form;
use super::which::ToolArgs;
use crate::env::{self, Error};
use crate::name::EnvName;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::env as view;
use crate::report::terminal::Terminal;

#[derive(Debug, Args)]
pub(in crate::cli) struct Sweep {
    /// Remove what is found.
    #[arg(long)]
    yes: bool,
    /// Only what was left of this environment.
    #[arg(long, value_name = "ENV", conflicts_with = "images")]
    name: Option<EnvName>,
    /// Also the baked node images that no cluster is made of.
    #[arg(long)]
    images: bool,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
    #[command(flatten)]
    tools: ToolArgs,
}

impl Sweep {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let failed = |error: Error| {
            terminal.error(&Diagnosis::of(&error, error.hints("")).render());
            Exit::Clusters
        };
        let (_, place) = self.tools.place(common, terminal).await?;
        let mut left = env::sweep(&place).await.map_err(failed)?;
        if let Some(name) = &self.name {
            left.retain(|leftover| leftover.env.as_deref() == Some(name.as_str()));
        }
        if self.images {
            left.extend(env::baked_images(&place).await.map_err(failed)?);
        }
        terminal.result(&self.output.write(&left, || view::leftovers(&left)));
        if !self.yes {
            if !left.is_empty() {
                terminal.progress("nothing was removed: `--yes` does it");
            }
            return Ok(Exit::Done);
        }
        let mut exit = Exit::Done;
        for leftover in &left {
            if place.cancel.is_cancelled() {
                return Ok(Exit::Interrupted);
            }
            match leftover.remove(&place).await {
                Ok(()) => terminal.progress(&format!("  {:<15} removed", leftover.name)),
                Err(error) => exit = failed(error),
            }
        }
        Ok(exit)
    }
}
