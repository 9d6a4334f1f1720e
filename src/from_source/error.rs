//! Why a source tree could not be built.

use std::path::PathBuf;

use semver::Version;

use super::ModuleError;
use crate::tool::ToolFailure;
use crate::tool::go::Go;

/// Why a source tree could not be built.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// go is too old for the builds.
    #[error("go {version} is too old: {} is the oldest that builds KubeFed", Go::OLDEST)]
    GoTooOld {
        /// Its version.
        version: Version,
    },
    /// The module of the build could not be written.
    #[error("the build in `{}` could not be prepared", tree.display())]
    Module {
        /// The tree.
        tree: PathBuf,
        /// Why.
        source: ModuleError,
    },
    /// go could not build a program.
    #[error("`{program}` of the source tree `{}` could not be built", tree.display())]
    Build {
        /// The tree.
        tree: PathBuf,
        /// Which program.
        program: &'static str,
        /// What go said.
        source: ToolFailure,
    },
    /// The engine did not take the image.
    #[error("the image `{image}` could not be given to the container engine")]
    Image {
        /// Its name.
        image: String,
        /// What docker said.
        source: ToolFailure,
    },
    /// A file or folder can't be used.
    #[error("`{}` could not be {what}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// `made`, `locked`, `written`…
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

impl Error {
    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::GoTooOld { .. } => {
                vec![
                    "install a newer one from https://go.dev/dl, and put it first in PATH"
                        .to_owned(),
                ]
            }
            Self::Build { tree, .. } => {
                vec![format!("`cd {} && go build ./cmd/...` says the same sooner", tree.display())]
            }
            Self::Module { .. } | Self::Image { .. } | Self::File { .. } => Vec::new(),
        }
    }
}
