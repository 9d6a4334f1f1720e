//! What can be done, one file an action. An action is data; `apply` does it, and may run twice:
//! the second time it finds everything as wanted and says `Unchanged`.

mod admit_clusters;
mod await_control_plane;
mod await_ready;
mod configure_control_plane;
mod error;
mod fetch_chart;
mod fetch_program;
mod grant_access;
mod hints;
mod install_chart;
mod join_cluster;
pub(crate) mod notes;
mod own_access;
mod probe_cluster;
mod rig;
mod support;

use std::fmt;

pub use await_ready::AwaitReady;
pub use error::{Error, Phase};
pub use grant_access::GrantAccess;
pub use join_cluster::JoinCluster;
pub use own_access::OwnAccess;
pub use probe_cluster::ProbeCluster;
pub use rig::Rig;

use crate::tool::Program;

/// What a step does. Closed: every place that matters matches all of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Finds or downloads a program.
    FetchProgram(Program),
    /// Finds or downloads the chart.
    FetchChart,
    /// Reaches a cluster and asks who it is.
    ProbeCluster(ProbeCluster),
    /// Compares all clusters with each other and with the KubeFed version.
    AdmitClusters,
    /// Installs or upgrades the chart.
    InstallChart,
    /// Waits for the webhook and sets the feature gates.
    ConfigureControlPlane,
    /// Gives fedrig an access of its own to a cluster.
    GrantAccess(GrantAccess),
    /// Joins a cluster.
    JoinCluster(JoinCluster),
    /// Waits until a cluster is Ready.
    AwaitReady(AwaitReady),
    /// Waits until the control plane runs completely.
    AwaitControlPlane,
}

/// What `apply` says when it succeeded; the text is one fact: `0.10.0 in kube-federation-system`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Something was made or changed.
    Changed(String),
    /// All was as wanted.
    Unchanged(String),
}

/// Hears why a step that runs is not done yet.
pub type Say<'a> = &'a (dyn Fn(&str) + Send + Sync);

impl Action {
    /// Does it.
    pub async fn apply(&self, rig: &Rig, say: Say<'_>) -> Result<Change, Error> {
        match self {
            Self::FetchProgram(program) => fetch_program::apply(*program, rig, say).await,
            Self::FetchChart => fetch_chart::apply(rig, say).await,
            Self::ProbeCluster(step) => step.apply(rig).await,
            Self::AdmitClusters => admit_clusters::apply(rig),
            Self::InstallChart => install_chart::apply(rig, say).await,
            Self::ConfigureControlPlane => configure_control_plane::apply(rig, say).await,
            Self::GrantAccess(step) => step.apply(rig, say).await,
            Self::JoinCluster(step) => step.apply(rig, say).await,
            Self::AwaitReady(step) => step.apply(rig, say).await,
            Self::AwaitControlPlane => await_control_plane::apply(rig, say).await,
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FetchProgram(program) => write!(f, "fetch {program}"),
            Self::FetchChart => f.write_str("fetch chart"),
            Self::ProbeCluster(step) => write!(f, "probe {}", step.cluster.name),
            Self::AdmitClusters => f.write_str("admit clusters"),
            Self::InstallChart => f.write_str("install chart"),
            Self::ConfigureControlPlane => f.write_str("configure control plane"),
            Self::GrantAccess(step) => write!(f, "grant access to {}", step.cluster.name),
            Self::JoinCluster(step) => write!(f, "join {}", step.name),
            Self::AwaitReady(step) => write!(f, "await {}", step.name),
            Self::AwaitControlPlane => f.write_str("await control plane"),
        }
    }
}
