//! What fedrig's account gets for the time of a join where it has little otherwise.
//!
//! `kubefedctl join` makes a role that allows everything, which only somebody may who can do
//! everything himself or may `escalate`. The account may, limited to that role, while the join
//! runs. A name can limit only what is there: so the administrator makes role and binding first.

use serde_json::{Value, json};

use super::{Error, Rig, account, limit_roles, roles};
use crate::rbac::{at_rest, while_joining};
use crate::spec::{Cluster, Federation, Rbac};

/// Gives the account in the member and in the host what a join needs.
pub(super) async fn take(rig: &Rig, member: &Cluster) -> Result<(), Error> {
    let federation = &rig.federation;
    let host = &federation.host;
    if host.rbac == Rbac::Minimal {
        let objects = own_at_rest(federation, host);
        let applied = rig.kubectl(&host.access).apply(&objects).await;
        applied.map_err(|source| Error::Grant { cluster: host.name.clone(), source })?;
    }
    if member.rbac == Rbac::Full {
        return Ok(());
    }
    let namespace = federation.kubefed.namespace.as_str();
    let mut objects =
        vec![json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})];
    objects.extend(roles::of_kubefed(federation, member, &limit_roles::types(rig).await?));
    let powers = while_joining(federation, &member.name);
    let name = roles::joining(&federation.name);
    let granted = roles::of_fedrig(&federation.name, &name);
    objects.extend(granted.everywhere(&powers.everywhere));
    objects.extend(granted.within(namespace, &powers.local));
    let applied = rig.kubectl(&member.access).apply(&objects).await;
    applied.map_err(|source| Error::Grant { cluster: member.name.clone(), source })
}

/// Takes it back in the member.
pub(super) async fn give_back(rig: &Rig, member: &Cluster) -> Result<(), Error> {
    let name = roles::joining(&rig.federation.name);
    let kinds = ["clusterrolebinding", "clusterrole", "rolebinding", "role"];
    let objects = kinds.map(|kind| format!("{kind}/{name}"));
    let namespace = Some(rig.federation.kubefed.namespace.as_str());
    let deleted = rig.kubectl(&member.access).delete(namespace, &objects).await;
    deleted.map_err(|source| Error::Grant { cluster: member.name.clone(), source })
}

/// The roles of fedrig's account as long as no join runs.
pub(super) fn own_at_rest(federation: &Federation, cluster: &Cluster) -> Vec<Value> {
    let powers = at_rest(federation, cluster);
    let name = account::name(&federation.name);
    let granted = roles::of_fedrig(&federation.name, &name);
    let local = granted.within(federation.kubefed.namespace.as_str(), &powers.local);
    granted.everywhere(&powers.everywhere).into_iter().chain(local).collect()
}
