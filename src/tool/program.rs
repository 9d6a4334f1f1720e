//! The programs that fedrig gets for itself.

use std::fmt;

/// A program with a version of its own that fedrig can fetch.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Program {
    /// Installs the chart.
    Helm,
    /// Applies manifests.
    Kubectl,
    /// Joins and unjoins clusters.
    Kubefedctl,
    /// Makes throw-away clusters.
    Kind,
}

impl Program {
    /// All programs, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Helm, Self::Kubectl, Self::Kubefedctl, Self::Kind];

    /// The file name of the executable.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Helm => "helm",
            Self::Kubectl => "kubectl",
            Self::Kubefedctl => "kubefedctl",
            Self::Kind => "kind",
        }
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.file_name())
    }
}
