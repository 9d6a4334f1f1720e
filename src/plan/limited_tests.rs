//! Plans with `rbac: minimal`: what is allowed is compared with what is needed.

use super::build;
use super::build_tests::{ready, types};
use super::teardown::{Removal, teardown};
use crate::name::ClusterName;
use crate::observe::{ClusterView, World};
use crate::rbac::{FederatedType, Rules, at_rest, needs_of_kubefed};
use crate::spec::{Federation, HostJoins, Rbac, Scope, federation_for_tests};
use crate::step::FederatedObjects;

fn minimal() -> (Federation, World) {
    let mut federation = federation_for_tests();
    federation.host.rbac = Rbac::Minimal;
    federation.members[0].rbac = Rbac::Minimal;
    let mut world = ready(&federation);
    for cluster in federation.all_clusters() {
        let powers = at_rest(&federation, cluster);
        let roles = &mut world.clusters.get_mut(&cluster.name).unwrap().roles;
        roles.own = powers.everywhere;
        roles.own_local = powers.local;
        roles.kubefed = needs_of_kubefed(&types(), Scope::Cluster);
        roles.is_limited = true;
    }
    (federation, world)
}

fn us_east(world: &mut World) -> &mut ClusterView {
    world.clusters.get_mut(&"us-east".parse::<ClusterName>().unwrap()).unwrap()
}

/// Each step with its reason, when something has changed.
fn planned(change: impl FnOnce(&mut Federation, &mut World)) -> Vec<String> {
    let (mut federation, mut world) = minimal();
    change(&mut federation, &mut world);
    let plan = build(&federation, &world);
    let steps = plan.steps().iter().filter(|step| !step.id.to_string().starts_with("fetch"));
    steps.map(|step| format!("{}: {}", step.id, step.reason)).collect()
}

#[test]
fn roles_that_are_minimal_stay() {
    assert_eq!(planned(|_, _| {}), Vec::<String>::new());
}

#[test]
fn a_type_that_is_enabled_later_widens_the_role() {
    let plan = planned(|_, world| {
        world.host.control_plane.types.push(FederatedType {
            group: "example.com".to_owned(),
            plural: "widgets".to_owned(),
            is_namespaced: true,
            is_propagated: true,
        });
    });
    assert_eq!(plan.len(), 2, "{plan:?}");
    assert_eq!(plan[1], "limit roles in us-east: KubeFed's role lacks widgets.example.com");
}

#[test]
fn a_role_that_was_widened_is_brought_back() {
    let plan = planned(|_, world| us_east(world).roles.kubefed = Rules::everything());
    insta::assert_snapshot!(plan.join("\n"), @"limit roles in us-east: KubeFed's role allows more; minimal leaves out secrets, serviceaccounts, services, replicasets.apps, jobs.batch, ingresses.networking.k8s.io, clusterroles.rbac.authorization.k8s.io, all that is not federated");
}

#[test]
fn each_join_is_followed_by_a_limit() {
    let plan = planned(|_, world| {
        world.host.joins.remove(&"us-east".parse::<ClusterName>().unwrap());
    });
    let steps: Vec<&str> = plan.iter().map(|step| step.split(':').next().unwrap()).collect();
    let wanted = ["join us-east", "limit roles in us-east", "label us-east", "await us-east"];
    assert_eq!(steps, wanted);
}

#[test]
fn what_a_killed_join_left_behind_is_taken_back() {
    let plan = planned(|_, world| us_east(world).roles.has_joining = true);
    let reason = "what fedrig may do for a join was left behind";
    assert_eq!(plan, [format!("limit roles in us-east: {reason}")]);
}

#[test]
fn from_full_to_minimal_and_back() {
    let all = Rules::everything;
    let plan = planned(|_, world| us_east(world).roles.own = all());
    let reason = "fedrig's role allows everything, and is to be minimal";
    assert_eq!(plan, [format!("limit roles in us-east: {reason}")]);

    let plan = planned(|federation, _| federation.members[0].rbac = Rbac::Full);
    assert_eq!(plan[0], "grant access to us-east: fedrig's role is limited, and is not to be");
    assert_eq!(plan[1], "join us-east: KubeFed's role is limited, and is not to be");
}

#[test]
fn a_role_that_somebody_else_limited_is_left_alone() {
    let plan = planned(|federation, world| {
        federation.members[0].rbac = Rbac::Full;
        us_east(world).roles.own = Rules::everything();
        us_east(world).roles.is_limited = false;
    });
    assert_eq!(plan, Vec::<String>::new());
}

#[test]
fn kubefedctl_takes_a_member_out_only_where_its_account_may() {
    let (federation, world) = minimal();
    let removal = Removal { objects: Vec::new(), how: FederatedObjects::Orphan, crds: Vec::new() };
    let sides = |federation: &Federation, world: &World| {
        let plan = format!("{:?}", teardown(federation, world, &removal));
        (plan.matches("member: Whole").count(), plan.matches("member: Partial").count())
    };
    assert_eq!(sides(&federation, &world), (2, 0));
    let mut without = world.clone();
    us_east(&mut without).roles.own_local = Rules::default();
    assert_eq!(sides(&federation, &without), (1, 1));

    let alone = Federation { host_joins: HostJoins::No, ..federation.clone() };
    let host = &alone.host;
    let powers = at_rest(&alone, host);
    let mut left = world.clone();
    let roles = &mut left.clusters.get_mut(&host.name).unwrap().roles;
    (roles.own, roles.own_local) = (powers.everywhere, powers.local);
    assert_eq!(sides(&alone, &left), (1, 1), "the host has joined, and does not any more");
}
