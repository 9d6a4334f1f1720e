//! One KubeFed on one Kubernetes in one scope.

use std::fmt;
use std::path::PathBuf;

use schemars::JsonSchema;
use semver::{BuildMetadata, Version};
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
        /// The tree's folder, absolute.
        path: PathBuf,
        /// The SHA-256 of its files and their names, in hexadecimal digits.
        digest: String,
        /// The release that it stands on: what is known of that is expected of it.
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
    /// What its programs say, and its chart names: of a tree that of its release, and which tree it is.
    pub fn own_version(&self) -> Version {
        match self {
            Self::Release(version) | Self::Image { version, .. } => version.clone(),
            Self::Tree { digest, version, .. } => {
                let build = BuildMetadata::new(&format!("tree.{}", short(digest)));
                let build = build.expect("hexadecimal digits are build data");
                Version { build, ..version.clone() }
            }
        }
    }

    /// The release that it is, or builds on.
    pub fn version(&self) -> &Version {
        match self {
            Self::Release(version) | Self::Tree { version, .. } | Self::Image { version, .. } => {
                version
            }
        }
    }
}

/// As much of a digest as tells trees apart.
fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}

/// `0.10.0`, `tree kubefed 3f2a0c0e5b7a (0.10.0)`, `quay.io/…:canary (0.10.0)`.
impl fmt::Display for KubeFed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Release(version) => write!(f, "{version}"),
            Self::Tree { path, digest, version } => {
                let name = path.file_name().unwrap_or(path.as_os_str()).display();
                write!(f, "tree {name} {} ({version})", short(digest))
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_known_by_its_name_and_its_digest() {
        let (path, digest) = ("/src/kubefed".into(), "3f2a0c0e5b7a4c4d".to_owned());
        let tree = KubeFed::Tree { path, digest, version: Version::new(0, 10, 0) };
        assert_eq!(tree.to_string(), "tree kubefed 3f2a0c0e5b7a (0.10.0)");
        assert_eq!(tree.own_version().to_string(), "0.10.0+tree.3f2a0c0e5b7a");
        assert_eq!(tree.version(), &Version::new(0, 10, 0));
    }
}
