//! What is done as wanted, and should not be wanted.

use super::Lane;
use crate::fetch::find_gone;
use crate::name::ClusterName;
use crate::observe::World;
use crate::spec::Federation;
use crate::step::wanted_images;
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

/// What the host's nodes will be told to pull, and will not get.
pub fn gone_images(federation: &Federation) -> Vec<Warning> {
    let gone = wanted_images(&federation.kubefed).into_iter().filter_map(|wanted| {
        let gone = find_gone(&wanted.image)?;
        let text = format!(
            "image {} can't be pulled: {} ({}); {}, and nodes that have it already run it",
            wanted.image, gone.what, gone.source, gone.instead
        );
        Some(Warning { cluster: federation.host.name.clone(), text })
    });
    gone.collect()
}

/// The warnings about the clusters that answered.
pub fn warnings(world: &World) -> Vec<Warning> {
    let unchecked = world.clusters.iter().filter(|(_, view)| view.wanted.trust == Trust::Insecure);
    unchecked
        .map(|(name, _)| Warning { cluster: name.clone(), text: UNCHECKED.to_owned() })
        .collect()
}
