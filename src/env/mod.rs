//! kind clusters to try a federation on: made side by side, each with a kubeconfig of its own that
//! works from this machine and from the pods of the others. For Linux, where a container's address
//! can be reached from outside.

mod down;
mod error;
mod place;
mod up;

use std::path::PathBuf;

pub use error::Error;
pub use place::Place;

use crate::name::ClusterName;

/// The clusters of an environment, and how they are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Environment {
    /// The clusters' names.
    pub clusters: Vec<ClusterName>,
    /// The node image; kind's own default without it.
    pub image: Option<String>,
    /// kind's configuration, as text.
    pub config: Option<String>,
    /// Image archives that are loaded into each cluster, absolute.
    pub archives: Vec<PathBuf>,
    /// The folder for the kubeconfigs, absolute: `<cluster>.kubeconfig`.
    pub folder: PathBuf,
    /// The container network. fedrig removes it when the last cluster is gone.
    pub network: String,
}

/// Hears what happens to a cluster.
pub type Say<'a> = &'a (dyn Fn(&ClusterName, &str) + Send + Sync);
