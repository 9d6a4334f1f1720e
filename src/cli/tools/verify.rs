//! `fedrig tools verify`.

use clap::Args;

use super::super::supplies::Supplies;
use super::{Desk, Form, FormArg};
use crate::fetch::{Item, Soundness};
use crate::report::Exit;
use crate::report::lanes::Lanes;
use crate::report::tools::{self as view, Checked};
use crate::step::notes::Notes;
use crate::tool::Exec;

#[derive(Debug, Args)]
pub(in crate::cli) struct Verify {
    /// Fetch anew what is not as it was put there.
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    form: FormArg,
}

impl Verify {
    pub(super) async fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let mut all = Vec::new();
        let (mut exit, mut unsound) = (Ok(()), 0);
        for (item, soundness) in desk.inventory().verify() {
            let mut repaired = None;
            if soundness != Soundness::Sound {
                unsound += 1;
                match self.repair {
                    true => match repair(desk, &item).await {
                        Ok(is_repaired) => repaired = Some(is_repaired),
                        Err(failed) => exit = Err(failed),
                    },
                    false => exit = Err(Exit::Tools),
                }
            }
            all.push(Checked { item, soundness, repaired });
        }
        match self.form.output {
            Form::Json => desk.json(&all),
            Form::Table => desk.terminal.result(&view::verify(&all)),
        }
        if unsound > 0 && !self.repair {
            desk.terminal.progress("`fedrig tools verify --repair` fetches them anew");
        }
        exit
    }
}

/// Fetches a thing anew, or takes it away when nobody publishes it for this machine.
async fn repair(desk: &Desk<'_>, item: &Item) -> Result<bool, Exit> {
    let supplies = Supplies::read(desk.common, &desk.machine, None);
    let fetcher = supplies.and_then(|supplies| supplies.fetcher(&desk.machine, Exec::default()));
    let fetcher = fetcher.map_err(|text| desk.usage(text))?;
    let lanes = Lanes::new(desk.terminal);
    let lane = lanes.begin(&format!("{} {}", item.name, item.version));
    let say = |text: &str| lane.say(text);
    let restored = fetcher.restore(item, &Notes::new(&say).each(lanes.pace())).await;
    lane.end(match restored {
        Ok(true) => "fetched anew",
        Ok(false) => "taken away",
        Err(_) => "failed",
    });
    restored.map_err(|error| desk.failed(&error, error.hints()))
}
