//! Whether the clusters fit KubeFed and each other: nothing is changed in any of them before.

use std::collections::BTreeMap;

use semver::Version;

use super::support::{join_obstacle, obstacle};
use crate::name::ClusterName;
use crate::observe::World;
use crate::spec::Federation;
use crate::watch::probe::Probe;

/// What does not fit, of all clusters that answered; empty when all do.
pub fn admit(
    federation: &Federation,
    probes: &BTreeMap<ClusterName, Probe>,
    world: &World,
) -> Vec<String> {
    let wanted = &federation.kubefed.version;
    let mut found = problems(&federation.host.name, wanted, probes);
    found.extend(downgrade(wanted, world));
    found
}

/// CRDs can't be taken back without every object of theirs.
pub fn downgrade(wanted: &Version, world: &World) -> Option<String> {
    let release = world.host.release.as_ref()?;
    let installed = release.deployed.chart_version.as_ref()?;
    (world.host.was_complete && wanted < installed).then(|| {
        format!(
            "KubeFed {installed} is installed, and {wanted} is older: there is no way back but `fedrig down` and `fedrig up`"
        )
    })
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
    if problems.is_empty() {
        let obstacle = |(name, probe): (&ClusterName, &Probe)| {
            Some(format!("`{name}` {}", join_obstacle(kubefed, &probe.kubernetes)?))
        };
        problems.extend(probes.iter().filter_map(obstacle));
    }
    problems.extend(same_clusters(probes));
    problems
}

/// The clusters that are one and the same, by the UID of their `kube-system`.
pub fn same_clusters(probes: &BTreeMap<ClusterName, Probe>) -> Vec<String> {
    let mut problems = Vec::new();
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
