//! Why nothing could be measured.

use crate::name::ClusterName;

/// Why nothing could be measured.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// KubeFed does not propagate what would be made.
    #[error("{plural} are not federated here")]
    NotFederated {
        /// `configmaps` or `namespaces`.
        plural: &'static str,
    },
    /// With scope `Namespaced` there is no namespace of its own.
    #[error("with scope Namespaced no namespace can be federated for it")]
    Namespaced,
    /// There is nobody to whom anything could be propagated.
    #[error("no member is Ready and reached from here")]
    Nobody,
    /// The namespace can't be made.
    #[error("namespace `{namespace}` can't be federated for it")]
    NoSpace {
        /// Its name.
        namespace: String,
        /// Why.
        why: String,
    },
    /// The namespace does not get to a member.
    #[error("namespace `{namespace}` does not arrive in `{member}`")]
    NotThere {
        /// Its name.
        namespace: String,
        /// The member.
        member: ClusterName,
        /// Why.
        why: String,
    },
    /// The objects can't be made.
    #[error("the objects can't be made")]
    NotMade {
        /// Why.
        why: String,
    },
    /// A cluster can't be watched.
    #[error("`{cluster}` can't be watched")]
    Unwatched {
        /// The cluster.
        cluster: ClusterName,
        /// Why.
        why: String,
    },
    /// The run was cancelled.
    #[error("the run was cancelled")]
    Cancelled,
}

impl Error {
    /// What lies beneath.
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::NotFederated { .. } | Self::Namespaced | Self::Nobody | Self::Cancelled => None,
            Self::NoSpace { why, .. }
            | Self::NotThere { why, .. }
            | Self::NotMade { why }
            | Self::Unwatched { why, .. } => Some(why),
        }
    }

    /// What to do.
    pub fn hint(&self, file: &str) -> String {
        match self {
            Self::NotFederated { plural } => format!(
                "`kubefedctl enable {plural}` federates them; `fedrig check --only types --file {file}` shows which are"
            ),
            Self::Namespaced => {
                "`--namespace` with KubeFed's own namespace measures there".to_owned()
            }
            Self::Nobody => format!("`fedrig status --file {file}` says why"),
            Self::NoSpace { .. }
            | Self::NotThere { .. }
            | Self::NotMade { .. }
            | Self::Unwatched { .. } => format!("`fedrig check --file {file}` says what is wrong"),
            Self::Cancelled => format!("`fedrig propagation --file {file}` begins anew"),
        }
    }
}
