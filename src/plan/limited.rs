//! Why roles in a cluster with `rbac: minimal` have to be limited.

use crate::observe::{ClusterView, RolesView};
use crate::rbac::{FederatedType, Rules, at_rest, lacking, left_out, needs_of_kubefed};
use crate::spec::{Cluster, Federation, Scope};

/// So many things are named; of the others only how many they are.
const NAMED: usize = 3;

/// Why KubeFed's role after a join does not stay as it is.
pub(super) fn after_a_join(types: &[FederatedType], scope: Scope) -> String {
    match types {
        [] => "a join allows everything; minimal leaves out all that is not federated".to_owned(),
        types => format!("a join allows everything; minimal leaves out {}", left_out(types, scope)),
    }
}

/// Why KubeFed's role is not as its types need it.
pub(super) fn of_kubefed(
    types: &[FederatedType],
    scope: Scope,
    roles: &RolesView,
) -> Option<String> {
    let wanted = needs_of_kubefed(types, scope);
    let present = match scope {
        Scope::Cluster => &roles.kubefed,
        Scope::Namespaced => &roles.kubefed_local,
    };
    let lacking = lacking(present, &wanted);
    if !lacking.is_empty() {
        return Some(format!("KubeFed's role lacks {}", shortened(&lacking)));
    }
    (*present != wanted).then(|| {
        format!("KubeFed's role allows more; minimal leaves out {}", left_out(types, scope))
    })
}

/// Why fedrig's roles are not as they should be while no join runs.
pub(super) fn of_fedrig(
    federation: &Federation,
    cluster: &Cluster,
    view: &ClusterView,
) -> Option<&'static str> {
    if view.roles.has_joining {
        return Some("what fedrig may do for a join was left behind");
    }
    (!own_is_at_rest(federation, cluster, view)).then(|| match view.roles.own.are_everything() {
        true => "fedrig's role allows everything, and is to be minimal",
        false => "fedrig's role is not the minimal one",
    })
}

/// Whether fedrig's account may do what it needs while no join runs, and nothing else.
pub(super) fn own_is_at_rest(
    federation: &Federation,
    cluster: &Cluster,
    view: &ClusterView,
) -> bool {
    let powers = at_rest(federation, cluster);
    let present = [&view.roles.own, &view.roles.own_local];
    present == [&powers.everywhere, &powers.local] as [&Rules; 2]
}

fn shortened(names: &[String]) -> String {
    match names.get(NAMED..) {
        Some(more) if !more.is_empty() => {
            format!("{} and {} more", names[..NAMED].join(", "), more.len())
        }
        Some(_) | None => names.join(", "),
    }
}
