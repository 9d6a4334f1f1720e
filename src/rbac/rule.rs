//! The rules of a role, in an order of their own, so that equal sets are equal.

use std::collections::BTreeSet;

use k8s_openapi::api::rbac::v1::PolicyRule;
use serde::Serialize;

/// One rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    /// The API groups; the core group is the empty text.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub api_groups: BTreeSet<String>,
    /// The resources, in the plural.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub resources: BTreeSet<String>,
    /// The names of the objects; none for all of them.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub resource_names: BTreeSet<String>,
    /// The paths that are no resources.
    #[serde(rename = "nonResourceURLs", skip_serializing_if = "BTreeSet::is_empty")]
    pub urls: BTreeSet<String>,
    /// What may be done.
    pub verbs: BTreeSet<String>,
}

impl Rule {
    /// These verbs on all objects of these resources.
    pub fn on<'a>(
        group: &str,
        resources: impl IntoIterator<Item = &'a str>,
        verbs: &[&str],
    ) -> Self {
        Self {
            api_groups: set([group]),
            resources: set(resources),
            verbs: set(verbs.iter().copied()),
            ..Self::default()
        }
    }

    /// These verbs on paths.
    pub fn on_paths(urls: &[&str], verbs: &[&str]) -> Self {
        let (urls, verbs) = (urls.iter().copied(), verbs.iter().copied());
        Self { urls: set(urls), verbs: set(verbs), ..Self::default() }
    }

    /// Only on the objects of these names.
    #[must_use]
    pub fn named<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Self {
        self.resource_names = set(names);
        self
    }
}

fn set<'a>(items: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    items.into_iter().map(str::to_owned).collect()
}

/// All rules of a role.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rules(BTreeSet<Rule>);

impl Rules {
    /// What an administrator may do.
    pub fn everything() -> Self {
        [Rule::on("*", ["*"], &["*"]), Rule::on_paths(&["*"], &["*"])].into_iter().collect()
    }

    /// Of a role that was found.
    pub fn of(found: Option<Vec<PolicyRule>>) -> Self {
        found.into_iter().flatten().map(Rule::from).collect()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The rules.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter()
    }
}

impl FromIterator<Rule> for Rules {
    fn from_iter<I: IntoIterator<Item = Rule>>(rules: I) -> Self {
        Self(rules.into_iter().collect())
    }
}

impl From<PolicyRule> for Rule {
    fn from(found: PolicyRule) -> Self {
        let set = |items: Option<Vec<String>>| items.into_iter().flatten().collect();
        Self {
            api_groups: set(found.api_groups),
            resources: set(found.resources),
            resource_names: set(found.resource_names),
            urls: set(found.non_resource_urls),
            verbs: found.verbs.into_iter().collect(),
        }
    }
}
