//! Whom a spread asks, and what it is about.

use std::collections::BTreeMap;

use kube::Client;

use super::workload::Workload;
use crate::name::{ClusterName, Namespace};
use crate::replicas::Preferences;
use crate::spec::Scope;

/// What is to be spread, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// The workload.
    pub workload: Workload,
    /// What is wished for.
    pub wanted: Preferences,
    /// Whether only those members count that `clusterSelector` selects.
    pub intersect: bool,
}

/// Whom it asks.
pub struct Clients {
    /// The host.
    pub host: Client,
    /// KubeFed's namespace in it.
    pub kubefed: Namespace,
    /// What KubeFed looks after.
    pub scope: Scope,
    /// The members that the file names, or why one can't be asked.
    pub members: BTreeMap<ClusterName, Result<Client, String>>,
}
