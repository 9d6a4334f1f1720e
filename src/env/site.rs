//! Everything that is known and ready before the first cluster is made.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::fit::Ground;
use super::images::Supply;
use super::kind_config::KindConfig;
use super::machine;
use super::ranges::{self, Ranges};
use super::regions::Fronts;
use super::survey::Survey;
use super::unfit::Unfit;
use super::{Broken, Environment, Error, Place, Say, Wanted};
use crate::name::ClusterName;
use crate::state_lock::{StateLock, StateLockError};

/// An environment that can be made.
pub(super) struct Site<'a> {
    pub env: &'a Environment,
    pub place: &'a Place,
    pub say: Say<'a>,
    pub survey: Survey,
    pub supply: Supply,
    /// kind's configuration of each cluster that may be made.
    pub configs: BTreeMap<ClusterName, KindConfig>,
    /// The clusters that are being made at the moment.
    pub unfinished: Mutex<BTreeSet<ClusterName>>,
    _lock: StateLock,
}

impl<'a> Site<'a> {
    /// Looks at everything, and makes what the clusters have in common. All that stands against it is
    /// given at once, and nothing was made then.
    pub async fn prepare(
        env: &'a Environment,
        place: &'a Place,
        say: Say<'a>,
    ) -> Result<Self, Vec<Error>> {
        let no_engine = |source| vec![Error::NoEngine { source }];
        let engine = place.docker.engine().await.map_err(no_engine)?;
        let survey = Survey::take(&place.docker).await.map_err(no_engine)?;
        let is_there = |wanted: &&Wanted| survey.clusters.contains_key(wanted.name.as_str());
        let (there, missing): (Vec<_>, Vec<_>) = env.clusters.iter().partition(is_there);
        let ground = Ground { engine: &engine, survey: &survey, missing: &missing };
        let mut unfit = env.unfit(place, &ground).await.map_err(no_engine)?;
        let mut may_be_made = missing.clone();
        if env.broken == Broken::MadeAgain {
            may_be_made.extend(there);
        }
        let ranges = chosen_ranges(may_be_made.len(), place, &survey).await.map_err(no_engine)?;
        if ranges.is_none() {
            unfit.push(Unfit::NoRanges { clusters: may_be_made.len() });
        }
        let (true, Some(ranges)) = (unfit.is_empty(), ranges) else {
            return Err(unfit.into_iter().map(Error::from).collect());
        };
        let lock = lock(env).map_err(|error| vec![error])?;
        let fronts = env.lay(place, &survey, say).await.map_err(|error| vec![error])?;
        let supply = env.supply(place, &survey, say).await.map_err(|error| vec![error])?;
        let configs = may_be_made.into_iter().zip(ranges);
        let configs = configs
            .map(|(wanted, ranges)| (wanted.name.clone(), config(env, wanted, ranges, &fronts)));
        Ok(Self {
            env,
            place,
            say,
            configs: configs.collect(),
            survey,
            supply,
            unfinished: Mutex::default(),
            _lock: lock,
        })
    }
}

fn config(env: &Environment, wanted: &Wanted, ranges: Ranges, fronts: &Fronts) -> KindConfig {
    let image = env.image.as_deref().unwrap_or_default();
    let config = wanted.config.clone().with_ranges(ranges).with_quick_keys(image);
    match fronts.get(&wanted.name) {
        Some(front) => config.with_addresses(&front.values().copied().collect::<Vec<_>>()),
        None => config,
    }
}

/// Ranges that meet no network of the engine, no route, and no other cluster of kind's, running or
/// not.
async fn chosen_ranges(
    count: usize,
    place: &Place,
    survey: &Survey,
) -> Result<Option<Vec<Ranges>>, crate::tool::ToolFailure> {
    let mut taken = machine::routes();
    taken.extend(survey.networks.iter().flat_map(|network| &network.subnets));
    if count > 0 {
        let first = survey.clusters.keys().map(|cluster| format!("{cluster}-control-plane"));
        let read = first.map(|node| async move {
            // A node without the file is not far enough to have ranges.
            place.docker.read_file(&node, "/kind/kubeadm.conf").await.unwrap_or_default()
        });
        for text in futures::future::join_all(read).await {
            taken.extend(ranges::of_kubeadm(&text));
        }
    }
    Ok(ranges::choose(count, &taken))
}

/// The environment's lock, so that `sweep` does not take what is half made for a leftover.
pub(super) fn lock(env: &Environment) -> Result<StateLock, Error> {
    StateLock::take(&env.folder, "env").map_err(|error| match error {
        StateLockError::Held { holder } => Error::Busy { holder },
        StateLockError::Folder { folder, source } => {
            Error::File { path: folder, what: "made", source }
        }
    })
}
