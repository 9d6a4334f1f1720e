//! A bundle: tools, chart and images in one file, for a site without a network.
//!
//! A tarball whose first file is a manifest; every other file is named by its digest. The bundle's own
//! digest says whether it is the one that was exported: who brings the file brings that by another
//! way.

mod export;
mod import;

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::store::StoreError;

pub use export::{Exported, export};
pub use import::{Imported, import};

/// The manifest's name in the tarball.
const MANIFEST: &str = "fedrig-bundle.json";
/// The most bytes that a manifest may have.
const MANIFEST_LIMIT: u64 = 1 << 20;
/// The form of the manifest.
const FORM: u32 = 1;

/// What is in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Manifest {
    bundle: u32,
    tools: Vec<BundledTool>,
    images: Vec<BundledImage>,
}

/// A program or a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BundledTool {
    name: String,
    version: String,
    platform: String,
    size: u64,
    sha256: Digest,
    archive_sha256: Digest,
    from: String,
}

/// An image archive, as `docker save` writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BundledImage {
    file: String,
    size: u64,
    sha256: Digest,
}

/// Why a bundle is not made or not taken.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file can't be read or written.
    #[error("can't {doing} `{}`", path.display())]
    Io {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// It is not the bundle that was expected.
    #[error("`{}` has the sha256 {found}, and {expected} is expected", path.display())]
    OtherBundle {
        /// The bundle.
        path: PathBuf,
        /// Its digest.
        found: Digest,
        /// The digest that it has to have.
        expected: Digest,
    },
    /// What is in it is not as its manifest says, or it has no manifest.
    #[error("`{}` is not a bundle: {problem}", path.display())]
    NotABundle {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// A thing of the store is not what was put there.
    #[error("`{}` was changed after it was put into the store", path.display())]
    Altered {
        /// The file.
        path: PathBuf,
    },
    /// The store can't be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BundleError {
    /// What can be done about it.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::Io { path, .. } => vec![format!("see `ls -l {}`", path.display())],
            Self::OtherBundle { .. } => vec![
                "compare with what `fedrig tools export` said where the bundle was made".to_owned(),
            ],
            Self::NotABundle { .. } => {
                vec!["`fedrig tools export <file>` makes a bundle".to_owned()]
            }
            Self::Altered { .. } => {
                vec!["`fedrig tools verify --repair` fetches it anew".to_owned()]
            }
            Self::Store(error) => error.hints(),
        }
    }
}

fn io_error(doing: &'static str, path: &Path) -> impl Fn(io::Error) -> BundleError + use<> {
    let path = path.to_owned();
    move |source| BundleError::Io { doing, path: path.clone(), source }
}

/// Reads a bundle of these bytes, for tests and for fuzzing.
#[cfg(any(test, fuzzing))]
pub(super) fn door(bytes: &[u8]) {
    import::door(bytes);
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
