//! The steps that only look: they make the world that the plan proper is compared with.

use super::{Lane, Plan, StepId};
use crate::spec::{Cluster, Federation};
use crate::step::{Action, FetchAccess, ObserveCluster, ProbeCluster};
use crate::tool::Program;

/// Reach every cluster, and look at what is there. Changes nothing.
pub fn survey(federation: &Federation) -> Plan {
    let mut plan = Plan::default();
    let helm = Action::FetchProgram(Program::Helm);
    let helm = plan.add(Lane::Tools, helm, &[], "asks for the release");
    let probes: Vec<StepId> = federation
        .all_clusters()
        .map(|cluster| {
            let fetched = fetch_access(&mut plan, cluster);
            let needs: Vec<&StepId> = fetched.iter().collect();
            let probe = Action::ProbeCluster(ProbeCluster { cluster: cluster.clone() });
            plan.add(Lane::Cluster(cluster.name.clone()), probe, &needs, "who is it?")
        })
        .collect();
    let host = Action::ObserveHost;
    plan.add(Lane::ControlPlane, host, &[&helm, &probes[0]], "what is installed and joined?");
    if federation.workloads.is_some() {
        let workloads = Action::ObserveWorkloads;
        plan.add(Lane::Workloads, workloads, &[&probes[0]], "what is federated?");
    }
    for (cluster, probe) in federation.all_clusters().zip(&probes) {
        let observe = Action::ObserveCluster(ObserveCluster { cluster: cluster.clone() });
        plan.add(Lane::Cluster(cluster.name.clone()), observe, &[probe], "which access is there?");
    }
    plan
}

/// Only get hold of the access to the host. Changes nothing.
pub fn host_access(federation: &Federation) -> Plan {
    let mut plan = Plan::default();
    fetch_access(&mut plan, &federation.host);
    plan
}

/// Only get hold of every access that no tool can use as it is. Changes nothing.
pub fn all_accesses(federation: &Federation) -> Plan {
    let mut plan = Plan::default();
    for cluster in federation.all_clusters() {
        fetch_access(&mut plan, cluster);
    }
    plan
}

fn fetch_access(plan: &mut Plan, cluster: &Cluster) -> Option<StepId> {
    let fetch = Action::FetchAccess(FetchAccess { cluster: cluster.clone() });
    let lane = Lane::Cluster(cluster.name.clone());
    let source = &cluster.source;
    source.is_fetched().then(|| plan.add(lane, fetch, &[], "no tool can use it as it is"))
}
