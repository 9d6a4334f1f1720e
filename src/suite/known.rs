//! Failures of upstream's suite that are known: data, each with its evidence.

use semver::{Version, VersionReq};

use crate::verdict::{KnownFailure, SpecVerdict, Suite};

/// A failure that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// How the names of the specs begin.
    pub begins: &'static str,
    /// What it says when it fails so; empty for one that fails always, whatever it says.
    pub says: &'static str,
    /// The KubeFed versions that fail: `<0.9`.
    pub kubefed: &'static str,
    /// The Kubernetes versions of the host on which they do.
    pub kubernetes: &'static str,
    /// Why, in a sentence.
    pub why: &'static str,
    /// Where that can be checked.
    pub evidence: &'static str,
}

/// Every failure that is known.
pub const KNOWN: [Known; 2] = [
    Known {
        begins: "Federated \"namespaces\" should be created, read, updated",
        says: "",
        kubefed: "<=0.7.0",
        kubernetes: ">=1.21.0",
        why: "the spec expects that an override replaces all labels of a namespace, and Kubernetes 1.21 \
          puts `kubernetes.io/metadata.name` back; what KubeFed does is right",
        evidence: "github.com/kubernetes-sigs/kubefed/blob/v0.8.1/test/common/crudtester.go line 633, \
               which expects that label",
    },
    Known {
        begins: "Scheduling ReplicaSchedulingPreferences",
        says: "the object has been modified",
        kubefed: "=0.8.1",
        kubernetes: "*",
        why: "the spec reads a KubeFedCluster and writes it back without a second try, while the controller \
          writes its status; it fails when the two meet",
        evidence: "github.com/kubernetes-sigs/kubefed/blob/v0.10.0/test/e2e/scheduling.go line 367, which \
               tries again on a conflict; v0.8.1 has no such line",
    },
];

/// Notes at each failed spec what is known of it; gives a line for each that is known to fail and
/// did not.
pub(super) fn explain(
    suite: &mut Suite,
    known: &[Known],
    kubefed: &Version,
    kubernetes: &Version,
) -> Vec<String> {
    let mut surprises = Vec::new();
    for spec in &mut suite.specs {
        let fits = |known: &&Known| {
            spec.name.starts_with(known.begins)
                && matches(known.kubefed, kubefed)
                && matches(known.kubernetes, kubernetes)
                && (spec.verdict != SpecVerdict::Failed
                    || spec.says.as_deref().unwrap_or_default().contains(known.says))
        };
        let Some(known) = known.iter().find(fits) else { continue };
        match spec.verdict {
            SpecVerdict::Failed => {
                let (why, evidence) = (known.why.to_owned(), known.evidence.to_owned());
                spec.known = Some(KnownFailure { why, evidence });
            }
            SpecVerdict::Passed if known.says.is_empty() => surprises
                .push(format!("{} passed, which is known to fail: {}", spec.name, known.why)),
            SpecVerdict::Passed | SpecVerdict::Skipped | SpecVerdict::NotRun => {}
        }
    }
    surprises
}

/// What a distribution adds to a version does not matter.
fn matches(range: &str, version: &Version) -> bool {
    let plain = Version::new(version.major, version.minor, version.patch);
    VersionReq::parse(range).expect("our own ranges are ranges").matches(&plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verdict::Spec;

    const SAMPLE: [Known; 1] = [Known {
        begins: "Federated \"jobs.batch\"",
        says: "",
        kubefed: "<0.9",
        kubernetes: ">=1.21",
        why: "a sample",
        evidence: "nowhere",
    }];

    fn suite(name: &str, verdict: SpecVerdict) -> Suite {
        let spec = Spec { name: name.to_owned(), verdict, took_s: 1.0, says: None, known: None };
        Suite { specs: vec![spec], workers: 1, sequential_s: 1.0 }
    }

    #[rstest::rstest]
    #[case::known("0.8.1", "1.21.14-eks.1", true)]
    #[case::newer_kubefed("0.10.0", "1.21.14", false)]
    #[case::older_kubernetes("0.8.1", "1.20.0", false)]
    fn a_failure_is_known_only_where_it_was_seen(
        #[case] kubefed: Version,
        #[case] kubernetes: Version,
        #[case] expected: bool,
    ) {
        let mut suite = suite("Federated \"jobs.batch\" should be", SpecVerdict::Failed);
        explain(&mut suite, &SAMPLE, &kubefed, &kubernetes);
        assert_eq!(suite.specs[0].known.is_some(), expected);
        assert_eq!(suite.specs[0].verdict, SpecVerdict::Failed, "it is never hidden");
    }

    #[test]
    fn what_fails_now_and_then_is_known_only_by_its_words() {
        let versions = (Version::new(0, 8, 1), Version::new(1, 21, 14));
        let name = "Scheduling ReplicaSchedulingPreferences scheduling for federated deployments";
        let mut failed = suite(name, SpecVerdict::Failed);
        assert_eq!(explain(&mut failed, &KNOWN, &versions.0, &versions.1), Vec::<String>::new());
        assert_eq!(failed.specs[0].known, None);
        failed.specs[0].says = Some("Error: the object has been modified; please".to_owned());
        explain(&mut failed, &KNOWN, &versions.0, &versions.1);
        assert!(failed.specs[0].known.is_some());
        let mut passed = suite(name, SpecVerdict::Passed);
        assert_eq!(explain(&mut passed, &KNOWN, &versions.0, &versions.1), Vec::<String>::new());
    }

    #[test]
    fn a_known_failure_that_passes_is_told() {
        let mut suite = suite("Federated \"jobs.batch\" should be", SpecVerdict::Passed);
        let told = explain(&mut suite, &SAMPLE, &Version::new(0, 8, 1), &Version::new(1, 21, 14));
        assert_eq!(told.len(), 1);
        assert_eq!(suite.specs[0].known, None);
    }

    #[test]
    fn every_entry_has_ranges_and_evidence() {
        for known in KNOWN {
            matches(known.kubefed, &Version::new(0, 1, 0));
            matches(known.kubernetes, &Version::new(1, 1, 0));
            assert!(!known.why.is_empty() && known.evidence.contains(['/', '#']), "{known:?}");
        }
    }
}
