//! `fedrig tools export` and `fedrig tools import`.

use std::path::PathBuf;

use clap::Args;

use super::named::Thing;
use super::{Desk, Form, FormArg, OfFederation};
use crate::fetch::{Digest, Item, export, import};
use crate::report::{Exit, tools as view};

#[derive(Debug, Args)]
pub(in crate::cli) struct Export {
    /// The file to write.
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    #[command(flatten)]
    of: OfFederation,
    /// An image archive to add, as `docker save` writes it; can be given several times.
    #[arg(long, value_name = "TAR")]
    image: Vec<PathBuf>,
    #[command(flatten)]
    form: FormArg,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Import {
    /// The file that `export` wrote.
    #[arg(value_name = "BUNDLE")]
    bundle: PathBuf,
    /// Its digest, as `export` said it.
    #[arg(long, value_name = "HEX")]
    sha256: Digest,
    /// The folder for its image archives; without one they stay in the bundle.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    #[command(flatten)]
    form: FormArg,
}

impl Export {
    pub(super) async fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let federation = desk.federation(&self.of)?;
        let items = match &federation {
            Some(federation) => needed(desk, &Thing::all_of(federation))?,
            None => desk.inventory().list(),
        };
        let here = &desk.machine.spec.current_dir;
        let images: Vec<_> = self.image.iter().map(|image| here.join(image)).collect();
        let exported = export(&here.join(&self.bundle), &items, &images);
        let exported = exported.map_err(|error| desk.failed(&error, error.hints()))?;
        match self.form.output {
            Form::Json => desk.json(&exported),
            Form::Table => desk.terminal.result(&view::export(&exported)),
        }
        Ok(())
    }
}

/// What a federation needs, all of which has to be there.
fn needed(desk: &Desk<'_>, things: &[Thing]) -> Result<Vec<Item>, Exit> {
    let all = desk.inventory().list();
    let is_missing = |thing: &&Thing| !thing.is_given() && !all.iter().any(|item| thing.is(item));
    let missing: Vec<String> = things.iter().filter(is_missing).map(Thing::title).collect();
    if !missing.is_empty() {
        let text = format!("not in the store: {}", missing.join(", "));
        return Err(desk.usage(format!("{text}; `fedrig tools install` fetches it")));
    }
    Ok(all.into_iter().filter(|item| things.iter().any(|thing| thing.is(item))).collect())
}

impl Import {
    pub(super) fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let here = &desk.machine.spec.current_dir;
        let images = self.images.as_ref().map(|folder| here.join(folder));
        let bundle = here.join(&self.bundle);
        let imported = import(&desk.inventory(), &bundle, self.sha256, images.as_deref());
        let imported = imported.map_err(|error| desk.failed(&error, error.hints()))?;
        match self.form.output {
            Form::Json => desk.json(&imported),
            Form::Table => desk.terminal.result(&view::import(&imported)),
        }
        Ok(())
    }
}
