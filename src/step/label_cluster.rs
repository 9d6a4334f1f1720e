//! Labels a KubeFedCluster with its region, and with what else the file says.

use std::collections::BTreeMap;

use super::{Change, Error, Rig};
use crate::name::ClusterName;

/// Label this cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct LabelCluster {
    /// The cluster.
    pub name: ClusterName,
    /// The labels.
    pub labels: BTreeMap<String, String>,
}

impl LabelCluster {
    pub(super) async fn apply(&self, rig: &Rig) -> Result<Change, Error> {
        let kubectl = rig.kubectl(&rig.federation.host.access);
        let namespace = &rig.federation.kubefed.namespace;
        let labelled = kubectl.label_cluster(namespace, &self.name, &self.labels).await;
        labelled.map_err(|source| Error::Join { cluster: self.name.clone(), source })?;
        let labels: Vec<String> =
            self.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
        Ok(Change::Changed(format!("labelled with {}", labels.join(", "))))
    }
}
