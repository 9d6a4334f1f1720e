//! Reaches a cluster and asks who it is. Changes nothing.

use super::{Change, Error, Rig};
use crate::spec::Cluster;
use crate::watch::probe::probe;

/// Reach this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct ProbeCluster {
    /// The cluster.
    pub cluster: Cluster,
}

impl ProbeCluster {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let client = rig.client(&self.cluster).await?;
        let found = rig.timing.waiting(probe(&client)).await.map_err(|source| {
            let cluster = self.cluster.name.clone();
            Error::Unreachable { cluster, access: self.cluster.access.clone(), source }
        })?;
        let fact = format!("Kubernetes {}", found.kubernetes);
        rig.learn_probe(&self.cluster.name, found);
        Ok(Change::Unchanged(fact))
    }
}
