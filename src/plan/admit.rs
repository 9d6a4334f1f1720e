//! Whether the clusters fit KubeFed and each other: nothing is changed in any of them before.

use std::collections::BTreeMap;

use semver::Version;

use super::Warning;
use crate::compat::{Rule, helm_skew, join_obstacle, kubectl_skew, obstacle};
use crate::name::ClusterName;
use crate::observe::World;
use crate::spec::Federation;
use crate::watch::probe::Probe;

/// The versions of the tools that clusters have to fit; nothing for those that are not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    /// helm's.
    pub helm: Option<Version>,
    /// kubectl's.
    pub kubectl: Option<Version>,
}

/// Whether the clusters may be worked on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Admission {
    /// What does not fit; empty when all does.
    pub problems: Vec<String>,
    /// How to go on all the same.
    pub hints: Vec<String>,
    /// What nobody vouches for, and what was allowed.
    pub warnings: Vec<Warning>,
}

/// Looks at all clusters that answered.
pub fn admit(
    federation: &Federation,
    versions: &Versions,
    probes: &BTreeMap<ClusterName, Probe>,
    world: &World,
) -> Admission {
    let wanted = &federation.kubefed.version;
    let mut admission = Admission::default();
    let mut broken = Vec::new();
    for (rule, cluster, text) in obstacles(&federation.host.name, wanted, probes) {
        if federation.allow.contains(&rule) {
            let text = format!("{text}; allowed by `{rule}`");
            admission.warnings.push(Warning { cluster, text });
            continue;
        }
        let host = if cluster == federation.host.name { "host " } else { "" };
        admission.problems.push(format!("{host}`{cluster}` {text}"));
        broken.push(rule);
    }
    broken.dedup();
    admission.hints.extend(broken.into_iter().map(Rule::way_out));
    each_once(federation, probes, &mut admission);
    admission.problems.extend(downgrade(wanted, world));
    for (rule, cluster, text) in skews(&federation.host.name, versions, probes) {
        if !federation.allow.contains(&rule) {
            let text = format!("{text}; `allow: [{rule}]` in federation.yaml keeps it quiet");
            admission.warnings.push(Warning { cluster, text });
        }
    }
    admission
}

/// Two names of one cluster are refused, unless that is allowed.
fn each_once(
    federation: &Federation,
    probes: &BTreeMap<ClusterName, Probe>,
    admission: &mut Admission,
) {
    let same = same_clusters(probes);
    let rule = Rule::OneClusterOnce;
    if same.is_empty() {
        return;
    }
    if federation.allow.contains(&rule) {
        let text =
            format!("{} more names of clusters that have one; allowed by `{rule}`", same.len());
        admission.warnings.push(Warning { cluster: federation.host.name.clone(), text });
        return;
    }
    admission.problems.extend(same);
    admission.hints.push(rule.way_out());
}

type Finding = (Rule, ClusterName, String);

/// What can't work. Members are not looked at where the host does not fit.
fn obstacles(
    host: &ClusterName,
    kubefed: &Version,
    probes: &BTreeMap<ClusterName, Probe>,
) -> Vec<Finding> {
    if let Some(text) = probes.get(host).and_then(|probe| obstacle(kubefed, &probe.kubernetes)) {
        return vec![(Rule::KubefedKubernetes, host.clone(), text)];
    }
    let obstacle = |(name, probe): (&ClusterName, &Probe)| {
        let text = join_obstacle(kubefed, &probe.kubernetes)?;
        Some((Rule::KubefedctlJoin, name.clone(), text))
    };
    probes.iter().filter_map(obstacle).collect()
}

/// What nobody vouches for. helm works on the host alone.
fn skews(
    host: &ClusterName,
    versions: &Versions,
    probes: &BTreeMap<ClusterName, Probe>,
) -> Vec<Finding> {
    let helm = probes.get(host).and_then(|probe| {
        let text = helm_skew(versions.helm.as_ref()?, &probe.kubernetes)?;
        Some((Rule::HelmKubernetes, host.clone(), text))
    });
    let kubectl = |(name, probe): (&ClusterName, &Probe)| {
        let text = kubectl_skew(versions.kubectl.as_ref()?, &probe.kubernetes)?;
        Some((Rule::KubectlSkew, name.clone(), text))
    };
    helm.into_iter().chain(probes.iter().filter_map(kubectl)).collect()
}

/// CRDs can't be taken back without every object of theirs.
pub fn downgrade(wanted: &Version, world: &World) -> Option<String> {
    let release = world.host.release.as_ref()?;
    let installed = release.deployed.chart_version.as_ref()?;
    // How both were built makes neither older.
    (world.host.was_complete && wanted.cmp_precedence(installed).is_lt()).then(|| {
        format!(
            "KubeFed {installed} is installed, and {wanted} is older: there is no way back but `fedrig down` and `fedrig up`"
        )
    })
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
    use crate::spec::federation_for_tests;

    fn admission(kubefed: &str, allow: &[Rule], clusters: &[(&str, &str)]) -> Admission {
        let mut federation = federation_for_tests();
        federation.host.name = "a".parse().unwrap();
        federation.kubefed.version = kubefed.parse().unwrap();
        federation.allow = allow.iter().copied().collect();
        let probe = |(name, kubernetes): &(&str, &str)| {
            let probe = Probe { kubernetes: kubernetes.parse().unwrap(), uid: String::new() };
            (name.parse().unwrap(), probe)
        };
        let probes = clusters.iter().map(probe).collect();
        let versions =
            Versions { helm: Some(Version::new(3, 19, 5)), kubectl: Some(Version::new(1, 33, 13)) };
        admit(&federation, &versions, &probes, &World::default())
    }

    #[test]
    fn two_names_of_one_cluster_are_noticed() {
        let probe = |uid: &str| Probe { kubernetes: Version::new(1, 33, 13), uid: uid.to_owned() };
        let probes = [("a", "1"), ("b", "2"), ("c", "2")];
        let probes = probes.map(|(name, uid)| (name.parse().unwrap(), probe(uid)));
        assert_eq!(same_clusters(&probes.into()), ["`b` and `c` are one and the same cluster"]);
    }

    #[test]
    fn two_names_of_one_cluster_are_refused_or_allowed() {
        let probe = Probe { kubernetes: Version::new(1, 33, 13), uid: "1".to_owned() };
        let probes: BTreeMap<ClusterName, Probe> =
            ["a", "b"].map(|name| (name.parse().unwrap(), probe.clone())).into();
        let mut federation = federation_for_tests();
        let mut admit = |allow: &[Rule]| {
            federation.allow = allow.iter().copied().collect();
            super::admit(&federation, &Versions::default(), &probes, &World::default())
        };
        let refused = admit(&[]);
        assert_eq!(refused.problems, ["`a` and `b` are one and the same cluster"]);
        assert!(refused.hints[0].contains("--allow one-cluster-once"), "{refused:?}");
        let allowed = admit(&[Rule::OneClusterOnce]);
        assert!(allowed.problems.is_empty() && allowed.hints.is_empty(), "{allowed:?}");
        assert_eq!(allowed.warnings.len(), 1);
    }

    #[test]
    fn what_can_not_work_is_refused_with_the_way_out() {
        let found = admission("0.7.0", &[], &[("a", "1.33.13")]);
        assert_eq!(found.problems.len(), 1, "{found:?}");
        assert!(found.problems[0].starts_with("host `a` runs Kubernetes 1.33.13"), "{found:?}");
        assert!(found.hints[0].starts_with("`--allow kubefed-kubernetes`"), "{found:?}");
    }

    #[test]
    fn what_is_allowed_by_name_is_a_warning() {
        let found = admission("0.7.0", &[Rule::KubefedKubernetes], &[("a", "1.33.13")]);
        assert!(found.problems.is_empty(), "{found:?}");
        assert!(found.warnings[0].text.ends_with("allowed by `kubefed-kubernetes`"), "{found:?}");
    }

    #[test]
    fn what_nobody_vouches_for_is_told_and_can_be_kept_quiet() {
        let clusters = [("a", "1.33.13"), ("b", "1.22.17")];
        let found = admission("0.10.0", &[], &clusters);
        assert!(found.problems.is_empty(), "{found:?}");
        assert_eq!(found.warnings.len(), 1, "{found:?}");
        assert_eq!(found.warnings[0].cluster.as_str(), "b");
        assert!(admission("0.10.0", &[Rule::KubectlSkew], &clusters).warnings.is_empty());
    }
}
