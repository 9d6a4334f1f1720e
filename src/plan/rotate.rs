//! Which steps give fedrig and KubeFed new tokens, asked for or not due.

use super::{Lane, Plan, StepId};
use crate::name::ClusterName;
use crate::observe::World;
use crate::spec::{Cluster, Federation};
use crate::step::{Action, GrantAccess, RenewToken};
use crate::tool::Program;

const REASON: &str = "it was asked for";

/// New tokens for the clusters of `names`, as far as their tokens expire.
pub fn rotation(federation: &Federation, world: &World, names: &[ClusterName]) -> Plan {
    let mut plan = Plan::default();
    let chosen = |cluster: &&Cluster| names.contains(&cluster.name);
    let kubectl = Action::FetchProgram(Program::Kubectl);
    let kubectl = plan.add(Lane::Tools, kubectl, &[], "another step needs it");
    for cluster in federation.all_clusters().filter(chosen) {
        let name = &cluster.name;
        let (Some(life), true) = (cluster.token, world.clusters.contains_key(name)) else {
            continue;
        };
        let lane = || Lane::Cluster(name.clone());
        let grant = Action::GrantAccess(GrantAccess { cluster: cluster.clone() });
        let grant: StepId = plan.add(lane(), grant, &[&kubectl], REASON);
        if world.host.joins.contains_key(name) {
            let renew = Action::RenewToken(RenewToken { name: name.clone(), life });
            plan.add(lane(), renew, &[&kubectl, &grant], REASON);
        }
    }
    plan.after_fetching()
}

/// The looks at the endpoints of those clusters.
pub fn rotation_checks(federation: &Federation, world: &World, names: &[ClusterName]) -> Plan {
    let mut plan = Plan::default();
    let listed = federation.all_clusters().map(|cluster| &cluster.name);
    for name in listed.filter(|name| names.contains(name) && world.clusters.contains_key(name)) {
        let check = crate::step::CheckEndpoint { name: name.clone() };
        plan.add(Lane::Cluster(name.clone()), Action::CheckEndpoint(check), &[], REASON);
    }
    plan
}
