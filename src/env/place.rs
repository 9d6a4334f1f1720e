//! The tools that environments are made with, and the run's limits.

use std::collections::BTreeSet;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::name::ClusterName;
use crate::tool::docker::Docker;
use crate::tool::kind::Kind;

/// kind, docker, and what ends the run early.
#[derive(Debug, Clone)]
pub struct Place {
    /// Makes the clusters.
    pub kind: Kind,
    /// Looks at their containers.
    pub docker: Docker,
    /// Ends the run early, in order: what is half made is removed.
    pub cancel: CancellationToken,
    /// Ends it at once: what is half made is named.
    pub kill: CancellationToken,
    /// How many clusters are made at once.
    pub parallel: usize,
    /// Gets each cluster that is Ready, while the others are still being made.
    pub ready: watch::Sender<BTreeSet<ClusterName>>,
}
