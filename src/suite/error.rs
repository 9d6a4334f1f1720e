//! Why the suite could not be built or run.

use std::path::PathBuf;

use semver::Version;

use crate::kubeconfig::{self, WriteError};
use crate::tool::ToolFailure;
use crate::tool::go::Go;
use crate::watch::Unreachable;

/// Why the suite could not be built or run. A spec that failed is no error.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// go is too old for the builds.
    #[error("go {version} is too old: {} is the oldest that builds the suite", Go::OLDEST)]
    GoTooOld {
        /// Its version.
        version: Version,
    },
    /// go could not build it.
    #[error("the end-to-end suite of KubeFed {kubefed} could not be {what}")]
    Build {
        /// Which KubeFed.
        kubefed: String,
        /// `fetched` or `built`.
        what: &'static str,
        /// What go said.
        source: ToolFailure,
    },
    /// A file or folder can't be used.
    #[error("`{}` could not be {what}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// `made`, `locked`, `read`…
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// The kubeconfig has no such access, or one that a program would have to be run for.
    #[error("the host's access is of no use for the suite")]
    Kubeconfig {
        /// Why.
        source: Box<kubeconfig::Error>,
    },
    /// The suite's copy of the access could not be written.
    #[error("the suite's own kubeconfig could not be made")]
    NotWritten {
        /// Why.
        source: WriteError,
    },
    /// The host does not say its version.
    #[error("the host can't be reached")]
    Unreachable {
        /// Why.
        source: Unreachable,
    },
    /// The suite does not list its specs.
    #[error("the suite could not list its specs")]
    List {
        /// Why.
        source: ToolFailure,
    },
    /// The list can't be read.
    #[error("the list of the suite's specs can't be read: {reason}")]
    Garbled {
        /// Why.
        reason: String,
    },
    /// What chooses specs is no expression.
    #[error("`{chosen}` is no expression of Go's: {reason}")]
    BadExpression {
        /// The expression.
        chosen: String,
        /// What go says.
        reason: String,
    },
    /// No spec was chosen.
    #[error("no spec of the suite matches `{chosen}`")]
    NoneChosen {
        /// The expression.
        chosen: String,
    },
}

impl Error {
    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        let hint = match self {
            Self::GoTooOld { .. } => {
                "install a newer one from https://go.dev/dl, and put it first in PATH"
            }
            Self::Build { what: "fetched", .. } => {
                "`go env GOPROXY` says where go looks for modules; it has to serve sigs.k8s.io/kubefed"
            }
            Self::NoneChosen { .. } => "`fedrig suite list` shows every spec",
            Self::Build { .. }
            | Self::File { .. }
            | Self::Kubeconfig { .. }
            | Self::NotWritten { .. }
            | Self::Unreachable { .. }
            | Self::List { .. }
            | Self::BadExpression { .. }
            | Self::Garbled { .. } => return Vec::new(),
        };
        vec![hint.to_owned()]
    }
}
