//! Why an environment could not be made or removed.

use super::unfit::Unfit;
use crate::name::ClusterName;
use crate::tool::ToolFailure;
use crate::watch::Unreachable;
use crate::watch::wait::WaitError;

/// Why an environment, or a cluster of it, could not be made or removed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No container engine answers.
    #[error("no container engine answers")]
    NoEngine {
        /// What docker said.
        source: ToolFailure,
    },
    /// Something stood against it, before anything was made.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Another fedrig works on the same folder.
    #[error("another fedrig works on this environment: {holder}")]
    Busy {
        /// Who.
        holder: String,
    },
    /// docker failed with something that several clusters use.
    #[error("{what}")]
    Engine {
        /// What failed, as a sentence: ``network `fedrig` could not be made``.
        what: String,
        /// What docker said.
        source: ToolFailure,
    },
    /// kind or docker failed with a cluster.
    #[error("cluster `{cluster}` could not be {what}")]
    Tool {
        /// The cluster.
        cluster: ClusterName,
        /// `made`, `removed`, `given its images`.
        what: &'static str,
        /// What the tool said.
        source: ToolFailure,
    },
    /// A cluster that is there does not work.
    #[error("cluster `{cluster}` is there and does not work: {why}")]
    Broken {
        /// The cluster.
        cluster: ClusterName,
        /// What is the matter with it.
        why: String,
    },
    /// A cluster was half made when the run ended, and could not be removed any more.
    #[error("cluster `{cluster}` is half made")]
    HalfMade {
        /// The cluster.
        cluster: ClusterName,
    },
    /// A name that belongs to somebody else.
    #[error("cluster `{cluster}` is not of this environment: {whose}")]
    NotOurs {
        /// The cluster.
        cluster: ClusterName,
        /// Whose it is.
        whose: String,
    },
    /// Its kubeconfig could not be made of kind's.
    #[error("the kubeconfig of cluster `{cluster}` could not be made")]
    Kubeconfig {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The API server does not answer.
    #[error("cluster `{cluster}` can't be reached")]
    Unreachable {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        source: Unreachable,
    },
    /// A node did not get Ready.
    #[error("node `{node}` of cluster `{cluster}` did not get Ready")]
    NotReady {
        /// The cluster.
        cluster: ClusterName,
        /// The node.
        node: String,
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
    /// What to do next; `flags` name the environment on a command line.
    pub fn hints(&self, flags: &str) -> Vec<String> {
        match self {
            Self::NoEngine { .. } => vec![
                "start one: `scripts/engine.sh up` in a checkout, or `systemctl start docker`"
                    .into(),
            ],
            Self::Unfit(unfit) => unfit.hints(flags),
            Self::Busy { .. } => vec!["wait until it has ended, then run this again".into()],
            Self::Tool { cluster, what: "made", .. } => vec![format!(
                "nothing is left of it; to look at the node, `kind create cluster --retain --name {cluster}` keeps it"
            )],
            Self::Tool { cluster, .. } | Self::HalfMade { cluster } => {
                vec![format!("`fedrig env down {cluster} {flags}` removes it")]
            }
            Self::NotReady { cluster, node, .. } => vec![
                format!("`docker exec {node} journalctl --unit kubelet` shows the node's side"),
                format!("`fedrig env down {cluster} {flags}` removes it"),
            ],
            Self::Broken { cluster, .. } => {
                vec![format!("`fedrig env up {cluster} {flags} --recreate` makes it again")]
            }
            Self::NotOurs { .. } => vec!["`fedrig env list` shows whose each cluster is".into()],
            Self::Engine { .. }
            | Self::Kubeconfig { .. }
            | Self::Unreachable { .. }
            | Self::File { .. } => Vec::new(),
        }
    }

    /// Whether it only says that the run was cancelled.
    pub fn is_cancelled(&self) -> bool {
        match self {
            Self::Tool { source, .. } | Self::Engine { source, .. } | Self::NoEngine { source } => {
                source.is_cancelled()
            }
            Self::NotReady { source, .. } => matches!(source, WaitError::Cancelled { .. }),
            Self::Unfit(_)
            | Self::Busy { .. }
            | Self::Broken { .. }
            | Self::HalfMade { .. }
            | Self::NotOurs { .. }
            | Self::Kubeconfig { .. }
            | Self::Unreachable { .. }
            | Self::File { .. } => false,
        }
    }
}
