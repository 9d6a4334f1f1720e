//! `fedrig tools install`.

use std::num::NonZeroUsize;

use clap::Args;
use futures::StreamExt;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::super::interrupt;
use super::super::supplies::{self, Supplies};
use super::named::{Named, Thing};
use super::{Desk, Form, FormArg, OfFederation};
use crate::fetch::{Error, Fetcher, Locking, Pullable, Source};
use crate::report::Exit;
use crate::report::lanes::Lanes;
use crate::spec::Federation;
use crate::step::notes::Notes;
use crate::step::{WantedImage, wanted_images};
use crate::tool::Exec;

#[derive(Debug, Args)]
pub(in crate::cli) struct Install {
    /// `helm`, `kubectl`, `kubefedctl`, `kind` or `chart`, each perhaps with `@VERSION`.
    #[arg(value_name = "TOOL")]
    names: Vec<Named>,
    #[command(flatten)]
    of: OfFederation,
    /// How many are fetched at once.
    #[arg(long, value_name = "N", default_value = "8")]
    parallel: NonZeroUsize,
    /// Use only what is in fedrig.lock, beside the file.
    #[arg(long)]
    locked: bool,
    #[command(flatten)]
    form: FormArg,
}

/// One thing that is there now.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Installed {
    what: String,
    path: std::path::PathBuf,
    source: &'static str,
}

impl Install {
    pub(super) async fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let federation = desk.federation(&self.of)?;
        let things =
            match (&self.names[..], &federation) {
                ([], Some(federation)) => Thing::all_of(federation),
                ([], None) => return Err(desk.usage(
                    "name a tool, or a federation.yaml with `--file`: there is none in this folder",
                )),
                (names, federation) => {
                    names.iter().map(|name| name.meant(federation.as_ref())).collect()
                }
            };
        let (cancel, kill) = (CancellationToken::new(), CancellationToken::new());
        interrupt::listen(cancel.clone(), kill.clone(), desk.terminal.clone());
        let mut found = Supplies::read(desk.common, &desk.machine, federation.as_ref())
            .map_err(|text| desk.usage(text))?;
        if let Some(federation) = &federation {
            let locking = if self.locked { Locking::Locked } else { Locking::Learn };
            found = found.locked(federation, locking, desk.terminal)?;
        }
        let lock = found.lock();
        let exec = Exec::new(cancel.clone(), kill);
        let fetcher = found.fetcher(&desk.machine, exec).map_err(|text| desk.usage(text))?;
        let lanes = Lanes::new(desk.terminal);
        let results = tokio::select! {
            results = fetch_all(&fetcher, &things, self.parallel, &lanes) => results,
            () = cancel.cancelled() => return Err(Exit::Interrupted),
        };
        let images = match federation.as_ref().filter(|_| self.names.is_empty()) {
            Some(federation) => self.lock_images(desk, &fetcher, federation, &lanes).await,
            None => Ok(()),
        };
        drop(lanes);
        if let Some(lock) = lock {
            supplies::save(&lock, desk.terminal);
        }
        self.conclude(desk, results).and(images)
    }

    /// Notes the digests that registries give for the images, so that a run with `--locked` knows
    /// them. One that can't be told now is told by the pods that run it.
    async fn lock_images(
        &self,
        desk: &Desk<'_>,
        fetcher: &Fetcher,
        federation: &Federation,
        lanes: &Lanes,
    ) -> Result<(), Exit> {
        let kubefed = &federation.kubefed;
        for WantedImage { image, home } in wanted_images(kubefed) {
            if home.digest.is_some() {
                let admitted = fetcher.admit_image(&home);
                admitted.map_err(|error| desk.failed(&error, error.hints()))?;
                continue;
            }
            let may_ask = !fetcher.is_mirrored() || kubefed.registry_mirror.is_some();
            // What is not locked is for `up` to refuse: no image is installed here.
            if !may_ask || self.locked && !fetcher.has_locked(&home) {
                continue;
            }
            let lane = lanes.begin("image");
            let told = fetcher.check_registry(&image, &home).await;
            let told = told.map_err(|error| desk.failed(&error, error.hints()))?;
            lane.end(match told {
                Pullable::Yes { .. } => "is as its registry has it now",
                Pullable::Absent => "is not in its registry",
                Pullable::Denied => "is not told without a log-in",
                Pullable::Unknown { .. } => "could not be asked for: `fedrig up` notes what runs",
            });
        }
        Ok(())
    }

    fn conclude(
        &self,
        desk: &Desk<'_>,
        results: Vec<Result<Installed, Error>>,
    ) -> Result<(), Exit> {
        let (mut done, mut exit) = (Vec::new(), Ok(()));
        for result in results {
            match result {
                Ok(installed) => done.push(installed),
                Err(error) => exit = Err(desk.failed(&error, error.hints())),
            }
        }
        match self.form.output {
            Form::Json => desk.json(&done),
            Form::Table => {
                let line =
                    |found: &Installed| format!("{:<24} {}\n", found.what, found.path.display());
                desk.terminal.result(&done.iter().map(line).collect::<String>());
            }
        }
        exit
    }
}

/// Fetches all of them, in the order in which they were named; one that fails stops no other.
async fn fetch_all(
    fetcher: &Fetcher,
    things: &[Thing],
    parallel: NonZeroUsize,
    lanes: &Lanes,
) -> Vec<Result<Installed, Error>> {
    let fetches = things.iter().map(|thing| fetch(fetcher, thing, lanes)).collect::<Vec<_>>();
    futures::stream::iter(fetches).buffered(parallel.get()).collect().await
}

async fn fetch(fetcher: &Fetcher, thing: &Thing, lanes: &Lanes) -> Result<Installed, Error> {
    let lane = lanes.begin(&thing.title());
    let say = |text: &str| lane.say(text);
    let notes = Notes::new(&say).each(lanes.pace());
    let found = match thing {
        Thing::Program(wanted) => {
            let found = fetcher.program(wanted, &notes).await;
            found.map(|found| (found.path, found.source))
        }
        Thing::Chart(version) => {
            let found = fetcher.chart(version, &notes).await;
            found.map(|found| (found.path, found.source))
        }
        Thing::Pulled { reference, version, helm } => {
            let pull = async {
                let helm = fetcher.program(helm, &notes).await?.path;
                say("helm pulls the chart");
                fetcher.pulled_chart(reference, version, &helm).await
            };
            pull.await.map(|found| (found.path, found.source))
        }
    };
    match found {
        Ok((path, source)) => {
            let source = words(&source);
            lane.end(source);
            Ok(Installed { what: thing.title(), path, source })
        }
        Err(error) => {
            lane.end("failed");
            Err(error)
        }
    }
}

fn words(source: &Source) -> &'static str {
    match source {
        Source::Given => "as given",
        Source::Store => "in the store",
        Source::SearchPath => "in PATH",
        Source::Downloaded { .. } => "downloaded",
    }
}
