//! Which steps a federation takes, and what each needs.

use std::collections::BTreeMap;

use super::{Lane, Plan, StepId};
use crate::name::ClusterName;
use crate::spec::Federation;
use crate::step::{Action, AwaitReady, GrantAccess, JoinCluster, ProbeCluster};
use crate::tool::Program;

/// The plan that takes the clusters of `federation` to Ready.
///
/// Nothing is changed before every cluster was reached and found fit. Then the chart, the access
/// to each cluster and the joins run side by side as far as they can.
pub fn build(federation: &Federation) -> Plan {
    let mut plan = Plan::default();
    let tools: BTreeMap<Program, StepId> = [Program::Helm, Program::Kubectl, Program::Kubefedctl]
        .map(|program| (program, plan.add(Lane::Tools, Action::FetchProgram(program), &[])))
        .into();
    let chart = plan.add(Lane::Tools, Action::FetchChart, &[]);

    let probes: Vec<StepId> = federation
        .all_clusters()
        .map(|cluster| {
            let probe = Action::ProbeCluster(ProbeCluster { cluster: cluster.clone() });
            plan.add(lane(&cluster.name), probe, &[])
        })
        .collect();
    let admit = plan.add(Lane::Clusters, Action::AdmitClusters, &probes.iter().collect::<Vec<_>>());

    let install = plan.add(
        Lane::ControlPlane,
        Action::InstallChart,
        &[&tools[&Program::Helm], &chart, &admit],
    );
    let configure = plan.add(
        Lane::ControlPlane,
        Action::ConfigureControlPlane,
        &[&tools[&Program::Kubectl], &install],
    );
    let granted: BTreeMap<&ClusterName, StepId> = federation
        .all_clusters()
        .map(|cluster| {
            let grant = Action::GrantAccess(GrantAccess { cluster: cluster.clone() });
            let id = plan.add(lane(&cluster.name), grant, &[&tools[&Program::Kubectl], &admit]);
            (&cluster.name, id)
        })
        .collect();

    let host = &granted[&federation.host.name];
    for cluster in federation.clusters() {
        let name = &cluster.name;
        let join = JoinCluster { name: name.clone(), region: cluster.region.clone() };
        let kubefedctl = &tools[&Program::Kubefedctl];
        let mut needs = vec![kubefedctl, &configure, host];
        if granted[name] != *host {
            needs.push(&granted[name]);
        }
        let join = plan.add(lane(name), Action::JoinCluster(join), &needs);
        let ready = AwaitReady { name: name.clone() };
        plan.add(lane(name), Action::AwaitReady(ready), &[&join]);
    }
    plan.add(Lane::ControlPlane, Action::AwaitControlPlane, &[&configure]);
    plan
}

fn lane(name: &ClusterName) -> Lane {
    Lane::Cluster(name.clone())
}
