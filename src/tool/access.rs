//! Where a cluster is reached: always a kubeconfig file *and* a context, never the current one.

use std::path::PathBuf;

use crate::name::ContextName;

/// A kubeconfig file and one of its contexts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Access {
    /// Absolute path of the kubeconfig file.
    pub kubeconfig: PathBuf,
    /// The context in it.
    pub context: ContextName,
}
