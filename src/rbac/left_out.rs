//! What a role lacks, and what the minimal one leaves out, in words.

use super::kubefed::synced;
use super::{FederatedType, Rules};
use crate::spec::Scope;

/// The types that the chart federates by itself, for those who look for one of them.
const USUAL: [(&str, &str); 10] = [
    ("", "configmaps"),
    ("", "namespaces"),
    ("", "secrets"),
    ("", "serviceaccounts"),
    ("", "services"),
    ("apps", "deployments"),
    ("apps", "replicasets"),
    ("batch", "jobs"),
    ("networking.k8s.io", "ingresses"),
    ("rbac.authorization.k8s.io", "clusterroles"),
];

/// What `present` does not allow of `wanted`, as resources and paths.
pub fn lacking(present: &Rules, wanted: &Rules) -> Vec<String> {
    let mut lacking = Vec::new();
    for rule in wanted.iter() {
        let uncovered = rule.resources.iter().filter(|resource| !present.cover(rule, resource));
        for resource in uncovered {
            lacking.extend(rule.api_groups.iter().map(|group| full_name(group, resource)));
        }
        let verbs = || rule.verbs.iter();
        let path = |path: &&String| verbs().any(|verb| !present.cover_path(path, verb));
        lacking.extend(rule.urls.iter().filter(path).cloned());
    }
    lacking
}

/// What the minimal role allows and leaves out, in one line.
pub fn in_short(types: &[FederatedType], scope: Scope) -> String {
    let (count, out) = (synced(types, scope).count(), left_out(types, scope));
    let noun = if count == 1 { "type" } else { "types" };
    format!("KubeFed may change {count} {noun}; left out: {out}")
}

/// What the minimal role leaves out: the usual types that are not federated, by name, and the rest.
pub fn left_out(types: &[FederatedType], scope: Scope) -> String {
    let is_synced = |group: &str, plural: &str| {
        synced(types, scope).any(|of| of.group == group && of.plural == plural)
    };
    let mut out: Vec<String> = USUAL
        .iter()
        .filter(|(group, plural)| !is_synced(group, plural))
        .map(|(group, plural)| full_name(group, plural))
        .collect();
    if synced(types, scope).any(|of| of.group == "rbac.authorization.k8s.io") {
        out.push("roles wider than its own".to_owned());
    }
    out.push("all that is not federated".to_owned());
    out.join(", ")
}

fn full_name(group: &str, plural: &str) -> String {
    if group.is_empty() { plural.to_owned() } else { format!("{plural}.{group}") }
}
