//! Limits what the accounts in a cluster may do to what is needed: `rbac: minimal`.
//!
//! kubefedctl gives KubeFed a role that allows everything, at each join; so this comes after each.

use super::join_powers::{give_back, own_at_rest};
use super::{Change, Error, Rig, roles};
use crate::name::ClusterName;
use crate::observe::federated_types;
use crate::rbac::{FederatedType, in_short};

/// Limit the roles in this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct LimitRoles {
    /// The cluster.
    pub name: ClusterName,
}

impl LimitRoles {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let failed = |source| Error::Grant { cluster: self.name.clone(), source };
        let cluster = rig.cluster(&self.name);
        let joins = rig.federation.clusters().any(|joining| joining.name == self.name);
        let types = types(rig).await?;
        let mut objects = own_at_rest(&rig.federation, cluster);
        if joins {
            objects.extend(roles::of_kubefed(&rig.federation, cluster, &types));
        }
        rig.kubectl(&cluster.access).apply(&objects).await.map_err(failed)?;
        give_back(rig, cluster).await?;
        if !joins {
            return Ok(Change::Changed("fedrig's account has what kubefedctl needs".to_owned()));
        }
        Ok(Change::Changed(in_short(&types, rig.federation.kubefed.scope)))
    }
}

/// The types that the host federates now; the plan may be older than the chart.
pub(super) async fn types(rig: &Rig) -> Result<Vec<FederatedType>, Error> {
    let client = rig.host().await?;
    let asked = federated_types(&client, &rig.federation.kubefed.namespace);
    rig.ask(&rig.federation.host.name, "its federated types", asked).await
}
