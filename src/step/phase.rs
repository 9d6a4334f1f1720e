//! Which part of the work a failure belongs to.

/// Which part of the work failed: the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// Getting programs and chart.
    Tools,
    /// Reaching the clusters, and what they are.
    Clusters,
    /// The chart and the control plane.
    ControlPlane,
    /// Access and join.
    Join,
    /// Waiting for Ready.
    Ready,
    /// What is federated.
    Propagation,
}
