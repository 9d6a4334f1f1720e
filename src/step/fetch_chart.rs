//! Finds the chart on this machine, or downloads it.

use super::notes::Notes;
use super::{Change, Error, Rig, Say};
use crate::fetch::Source;

pub(super) async fn apply(rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
    let kubefed = &rig.federation.kubefed;
    if let Some(given) = &kubefed.chart {
        rig.learn_chart(given.clone());
        return Ok(Change::Unchanged(format!("{} as given", given.display())));
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
