//! `fedrig report render`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::report::validation::{html, json, junit, markdown, table};

#[derive(Debug, Args)]
pub(in crate::cli) struct Render {
    /// The JSON report.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to write it.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Table,
    Json,
    Markdown,
    Html,
    Junit,
}

impl Render {
    pub fn run(&self, terminal: &Terminal) -> Result<(), Exit> {
        let validation = super::read(&self.file, terminal)?;
        terminal.result(&match self.output {
            Form::Table => table(&validation, terminal.result_width(), terminal.paint()),
            Form::Json => json(&validation),
            Form::Markdown => markdown(&validation),
            Form::Html => html(&validation),
            Form::Junit => junit(&validation),
        });
        Ok(())
    }
}
