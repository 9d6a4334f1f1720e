//! What is done as wanted, and should not be wanted.

use super::Lane;
use crate::name::ClusterName;
use crate::observe::World;
use crate::trust::{Trust, UNCHECKED};

/// What is not safe about a cluster.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Warning {
    /// The cluster.
    pub cluster: ClusterName,
    /// What is not safe.
    pub text: String,
}

impl Warning {
    /// Whose line it belongs to.
    pub fn lane(&self) -> Lane {
        Lane::Cluster(self.cluster.clone())
    }
}

/// The warnings about the clusters that answered.
pub fn warnings(world: &World) -> Vec<Warning> {
    let unchecked = world.clusters.iter().filter(|(_, view)| view.wanted.trust == Trust::Insecure);
    unchecked
        .map(|(name, _)| Warning { cluster: name.clone(), text: UNCHECKED.to_owned() })
        .collect()
}
