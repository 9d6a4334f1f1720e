//! What KubeFed's controller needs in a member.
//!
//! Source: `pkg/controller` of KubeFed 0.7.0 to 0.10.0. A sync controller a type lists and watches
//! the target, gets, creates, updates and deletes it, and patches its label away when it is to be
//! orphaned; it reads the status of the object itself, never a subresource. The health check asks
//! for `/healthz` and `/version`, and lists nodes for their zones. Replica scheduling, which works
//! on deployments and replica sets, lists and watches pods.

use std::collections::{BTreeMap, BTreeSet};

use super::{Rule, Rules};
use crate::spec::Scope;

/// A type that the host federates: the target of a FederatedTypeConfig.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FederatedType {
    /// Its API group; the core group is empty.
    pub group: String,
    /// Its plural: `deployments`.
    pub plural: String,
    /// Whether its objects are in namespaces.
    pub is_namespaced: bool,
    /// Whether it is propagated to the members.
    pub is_propagated: bool,
}

const SYNC: [&str; 7] = ["get", "list", "watch", "create", "update", "patch", "delete"];

/// The paths of the health check, and those at which a client finds out what types there are.
const PATHS: [&str; 6] = ["/healthz", "/version", "/api", "/api/*", "/apis", "/apis/*"];

/// The rules of the role that `kubefedctl join` makes: a ClusterRole, or with Scope Namespaced a
/// Role, beside which a ClusterRole for the health check stays as it is.
pub fn needs_of_kubefed(types: &[FederatedType], scope: Scope) -> Rules {
    let mut rules = Vec::new();
    if scope == Scope::Cluster {
        rules.push(Rule::on_paths(&PATHS, &["get"]));
        rules.push(Rule::on("", ["nodes"], &["list"]));
    }
    let synced: Vec<&FederatedType> = synced(types, scope).collect();
    if synced.iter().any(|of| schedules_replicas(of)) {
        rules.push(Rule::on("", ["pods"], &["list", "watch"]));
    }
    let mut groups: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for of in synced {
        groups.entry(&of.group).or_default().insert(&of.plural);
    }
    rules.extend(groups.into_iter().map(|(group, plurals)| Rule::on(group, plurals, &SYNC)));
    rules.into_iter().collect()
}

/// A KubeFed of one namespace has nothing to do with types that are in none.
pub(super) fn synced(
    types: &[FederatedType],
    scope: Scope,
) -> impl Iterator<Item = &FederatedType> {
    let fits = move |of: &&FederatedType| scope == Scope::Cluster || of.is_namespaced;
    types.iter().filter(|of| of.is_propagated).filter(fits)
}

fn schedules_replicas(of: &FederatedType) -> bool {
    of.group == "apps" && matches!(of.plural.as_str(), "deployments" | "replicasets")
}
