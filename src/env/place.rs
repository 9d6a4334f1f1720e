//! The tools that environments are made with, and the run's limits.

use tokio_util::sync::CancellationToken;

use crate::tool::docker::Docker;
use crate::tool::kind::Kind;

/// kind, docker, and what ends the run early.
#[derive(Debug, Clone)]
pub struct Place {
    /// Makes the clusters.
    pub kind: Kind,
    /// Looks at their containers.
    pub docker: Docker,
    /// Ends the run early.
    pub cancel: CancellationToken,
    /// How many clusters are made at once.
    pub parallel: usize,
}
