//! All that is known, one entry a line.

use serde::Serialize;

use super::{MEASURED, Rule, helm, kind, kubectl, kubefed};

/// What one version works with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The rule that looks at it.
    pub rule: Rule,
    /// What it is: `KubeFed 0.7`.
    pub what: String,
    /// The oldest Kubernetes; none is known to be too old without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oldest: Option<String>,
    /// The newest Kubernetes; none is known to be too new without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newest: Option<String>,
    /// What fedrig's own tests run beyond that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tested: Vec<String>,
    /// Who says so, or why.
    pub source: String,
}

/// Which versions of which API are in which Kubernetes.
const REMOVALS: &str = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/";
/// Since when Kubernetes makes no token by itself.
const NO_TOKENS: &str =
    "https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.24.md";

/// What a join makes in a member.
const JOINS: &str =
    "https://github.com/kubernetes-sigs/kubefed/blob/v0.10.0/docs/cluster-registration.md";

/// Everything that is known.
pub fn table() -> Vec<Entry> {
    let release = |minor: u64| format!("1.{minor}");
    let tested = |is_tested: bool| match is_tested {
        true => MEASURED.map(release).to_vec(),
        false => Vec::new(),
    };
    let mut all: Vec<Entry> = kubefed::SUPPORT
        .iter()
        .map(|support| Entry {
            rule: Rule::KubefedKubernetes,
            what: format!("KubeFed 0.{}", support.kubefed),
            oldest: Some(release(support.oldest.0)),
            newest: support.newest.map(|(newest, _)| release(newest)),
            tested: Vec::new(),
            source: {
                let why = support.newest.map_or(support.oldest.1, |(_, why)| why);
                format!("{why} ({REMOVALS})")
            },
        })
        .collect();
    let (newest, since) = kubefed::AUTOMATIC_TOKENS;
    all.push(Entry {
        rule: Rule::KubefedctlJoin,
        what: format!("kubefedctl before 0.{since}"),
        oldest: None,
        newest: Some(release(newest)),
        tested: Vec::new(),
        source: format!(
            "measured: it waits for a token that newer Kubernetes does not make ({NO_TOKENS})"
        ),
    });
    all.extend(helm::NEWEST.iter().map(|(major, minor, newest)| Entry {
        rule: Rule::HelmKubernetes,
        what: format!("helm {major}.{minor}"),
        oldest: Some(release(newest - helm::BEFORE)),
        newest: Some(release(*newest)),
        tested: tested((*major, *minor) == (3, 19)),
        source: helm::SOURCE.to_owned(),
    }));
    all.push(Entry {
        rule: Rule::KubectlSkew,
        what: "kubectl 1.X".to_owned(),
        oldest: Some("1.(X-1)".to_owned()),
        newest: Some("1.(X+1)".to_owned()),
        tested: Vec::new(),
        source: kubectl::SOURCE.to_owned(),
    });
    all.extend(kind::IMAGES.iter().map(|(minor, oldest, newest)| Entry {
        rule: Rule::KindNodeImage,
        what: format!("kind 0.{minor}"),
        oldest: Some(release(*oldest)),
        newest: Some(release(*newest)),
        tested: tested(*minor == 30),
        source: format!("https://github.com/kubernetes-sigs/kind/releases/tag/v0.{minor}.0"),
    }));
    all.push(Entry {
        rule: Rule::OneClusterOnce,
        what: "a cluster under two names".to_owned(),
        oldest: None,
        newest: None,
        tested: Vec::new(),
        source: format!("both names would write the same objects, and take them away ({JOINS})"),
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_an_entry_and_every_entry_a_source() {
        let all = table();
        for rule in Rule::ALL {
            assert!(all.iter().any(|entry| entry.rule == rule), "{rule}");
        }
        assert!(all.iter().all(|entry| entry.source.contains("https://")), "{all:?}");
    }
}
