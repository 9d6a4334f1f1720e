//! Labels a KubeFedCluster with its region.

use super::{Change, Error, Rig};
use crate::name::{ClusterName, RegionName};

/// Label this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelRegion {
    /// The cluster.
    pub name: ClusterName,
    /// Its region.
    pub region: RegionName,
}

impl LabelRegion {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let namespace = &rig.federation.kubefed.namespace;
        let labelled = kubectl.label_region(namespace, &self.name, &self.region).await;
        labelled.map_err(|source| Error::Join { cluster: self.name.clone(), source })?;
        Ok(Change::Changed(format!("labelled with region {}", self.region)))
    }
}
