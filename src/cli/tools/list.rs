//! `fedrig tools list`.

use clap::Args;

use super::named::Thing;
use super::{Desk, Form, FormArg, OfFederation};
use crate::report::Exit;
use crate::report::tools::{self as view, Row};

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    #[command(flatten)]
    of: OfFederation,
    #[command(flatten)]
    form: FormArg,
}

impl List {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let federation = desk.federation(&self.of)?;
        let needed = federation.as_ref().map(Thing::all_of);
        let row = |item| {
            let used = needed.as_ref().map(|things| things.iter().any(|thing| thing.is(&item)));
            Row { item, used }
        };
        let rows: Vec<Row> = desk.inventory().list().into_iter().map(row).collect();
        match self.form.output {
            Form::Json => desk.json(&rows),
            Form::Table => desk.terminal.result(&view::list(&rows)),
        }
        Ok(())
    }
}
