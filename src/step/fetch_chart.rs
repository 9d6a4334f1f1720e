//! Finds the chart on this machine, or downloads it.

use super::notes::Notes;
use super::{Change, Error, Rig, Say};
use crate::fetch::Source;
use crate::tool::Program;

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    if let Some(given) = &kubefed.chart {
        rig.learn_chart(given.clone());
        return Ok(Change::Unchanged(format!("{} as given", given.display())));
    }
    if let Some(registry) = &kubefed.registry {
        return pull(registry.as_str(), rig, say).await;
    }
    let found = rig.timing.waiting(rig.fetcher.chart(&kubefed.version, &Notes::new(say))).await;
    let found = found.map_err(|source| Error::Fetch(Box::new(source)))?;
    rig.learn_chart(found.path);
    let version = &found.version;
    Ok(match found.source {
        Source::Downloaded { .. } => Change::Changed(format!("chart kubefed {version} downloaded")),
        Source::Given | Source::Store | Source::SearchPath => {
            Change::Unchanged(format!("chart kubefed {version} in the store"))
        }
    })
}

/// A chart of a registry, which helm pulls.
async fn pull(reference: &str, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    rig.fetch(Program::Helm).await?;
    say("helm pulls the chart");
    let (version, helm) = (&rig.federation.kubefed.version, rig.program(Program::Helm));
    let found = rig.fetcher.pulled_chart(reference, version, &helm).await;
    let found = found.map_err(|source| Error::Fetch(Box::new(source)))?;
    rig.learn_chart(found.path);
    Ok(match found.source {
        Source::Downloaded { .. } => Change::Changed(format!("{reference} {version} pulled")),
        Source::Given | Source::Store | Source::SearchPath => {
            Change::Unchanged(format!("{reference} {version} in the store"))
        }
    })
}
