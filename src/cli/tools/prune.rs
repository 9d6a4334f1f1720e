//! `fedrig tools prune`.

use std::time::Duration;

use clap::Args;
use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::{Desk, Form, FormArg};
use crate::fetch::Doing;
use crate::report::{Exit, tools as view};

#[derive(Debug, Args)]
pub(in crate::cli) struct Prune {
    /// For how long a thing has to have been unused: `30d`, `12h`.
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = age)]
    unused_for: Duration,
    /// Only say what would be taken away.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    form: FormArg,
}

impl Prune {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let doing = if self.dry_run { Doing::Dry } else { Doing::Really };
        let pruned = desk.inventory().prune(self.unused_for, doing);
        let pruned = pruned.map_err(|error| desk.failed(&error, error.hints()))?;
        match self.form.output {
            Form::Json => desk.json(&pruned),
            Form::Table => desk.terminal.result(&view::prune(&pruned, doing)),
        }
        Ok(())
    }
}

fn age(text: &str) -> Result<Duration, String> {
    let wrong = || format!("`{text}` is not a time such as `30d` or `12h`");
    let span: Span = text.parse().map_err(|_| wrong())?;
    let days = SpanRelativeTo::days_are_24_hours();
    let signed: SignedDuration = span.to_duration(days).map_err(|_| wrong())?;
    Duration::try_from(signed).map_err(|_| wrong())
}
