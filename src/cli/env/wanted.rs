//! The clusters of a command line: their names, and kind's configuration of each.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::env::{KindConfig, Wanted};
use crate::name::{ClusterName, EnvName};

/// The most that `--count` takes: there are not more pod and service ranges.
const MOST: usize = 64;

#[derive(Debug, Args)]
pub(super) struct WantedArgs {
    /// The clusters; the first is the host of a federation.
    #[arg(required_unless_present = "count", value_name = "CLUSTER")]
    clusters: Vec<ClusterName>,
    /// So many clusters, ENV-1, ENV-2 and so on.
    #[arg(long, value_name = "N", conflicts_with = "clusters")]
    count: Option<NonZeroUsize>,
    /// A configuration of kind's for each of the clusters, or CLUSTER=FILE for one of them; can be
    /// given several times.
    #[arg(long, value_name = "[CLUSTER=]FILE")]
    config: Vec<String>,
}

impl WantedArgs {
    /// The clusters with their configurations; everything that is wrong with them.
    pub fn read(&self, env: &EnvName, here: &Path) -> Result<Vec<Wanted>, Vec<String>> {
        let mut problems = Vec::new();
        let names = self.names(env, &mut problems);
        let (mut common, mut own) = (None, BTreeMap::new());
        for text in &self.config {
            let (name, file) = match text.split_once('=') {
                Some((name, file)) => (Some(name), file),
                None => (None, text.as_str()),
            };
            let config = match read(&here.join(file)) {
                Ok(config) => config,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            match name {
                None if common.is_some() => {
                    problems.push(format!(
                        "--config `{text}`: another one is for all clusters already"
                    ));
                }
                None => common = Some(config),
                Some(name) if !names.iter().any(|known| known.as_str() == name) => {
                    problems
                        .push(format!("--config `{text}`: `{name}` is not one of the clusters"));
                }
                Some(name) => {
                    own.insert(name, config);
                }
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let config = |name: &ClusterName| {
            own.get(name.as_str()).or(common.as_ref()).cloned().unwrap_or_default()
        };
        Ok(names.iter().map(|name| Wanted { config: config(name), name: name.clone() }).collect())
    }

    fn names(&self, env: &EnvName, problems: &mut Vec<String>) -> Vec<ClusterName> {
        if let Some(count) = self.count {
            if count.get() > MOST {
                problems.push(format!("--count {count}: {MOST} clusters are the most"));
                return Vec::new();
            }
            let name = |number| format!("{env}-{number}").parse().expect("a short label");
            return (1..=count.get()).map(name).collect();
        }
        for (place, name) in self.clusters.iter().enumerate() {
            if self.clusters[..place].contains(name) {
                problems.push(format!("cluster `{name}` is there twice"));
            }
        }
        self.clusters.clone()
    }
}

fn read(path: &PathBuf) -> Result<KindConfig, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("`{}` can't be read: {error}", path.display()))?;
    text.parse().map_err(|error| format!("`{}`: {error}", path.display()))
}
