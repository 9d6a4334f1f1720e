//! What runs that crashed have left in the engine, found by labels. Nothing that fedrig did not make
//! is looked at, and nothing that a fedrig works on at the moment.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::bake;
use super::debris::{remove_cluster, remove_network};
use super::survey::{self, Survey};
use super::{Error, Place};
use crate::journal::Process;
use crate::tool::ToolFailure;
use crate::tool::docker::Container;

/// Something that was left.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Leftover {
    /// What it is.
    pub what: Remains,
    /// Its name.
    pub name: String,
    /// The environment that it was of.
    pub env: Option<String>,
    /// Why it counts as left.
    pub why: String,
}

/// What can be left, in the order in which it can be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remains {
    /// A cluster that does not run, or whose kubeconfig is gone.
    Cluster,
    /// A proxy in front of a cluster that is not there.
    Proxy,
    /// A container in which a node image was being made.
    Baker,
    /// A network without clusters.
    Network,
    /// A baked node image.
    Image,
}

impl Remains {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Proxy => "proxy",
            Self::Baker => "baker",
            Self::Network => "network",
            Self::Image => "image",
        }
    }
}

/// What was left, in the order in which it can be removed.
pub async fn sweep(place: &Place) -> Result<Vec<Leftover>, Error> {
    let survey = Survey::take(&place.docker).await;
    let survey = survey.map_err(|source| Error::NoEngine { source })?;
    let bakers = place.docker.containers(bake::BAKER).await;
    let bakers = bakers.map_err(|source| Error::NoEngine { source })?;
    let mut left = of_survey(&survey, &busy(&survey));
    left.extend(bakers.iter().filter_map(baker));
    left.sort();
    Ok(left)
}

/// The baked node images that no container uses.
pub async fn baked_images(place: &Place) -> Result<Vec<Leftover>, Error> {
    let failed = |source| Error::NoEngine { source };
    let images = place.docker.images(bake::BASE).await.map_err(failed)?;
    let survey = Survey::take(&place.docker).await.map_err(failed)?;
    let used: BTreeSet<&str> = survey.clusters.values().filter_map(|found| found.image()).collect();
    let names: BTreeSet<&String> = images.iter().flat_map(|image| &image.repo_tags).collect();
    let unused = names.into_iter().filter(|name| !used.contains(name.as_str()));
    Ok(unused
        .map(|name| Leftover {
            what: Remains::Image,
            name: name.clone(),
            env: None,
            why: "no cluster is made of it; it is made again when it is needed".to_owned(),
        })
        .collect())
}

impl Leftover {
    /// Removes it.
    pub async fn remove(&self, place: &Place) -> Result<(), Error> {
        let removed = match self.what {
            Remains::Cluster => self.remove_cluster(place).await,
            Remains::Proxy | Remains::Baker => place.docker.remove_container(&self.name).await,
            Remains::Network => remove_network(&place.docker, &self.name).await,
            Remains::Image => place.docker.remove_image(&self.name).await,
        };
        let what = || format!("{} `{}` could not be removed", self.what.as_str(), self.name);
        removed.map_err(|source| Error::Engine { what: what(), source })
    }

    async fn remove_cluster(&self, place: &Place) -> Result<(), ToolFailure> {
        // Its kubeconfig, if there is one, is of nobody's interest any more.
        let nowhere = Path::new("/dev/null");
        match self.name.parse() {
            Ok(name) => remove_cluster(&place.kind, &place.docker, &name, nowhere).await,
            Err(_) => Ok(()),
        }
    }
}

/// The environments that a fedrig works on at the moment.
fn busy(survey: &Survey) -> BTreeSet<String> {
    let labels = survey.networks.iter().map(|network| &network.labels);
    let of = |labels: &BTreeMap<String, String>| {
        let folder = PathBuf::from(labels.get(survey::FOLDER)?);
        let lock = File::open(folder.join("lock")).ok()?;
        lock.try_lock_shared().is_err().then(|| labels.get(survey::ENV).cloned())?
    };
    labels.filter_map(of).collect()
}

fn of_survey(survey: &Survey, busy: &BTreeSet<String>) -> Vec<Leftover> {
    let is_idle = |env: &Option<String>| env.as_ref().is_some_and(|env| !busy.contains(env));
    let mut left = Vec::new();
    let mut stays: BTreeSet<&str> = BTreeSet::new();
    for (name, found) in &survey.clusters {
        let kubeconfig = found.folder.as_ref().map(|f| f.join(format!("{name}.kubeconfig")));
        let why = match (found.stopped(), kubeconfig) {
            (Some(node), _) => Some(format!("its container {} is {}", node.name, node.state)),
            (None, Some(file)) if !file.exists() => Some(format!("{} is gone", file.display())),
            (None, _) => None,
        };
        match why {
            Some(why) if is_idle(&found.env) => left.push(Leftover {
                what: Remains::Cluster,
                name: name.clone(),
                env: found.env.clone(),
                why,
            }),
            _ => {
                stays.insert(name);
            }
        }
    }
    let stays_in = |network: &str| stays.iter().any(|cluster| survey.is_in(cluster, network));
    for proxy in &survey.proxies {
        let (env, of) = (proxy.labels.get(survey::ENV).cloned(), proxy.labels.get(survey::REGION));
        if is_idle(&env) && !of.is_some_and(|of| stays.contains(of.as_str())) {
            let why = format!("cluster {} is not there", of.map_or("-", String::as_str));
            left.push(Leftover { what: Remains::Proxy, name: proxy.name.clone(), env, why });
        }
    }
    for network in &survey.networks {
        let env = network.labels.get(survey::ENV).cloned();
        // What somebody else has put into it is none of our business, and keeps it.
        let is_known = |user: &String| survey.is_proxy(user) || survey.is_node(user);
        let is_ours_alone = network.users.iter().all(is_known);
        if is_idle(&env) && is_ours_alone && !stays_in(&network.name) {
            let why = "no cluster is in it".to_owned();
            left.push(Leftover { what: Remains::Network, name: network.name.clone(), env, why });
        }
    }
    left
}

fn baker(container: &Container) -> Option<Leftover> {
    // A node made of a baked image has the label too, emptied.
    let process = container.labels.get(bake::BAKER).filter(|process| !process.is_empty())?;
    let is_busy = serde_json::from_str(process).is_ok_and(|process: Process| process.is_running());
    let why = "the fedrig that made it is gone".to_owned();
    (!is_busy).then(|| Leftover {
        what: Remains::Baker,
        name: container.name.clone(),
        env: None,
        why,
    })
}

#[cfg(test)]
#[path = "sweep_tests.rs"]
mod tests;
