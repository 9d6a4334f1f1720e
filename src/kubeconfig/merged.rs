//! Several kubeconfigs read as one, as kubectl reads the files of KUBECONFIG.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::parts::Parts;
use super::{Entry, Error, Kubeconfig};
use crate::name::ContextName;

/// Kubeconfigs that are read as one. The first file that has an entry of a name has the whole of
/// it, a context may name a cluster or a user of another file, and a relative path begins in the
/// folder of the file that has it.
#[derive(Debug)]
pub struct Merged {
    files: Vec<Arc<Kubeconfig>>,
}

impl Merged {
    /// Whether none of the files is there.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What `context` says, with every file that it names read.
    pub fn resolve(&self, context: &ContextName) -> Result<Entry, Error> {
        Parts::find(&self.all(), context)?.entry()
    }

    /// The file that has the context, its cluster and its user, if one has all three.
    pub fn one_file(&self, context: &ContextName) -> Option<PathBuf> {
        let files = self.all();
        let parts = Parts::find(&files, context).ok()?;
        parts.one_file().map(Path::to_owned)
    }

    fn all(&self) -> Vec<&Kubeconfig> {
        self.files.iter().map(Arc::as_ref).collect()
    }
}

impl FromIterator<Arc<Kubeconfig>> for Merged {
    fn from_iter<I: IntoIterator<Item = Arc<Kubeconfig>>>(files: I) -> Self {
        Self { files: files.into_iter().collect() }
    }
}

#[cfg(test)]
#[path = "merged_tests.rs"]
mod tests;
