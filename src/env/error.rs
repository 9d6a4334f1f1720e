//! Why an environment could not be made or removed.

use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::watch::Unreachable;
use crate::watch::wait::WaitError;

/// Why a cluster could not be made or removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No container engine answers.
    #[error("no container engine answers")]
    NoEngine {
        /// What docker said.
        source: ToolFailure,
    },
    /// kind or docker failed.
    #[error("cluster `{cluster}` could not be {what}")]
    Tool {
        /// The cluster.
        cluster: ClusterName,
        /// `made`, `removed`, `given its images`.
        what: &'static str,
        /// What the tool said.
        source: ToolFailure,
    },
    /// kind's kubeconfig can't be used, or ours can't be written.
    #[error("the kubeconfig of cluster `{cluster}` could not be made")]
    Kubeconfig {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        source: Box<crate::kubeconfig::Error>,
    },
    /// The kubeconfig can't be written.
    #[error("the kubeconfig of cluster `{cluster}` could not be kept")]
    NotWritten {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        source: crate::kubeconfig::WriteError,
    },
    /// The control plane's container has no address.
    #[error("the container of cluster `{cluster}` has no address")]
    NoAddress {
        /// The cluster.
        cluster: ClusterName,
    },
    /// The API server does not answer.
    #[error("cluster `{cluster}` can't be reached")]
    Unreachable {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        source: Unreachable,
    },
    /// The node did not get Ready.
    #[error("the node of cluster `{cluster}` did not get Ready")]
    NotReady {
        /// The cluster.
        cluster: ClusterName,
        /// What was seen last.
        source: WaitError,
    },
    /// A file could not be written or removed.
    #[error("`{}` could not be {what}", path.display())]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// `made` or `removed`.
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

impl Error {
    /// What to do next.
    pub fn hints(&self) -> Vec<String> {
        match self {
            Self::NoEngine { .. } => vec![
                "start one: `scripts/engine.sh up` in a checkout, or `systemctl start docker`"
                    .into(),
            ],
            Self::Tool { cluster, .. } | Self::NotReady { cluster, .. } => {
                vec![format!(
                    "`docker logs {cluster}-control-plane` shows the node's side; `fedrig env down {cluster}` removes it"
                )]
            }
            Self::Kubeconfig { .. }
            | Self::NotWritten { .. }
            | Self::NoAddress { .. }
            | Self::Unreachable { .. }
            | Self::File { .. } => Vec::new(),
        }
    }
}
