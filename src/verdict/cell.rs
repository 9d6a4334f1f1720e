//! One KubeFed on one Kubernetes in one scope.

use std::fmt;
use std::path::PathBuf;

use schemars::JsonSchema;
use semver::Version;
use serde::{Deserialize, Serialize};

/// One KubeFed on one Kubernetes in one scope.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Cell {
    /// What is validated.
    pub kubefed: KubeFed,
    /// The Kubernetes version of all clusters of the cell.
    #[schemars(with = "String")]
    pub kubernetes: Version,
    /// What the control plane looks after.
    pub scope: Scope,
}

/// Where the KubeFed of a cell comes from.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum KubeFed {
    /// A release: chart, kubefedctl and image by their published version.
    #[schemars(with = "String")]
    Release(Version),
    /// A source tree; chart, kubefedctl and image are built from it.
    Tree {
        /// The tree's folder.
        path: PathBuf,
        /// The version that the tree builds on, which its chart names.
        #[schemars(with = "String")]
        version: Version,
    },
    /// An image with the chart and kubefedctl of a release.
    Image {
        /// The image with its tag or digest.
        image: String,
        /// The release whose chart and kubefedctl are used.
        #[schemars(with = "String")]
        version: Version,
    },
}

/// What the control plane looks after.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Scope {
    /// All namespaces.
    Cluster,
    /// Its own namespace only; the chart's `global.scope: Namespaced`.
    Namespaced,
}

/// What is expected of a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum Expectation {
    /// It works.
    Works,
    /// It can't work, and this is why.
    Fails(String),
}

impl KubeFed {
    /// The release that it is, or builds on.
    pub fn version(&self) -> &Version {
        match self {
            Self::Release(version) | Self::Tree { version, .. } | Self::Image { version, .. } => {
                version
            }
        }
    }
}

/// `0.10.0`, `./kubefed (0.10.0)`, `quay.io/…:canary (0.10.0)`.
impl fmt::Display for KubeFed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(version) => write!(f, "{version}"),
            Self::Tree { path, version } => write!(f, "{} ({version})", path.display()),
            Self::Image { image, version } => write!(f, "{image} ({version})"),
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cluster => "cluster",
            Self::Namespaced => "namespaced",
        })
    }
}

/// `KubeFed 0.10.0 on Kubernetes 1.33.13, cluster scope`.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kubefed, kubernetes, scope } = self;
        write!(f, "KubeFed {kubefed} on Kubernetes {kubernetes}, {scope} scope")
    }
}
