//! `fedrig tools versions`.

use clap::Args;

use super::{Desk, Form, FormArg};
use crate::compat;
use crate::report::tools as view;

#[derive(Debug, Args)]
pub(in crate::cli) struct Versions {
    #[command(flatten)]
    form: FormArg,
}

impl Versions {
    pub(super) fn run(&self, desk: &Desk<'_>) {
        let table = compat::table();
        match self.form.output {
            Form::Json => desk.json(&table),
            Form::Table => desk.terminal.result(&view::versions(&table)),
        }
    }
}
