//! What was built of a source tree.

use std::path::PathBuf;

use semver::Version;

/// What was built of a source tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuiltTree {
    /// The folder with all of it, absolute.
    pub folder: PathBuf,
    /// What its programs say and its chart names: `0.10.0+tree.3f2a0c0e5b7a`.
    pub version: Version,
    /// The go that it was built with.
    pub go: Version,
}

impl BuiltTree {
    /// kubefedctl.
    pub fn kubefedctl(&self) -> PathBuf {
        self.folder.join("kubefedctl")
    }

    /// The chart, as a folder.
    pub fn chart(&self) -> PathBuf {
        self.folder.join("chart")
    }

    /// What is in the image, as an archive.
    pub fn file_system(&self) -> PathBuf {
        self.folder.join("image.tar")
    }

    /// Whether all of it is there.
    pub(super) fn is_whole(&self) -> bool {
        [self.kubefedctl(), self.chart(), self.file_system()].iter().all(|part| part.exists())
    }
}

/// The name of a tree's image in the engine. No registry is called so: a node that lacks it can't get a
/// stranger's.
pub fn image_name(version: &Version) -> String {
    // A tag can't have a `+`.
    format!("localhost/fedrig/kubefed:{}", version.to_string().replace('+', "-"))
}
