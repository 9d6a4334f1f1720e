//! The steps that look at endpoints, for clusters to which something is going to be done.

use super::{Lane, Plan, need};
use crate::observe::World;
use crate::spec::Federation;
use crate::step::{Action, CheckEndpoint};

/// Look at the endpoint of every cluster that is granted access to, or joined. Changes nothing.
pub fn checks(federation: &Federation, world: &World) -> Plan {
    let mut plan = Plan::default();
    for cluster in federation.all_clusters() {
        let name = &cluster.name;
        let Some(view) = world.clusters.get(name) else { continue };
        let join = need::join(cluster, view, world.host.joins.get(name));
        let reason = need::grant(view, cluster.rbac, world.seen_at);
        let reason = reason.or(join.map(str::to_owned));
        if let Some(reason) = reason {
            let check = Action::CheckEndpoint(CheckEndpoint { name: name.clone() });
            plan.add(Lane::Cluster(name.clone()), check, &[], reason);
        }
    }
    plan
}
