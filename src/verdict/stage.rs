//! What a cell goes through, in order.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a cell goes through, in this order. Upstream's own pipeline has all but the first and the
/// last few, one after another in one job.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Stage {
    /// Programs, chart, images and the suite are there.
    Stack,
    /// The clusters are made, and their nodes Ready.
    Clusters,
    /// The chart is installed, and its control plane available.
    Install,
    /// The pods run the image that was wanted: tag, digest, and the version that they report.
    Image,
    /// The clusters are joined.
    Join,
    /// Every KubeFedCluster is Ready.
    Ready,
    /// Upstream's end-to-end suite.
    Suite,
    /// A federated namespace and deployment with overrides, a placement that changes, replicas that
    /// are scheduled.
    Walkthrough,
    /// A member that can't be reached is told as not Ready, and comes back.
    NotReady,
    /// From the release before, with federated objects at work: same UIDs, no restarts.
    Upgrade,
    /// A control plane for one namespace only.
    Namespaced,
    /// Every member is taken out.
    Unjoin,
    /// The release is removed, and nothing of it is left.
    Uninstall,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Self; 13] = [
        Self::Stack,
        Self::Clusters,
        Self::Install,
        Self::Image,
        Self::Join,
        Self::Ready,
        Self::Suite,
        Self::Walkthrough,
        Self::NotReady,
        Self::Upgrade,
        Self::Namespaced,
        Self::Unjoin,
        Self::Uninstall,
    ];

    /// Its name on the command line and in tables: `not-ready`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stack => "stack",
            Self::Clusters => "clusters",
            Self::Install => "install",
            Self::Image => "image",
            Self::Join => "join",
            Self::Ready => "ready",
            Self::Suite => "suite",
            Self::Walkthrough => "walkthrough",
            Self::NotReady => "not-ready",
            Self::Upgrade => "upgrade",
            Self::Namespaced => "namespaced",
            Self::Unjoin => "unjoin",
            Self::Uninstall => "uninstall",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
