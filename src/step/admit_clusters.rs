//! Compares what the clusters said: nothing is changed in any of them before all fit.

use std::collections::BTreeMap;

use semver::Version;

use super::support::obstacle;
use super::{Change, Error, Rig};
use crate::name::ClusterName;
use crate::watch::probe::Probe;

pub(super) fn apply(rig: &Rig) -> Result<Change, Error> {
    let federation = &rig.federation;
    let probes = rig.probes();
    let problems = problems(&federation.host.name, &federation.kubefed.version, &probes);
    if !problems.is_empty() {
        return Err(Error::Unfit(problems));
    }
    let number = probes.len();
    Ok(Change::Unchanged(format!("{number} fit KubeFed {}", federation.kubefed.version)))
}

fn problems(
    host: &ClusterName,
    kubefed: &Version,
    probes: &BTreeMap<ClusterName, Probe>,
) -> Vec<String> {
    let mut problems = Vec::new();
    if let Some(text) = probes.get(host).and_then(|probe| obstacle(kubefed, &probe.kubernetes)) {
        problems.push(format!("host `{host}` {text}"));
    }
    let mut seen: BTreeMap<&str, &ClusterName> = BTreeMap::new();
    for (name, probe) in probes {
        match seen.get(probe.uid.as_str()) {
            Some(other) if !probe.uid.is_empty() => {
                problems.push(format!("`{other}` and `{name}` are one and the same cluster"));
            }
            _ => drop(seen.insert(&probe.uid, name)),
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probes(clusters: &[(&str, &str, &str)]) -> BTreeMap<ClusterName, Probe> {
        let probe = |(name, kubernetes, uid): &(&str, &str, &str)| {
            let kubernetes = kubernetes.parse().unwrap();
            (name.parse().unwrap(), Probe { kubernetes, uid: (*uid).to_owned() })
        };
        clusters.iter().map(probe).collect()
    }

    #[test]
    fn all_that_does_not_fit_is_said_at_once() {
        let probes = probes(&[("a", "1.33.13", "1"), ("b", "1.33.13", "2"), ("c", "1.30.0", "2")]);
        let found = problems(&"a".parse().unwrap(), &Version::new(0, 7, 0), &probes);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[1], "`b` and `c` are one and the same cluster");
    }

    #[test]
    fn clusters_that_fit_are_admitted() {
        let probes = probes(&[("a", "1.33.13", "1"), ("b", "1.21.14", "2")]);
        assert!(problems(&"a".parse().unwrap(), &Version::new(0, 10, 0), &probes).is_empty());
    }
}
