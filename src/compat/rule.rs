//! The rules by name.

use std::fmt;
use std::str::FromStr;

/// A rule about versions, and about what goes together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The host's Kubernetes runs that KubeFed.
    KubefedKubernetes,
    /// That kubefedctl joins a member with that Kubernetes.
    KubefedctlJoin,
    /// helm vouches for the host's Kubernetes.
    HelmKubernetes,
    /// kubectl is at most one minor away from each cluster.
    KubectlSkew,
    /// kind has node images of that Kubernetes.
    KindNodeImage,
    /// Each name is a cluster of its own: two names of one share its namespaces and objects.
    OneClusterOnce,
}

/// A name that no rule has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{name}`; there are {}", names())]
pub struct NoRule {
    /// The name.
    pub name: String,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::KubefedKubernetes,
        Self::KubefedctlJoin,
        Self::HelmKubernetes,
        Self::KubectlSkew,
        Self::KindNodeImage,
        Self::OneClusterOnce,
    ];

    /// Its name, as it is typed.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::KubefedKubernetes => "kubefed-kubernetes",
            Self::KubefedctlJoin => "kubefedctl-join",
            Self::HelmKubernetes => "helm-kubernetes",
            Self::KubectlSkew => "kubectl-skew",
            Self::KindNodeImage => "kind-node-image",
            Self::OneClusterOnce => "one-cluster-once",
        }
    }

    /// What a message ends with, where the rule stands in the way.
    pub fn way_out(self) -> String {
        format!("`--allow {self}`, or `allow: [{self}]` in federation.yaml, goes on all the same")
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Rule {
    type Err = NoRule;

    fn from_str(text: &str) -> Result<Self, NoRule> {
        let found = Self::ALL.into_iter().find(|rule| rule.as_str() == text);
        found.ok_or_else(|| NoRule { name: text.to_owned() })
    }
}

fn names() -> String {
    Rule::ALL.map(Rule::as_str).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_found_by_its_name_and_by_no_other() {
        for rule in Rule::ALL {
            assert_eq!(rule.to_string().parse(), Ok(rule));
            assert_eq!(serde_json::json!(rule), rule.as_str());
        }
        let error = "kubectl".parse::<Rule>().unwrap_err().to_string();
        assert!(error.contains("no rule `kubectl`") && error.contains("kubectl-skew"), "{error}");
    }
}
